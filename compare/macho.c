/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/macho.h"

#include <sys/param.h>

enum {
	MAGIC = 0xfeedface,
	MAGIC_64 = 0xfeedfacf,
	COMMAND_SIZE = 8,
	LONG = 4,
	WIDE = 8,
	SECTION_TYPE = 0xff,
	ZEROFILL = 0x1,
	LARGE_ZEROFILL = 0xc,
	THREAD_ZEROFILL = 0x12,
};

uint64_t
macho_take(const struct macho *macho, struct cursor *at, size_t size)
{
	if (size == WIDE)
		return macho->big ? cursor_u64be(at) : cursor_u64le(at);
	return macho->big ? cursor_u32be(at) : cursor_u32le(at);
}

uint64_t
macho_take_wide(const struct macho *macho, struct cursor *at)
{
	return macho_take(macho, at, macho->wide ? WIDE : LONG);
}

uint32_t
macho_u32(const struct macho *macho, struct bytes bytes, size_t offset)
{
	struct cursor at = cursor_on(bytes_slice(bytes, offset, LONG));

	return (uint32_t)macho_take(macho, &at, LONG);
}

struct bytes
macho_part(const struct macho *macho, uint64_t offset, uint64_t size)
{
	return bytes_slice(macho->content, (size_t)MIN(offset, SIZE_MAX),
			   (size_t)MIN(size, SIZE_MAX));
}

static bool
read_magic(struct macho *macho, struct bytes content)
{
	struct cursor little = cursor_on(content), big = cursor_on(content);
	uint32_t as_little = cursor_u32le(&little), as_big = cursor_u32be(&big);
	uint32_t magic;

	macho->big = as_big == MAGIC || as_big == MAGIC_64;
	magic = macho->big ? as_big : as_little;
	macho->wide = magic == MAGIC_64;
	return magic == MAGIC || magic == MAGIC_64;
}

/* As many as follow each other within the space that is said to be theirs. */
static void
count_commands(struct macho *macho)
{
	struct macho_command command = { 0 };
	unsigned most = MIN(macho->said_count, (unsigned)MACHO_COMMANDS_MAX);

	macho->command_count = most;
	for (unsigned i = 0; i < most; i++)
		if (!macho_next(macho, &command)) {
			macho->command_count = i;
			return;
		}
}

int
macho_open(struct macho *macho, struct bytes content, struct error *err)
{
	enum { HEADER = 28, HEADER_64 = 32, TYPES = 12 };
	struct cursor at = cursor_on(content);
	size_t size;

	*macho = (struct macho){ .content = content };
	if (!read_magic(macho, content))
		return error_set(err, ERROR_MALFORMED, "no Mach-O file");
	cursor_take(&at, LONG);
	macho->cpu = (uint32_t)macho_take(macho, &at, LONG);
	macho->cpu_kind = (uint32_t)macho_take(macho, &at, LONG);
	macho->type = (uint32_t)macho_take(macho, &at, LONG);
	macho->said_count = (unsigned)macho_take(macho, &at, LONG);
	size = (size_t)macho_take(macho, &at, LONG);
	macho->flags = (uint32_t)macho_take(macho, &at, LONG);
	macho->header_size = macho->wide ? HEADER_64 : HEADER;
	if (at.overrun || content.size < macho->header_size || macho->type == 0 ||
	    macho->type > TYPES)
		return error_set(err, ERROR_MALFORMED, "no Mach-O file");
	macho->commands = bytes_slice(content, macho->header_size, size);
	count_commands(macho);
	return 0;
}

bool
macho_next(const struct macho *macho, struct macho_command *command)
{
	size_t begin = macho->header_size;
	size_t offset =
		command->offset == 0 ? begin : command->offset + command->bytes.size;
	struct bytes rest = bytes_slice(macho->commands, offset - begin, SIZE_MAX);
	size_t size = macho_u32(macho, rest, LONG);

	if (size < COMMAND_SIZE || size > rest.size)
		return false;
	*command = (struct macho_command){ .number = macho_u32(macho, rest, 0),
					   .offset = offset,
					   .bytes = bytes_slice(rest, 0, size) };
	return true;
}

bool
macho_find(const struct macho *macho, uint32_t number, struct macho_command *command)
{
	*command = (struct macho_command){ 0 };
	for (unsigned i = 0; i < macho->command_count; i++) {
		if (!macho_next(macho, command))
			return false;
		if (command->number == number)
			return true;
	}
	return false;
}

bool
macho_is_segment(const struct macho_command *command)
{
	return command->number == MACHO_SEGMENT || command->number == MACHO_SEGMENT_64;
}

static bool
is_wide(const struct macho_command *command)
{
	return command->number == MACHO_SEGMENT_64;
}

size_t
macho_segment_size(const struct macho *macho)
{
	enum { NARROW = 56, WIDE_SIZE = 72 };

	return macho->wide ? WIDE_SIZE : NARROW;
}

size_t
macho_section_size(const struct macho *macho)
{
	enum { NARROW = 68, WIDE_SIZE = 80 };

	return macho->wide ? WIDE_SIZE : NARROW;
}

struct macho_segment
macho_segment(const struct macho *macho, const struct macho_command *command)
{
	struct cursor at = cursor_on(command->bytes);
	struct macho_segment segment = { 0 };

	/* A segment of the other width is none that the loader reads. */
	if (is_wide(command) != macho->wide)
		return segment;
	cursor_take(&at, COMMAND_SIZE);
	segment.name = bytes_before(cursor_take(&at, MACHO_NAME_SIZE), 0);
	segment.address = macho_take_wide(macho, &at);
	segment.size = macho_take_wide(macho, &at);
	segment.offset = macho_take_wide(macho, &at);
	segment.file_size = macho_take_wide(macho, &at);
	segment.most = (uint32_t)macho_take(macho, &at, LONG);
	segment.first = (uint32_t)macho_take(macho, &at, LONG);
	segment.count = (uint32_t)macho_take(macho, &at, LONG);
	segment.flags = (uint32_t)macho_take(macho, &at, LONG);
	return segment;
}

unsigned
macho_section_count(const struct macho *macho, const struct macho_command *command)
{
	size_t room =
		bytes_slice(command->bytes, macho_segment_size(macho), SIZE_MAX).size;

	return MIN((unsigned)macho_segment(macho, command).count,
		   (unsigned)(room / macho_section_size(macho)));
}

struct macho_section
macho_section(const struct macho *macho, const struct macho_command *command,
	      unsigned index)
{
	size_t size = macho_section_size(macho);
	struct cursor at = cursor_on(bytes_slice(
		command->bytes, macho_segment_size(macho) + index * size, size));
	struct macho_section section;

	section.name = bytes_before(cursor_take(&at, MACHO_NAME_SIZE), 0);
	section.segment = bytes_before(cursor_take(&at, MACHO_NAME_SIZE), 0);
	section.address = macho_take_wide(macho, &at);
	section.size = macho_take_wide(macho, &at);
	section.offset = (uint32_t)macho_take(macho, &at, LONG);
	section.align = (uint32_t)macho_take(macho, &at, LONG);
	section.relocations = (uint32_t)macho_take(macho, &at, LONG);
	section.relocation_count = (uint32_t)macho_take(macho, &at, LONG);
	section.flags = (uint32_t)macho_take(macho, &at, LONG);
	return section;
}

struct bytes
macho_section_bytes(const struct macho *macho, const struct macho_section *section)
{
	uint32_t type = section->flags & SECTION_TYPE;

	if (section->offset == 0 || type == ZEROFILL || type == LARGE_ZEROFILL ||
	    type == THREAD_ZEROFILL)
		return (struct bytes){ 0 };
	return macho_part(macho, section->offset, section->size);
}

struct bytes
macho_text(const struct macho *macho, const struct macho_command *command, size_t offset)
{
	uint32_t place = macho_u32(macho, command->bytes, offset);

	return bytes_before(bytes_slice(command->bytes, place, MACHO_TEXT_MAX), 0);
}

void
macho_name_offset(const struct macho *macho, uint64_t offset, struct buffer *out)
{
	struct macho_command command = { 0 };

	for (unsigned i = 0; i < macho->command_count && macho_next(macho, &command);
	     i++) {
		unsigned count = macho_is_segment(&command)
					 ? macho_section_count(macho, &command)
					 : 0;

		for (unsigned k = 0; k < count; k++) {
			struct macho_section section = macho_section(macho, &command, k);

			if (offset < section.offset || section.offset == 0 ||
			    offset - section.offset >= section.size)
				continue;
			buffer_append_escaped(out, section.segment);
			buffer_append_text(out, ",");
			buffer_append_escaped(out, section.name);
			buffer_printf(out, "+0x%llx",
				      (unsigned long long)(offset - section.offset));
			return;
		}
	}
	buffer_printf(out, "0x%llx", (unsigned long long)offset);
}
