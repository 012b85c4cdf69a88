/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Mach-O file without its signature, as the linker has left it: without the load
 * command that names it, with a __LINKEDIT that ends where its other parts do, and as
 * large in memory as pages of the machine make it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/macho.h"
#include "compare/macho_normalize.h"

enum { LONG = 4, COMMAND_COUNT_AT = 16, COMMANDS_SIZE_AT = 20, NAMES = 24 };

/* Writes so many bytes in the order of the file. */
static void
put(const struct macho *macho, struct buffer *form, size_t at, uint64_t number,
    size_t size)
{
	for (size_t i = 0; i < size; i++) {
		size_t place = macho->big ? size - 1 - i : i;

		form->data[at + place] = (uint8_t)(number >> (8 * i));
	}
}

/* Whether all of the signature is what the rule takes for harmless; rights that it gives
 * are members. */
static bool
is_excused(const struct normalizer *normalizer, const struct tiling *tiling, size_t begin)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		struct difference alone = { .format = &format_macho,
					    .key = tile->key,
					    .published = tile };

		if (tile->offset < begin)
			continue;
		if (tile->member != NO_MEMBER ||
		    (tile->kind == TILE_FIELD &&
		     rule_for(&normalizer->rules, &alone) == NULL))
			return false;
	}
	return true;
}

/* Where the signature begins, with the zeros that align it. */
static size_t
begin_of(const struct tiling *tiling, size_t signature)
{
	enum { ALIGN = 16 };

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (strcmp(tile->key, "gap") == 0 && tile->bytes.size < ALIGN &&
		    tile->offset + tile->bytes.size == signature &&
		    bytes_are_all(tile->bytes, 0))
			return tile->offset;
	}
	return signature;
}

static void
drop_command(const struct macho *macho, const struct macho_command *command,
	     struct buffer *form)
{
	size_t end = macho->header_size + macho->commands.size;
	size_t behind = command->offset + command->bytes.size;

	memmove(form->data + command->offset, form->data + behind, end - behind);
	memset(form->data + end - command->bytes.size, 0, command->bytes.size);
	put(macho, form, COMMAND_COUNT_AT, macho->said_count - 1, LONG);
	put(macho, form, COMMANDS_SIZE_AT, macho->commands.size - command->bytes.size,
	    LONG);
}

static bool
find_links(const struct macho *macho, struct macho_command *command,
	   struct macho_segment *segment)
{
	*command = (struct macho_command){ 0 };
	for (unsigned i = 0; i < macho->command_count && macho_next(macho, command);
	     i++) {
		if (!macho_is_segment(command))
			continue;
		*segment = macho_segment(macho, command);
		if (bytes_equal_text(segment->name, "__LINKEDIT") &&
		    segment->offset + segment->file_size == macho->content.size &&
		    segment->size >= segment->file_size)
			return true;
	}
	return false;
}

static uint64_t
page_of(const struct macho *macho)
{
	enum { ARM64 = 0x0100000c, ARM64_PAGE = 0x4000, PAGE = 0x1000 };

	return macho->cpu == ARM64 ? ARM64_PAGE : PAGE;
}

/* __LINKEDIT ends at `end`, and takes whole pages. */
static void
cut_links(struct normalizer *normalizer, const struct macho *macho, size_t end,
	  struct buffer *form)
{
	size_t wide = macho->wide ? sizeof(uint64_t) : sizeof(uint32_t);
	uint64_t page = page_of(macho), size, in_memory;
	struct macho_command command;
	struct macho_segment segment;
	char before[24], after[24];

	if (!find_links(macho, &command, &segment) || end < segment.offset)
		return;
	size = end - segment.offset;
	in_memory = (size + page - 1) / page * page;
	put(macho, form, command.offset + NAMES + wide, in_memory, wide);
	put(macho, form, command.offset + NAMES + 3 * wide, size, wide);
	snprintf(before, sizeof(before), "0x%llx", (unsigned long long)segment.size);
	snprintf(after, sizeof(after), "0x%llx", (unsigned long long)in_memory);
	normalize_note(normalizer, &(struct normalize_change){ "signature-block",
							       "segment:__LINKEDIT/place",
							       before, after });
}

void
macho_strip(struct normalizer *normalizer, const struct macho *macho,
	    const struct tiling *tiling, struct buffer *form)
{
	enum { PLACE = 8, SIZE = 12, WHOLE = 16 };
	struct macho_command command;
	size_t begin, size, end = form->size;

	if (macho_find(macho, MACHO_CODE_SIGNATURE, &command)) {
		begin = macho_u32(macho, command.bytes, PLACE);
		size = macho_u32(macho, command.bytes, SIZE);
		if (command.bytes.size != WHOLE || begin + size != form->size ||
		    !is_excused(normalizer, tiling, begin))
			return;
		end = begin_of(tiling, begin);
		normalize_note(normalizer,
			       &(struct normalize_change){ "signature-block", "signature",
							   "(signed)", NULL });
	}
	cut_links(normalizer, macho, end, form);
	if (end == form->size)
		return;
	drop_command(macho, &command, form);
	form->size = end;
}
