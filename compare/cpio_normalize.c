/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a cpio archive: the same members in the same order, with the
 * times, inodes and file systems that the rules that are on leave, and their contents in
 * canonical form.  Inodes are numbered by the first member that is the file, so that the
 * same ones stay the same.  What stands behind the first archive is written likewise.
 */
#include "compare/format_cpio.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/cpio_member.h"
#include "compare/normalize.h"

/* What is being written. */
struct writer {
	struct normalizer *normalizer;
	struct cpio_link *links; /* borrowed: of all members */
	size_t count;
	bool binary;  /* a member is of a binary dialect */
	size_t start; /* of the archive in what is written */
	struct buffer *out;
};

/* Whether the rule takes the field's value for harmless. */
static bool
is_covered(struct writer *writer, const struct cpio_member *member, enum cpio_field field,
	   const char *id)
{
	const struct rule *rule = rule_on(&writer->normalizer->rules, id);
	struct tile tile = { .kind = TILE_FIELD,
			     .key = cpio_field_name(field),
			     .number = (int64_t)member->numbers[field] };
	const char *ignored;
	struct difference alone = { .format = &format_cpio,
				    .key = tile.key,
				    .published = &tile,
				    .rebuilt = &tile,
				    .type = cpio_type_of(member, &ignored) };

	return rule != NULL && rule->fits(&alone);
}

/* Without inodes of ours, file systems tell which files are the same. */
static bool
numbers_inodes(struct writer *writer)
{
	enum { LARGEST = 0777777, BINARY_LARGEST = 0xffff }; /* that odc has room for */

	return writer->count < (writer->binary ? BINARY_LARGEST : LARGEST) &&
	       rule_on(&writer->normalizer->rules, "cpio-inode") != NULL;
}

static uint64_t
canonical_number(struct writer *writer, const struct cpio_member *member, size_t index,
		 const struct cpio_column *column)
{
	enum cpio_field field = column->field;
	uint64_t number = member->numbers[field];

	if (field == CPIO_MTIME && is_covered(writer, member, field, "cpio-mtime"))
		return 0;
	if (!numbers_inodes(writer))
		return number;
	if (field == CPIO_INODE)
		return writer->links[index].first + 1;
	if (field == CPIO_NLINK && is_covered(writer, member, field, "cpio-inode"))
		return 2;
	if ((field == CPIO_FILESYSTEM || field == CPIO_FILESYSTEM_MAJOR ||
	     field == CPIO_FILESYSTEM_MINOR) &&
	    is_covered(writer, member, field, "cpio-device"))
		return 0;
	return number;
}

static void
note(struct writer *writer, const struct cpio_member *member, enum cpio_field field,
     uint64_t new)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	const char *rule = field == CPIO_MTIME				? "cpio-mtime"
			   : field == CPIO_INODE || field == CPIO_NLINK ? "cpio-inode"
									: "cpio-device";
	char before[24], after[24];

	if (field == CPIO_SIZE || field == CPIO_CHECK)
		return;
	buffer_append_escaped(&key, member->name);
	buffer_printf(&key, " %s", cpio_field_name(field));
	snprintf(before, sizeof(before), "%" PRIu64, member->numbers[field]);
	snprintf(after, sizeof(after), "%" PRIu64, new);
	normalize_note(
		writer->normalizer,
		&(struct normalize_change){ rule, buffer_text(&key), before, after });
}

/* What need not change keeps its digits as they are. */
static int
put_number(struct writer *writer, const struct cpio_member *member, struct bytes text,
	   uint64_t new)
{
	char digits[32];
	int size = (int)text.size;

	if (member->base == 0) {
		cpio_put_binary(writer->out, member->dialect, new, text.size);
		return text.size < sizeof(new) && new >> (8 * text.size) != 0 ? -1 : 0;
	}

	snprintf(digits, sizeof(digits), member->base == 8 ? "%0*" PRIo64 : "%0*" PRIX64,
		 size, new);
	if (strlen(digits) > text.size)
		return -1;
	buffer_append_text(writer->out, digits);
	return 0;
}

static int
put_header(struct writer *writer, const struct cpio_member *member, size_t index,
	   struct bytes header, struct bytes content)
{
	size_t count;
	const struct cpio_column *columns = cpio_columns(member->dialect, &count);
	struct cursor at = cursor_on(header);

	buffer_append(writer->out, cursor_take(&at, member->magic_size));
	for (size_t i = 0; i < count; i++) {
		struct bytes text = cursor_take(&at, columns[i].size);
		enum cpio_field field = columns[i].field;
		uint64_t new = canonical_number(writer, member, index, &columns[i]);

		if (field == CPIO_SIZE)
			new = content.size;
		else if (field == CPIO_CHECK && member->dialect == CPIO_CRC)
			new = cpio_sum(content);
		if (new == member->numbers[field])
			buffer_append(writer->out, text);
		else if (put_number(writer, member, text, new) < 0)
			return -1;
		note(writer, member, field, new);
	}
	return 0;
}

static void
pad(struct writer *writer, const struct cpio_member *member)
{
	while ((writer->out->size - writer->start) % cpio_unit(member->dialect) != 0)
		buffer_append_byte(writer->out, 0);
}

static int
write_member(struct writer *writer, const struct cpio_member *member, size_t index,
	     struct bytes header, struct error *err)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(writer->out->limit),
				     name = BUFFER_INIT(SIZE_MAX);
	const char *ignored;

	buffer_append_escaped(&name, member->name);
	if (cpio_type_of(member, &ignored) != 'f')
		buffer_append(&content, member->content);
	else if (normalize_content(writer->normalizer, buffer_text(&name),
				   member->content, &content, err) < 0)
		return -1;
	if (buffer_check(&content, err) < 0)
		return -1;
	if (put_header(writer, member, index, header, buffer_bytes(&content)) < 0)
		return error_set(err, ERROR_LIMIT, "a content is too large for cpio");
	buffer_append(writer->out, member->name_room);
	pad(writer, member);
	buffer_append(writer->out, buffer_bytes(&content));
	pad(writer, member);
	return buffer_check(writer->out, err);
}

static bool
has_binary(struct bytes content, size_t count)
{
	struct cpio_member member;

	for (size_t i = 0; i < count && cpio_member_read(&member, content); i++) {
		if (member.base == 0)
			return true;
		content = bytes_slice(content, cpio_member_size(&member), SIZE_MAX);
	}
	return false;
}

static int
write_members(struct writer *writer, struct bytes *rest, struct error *err)
{
	struct cpio_member member;

	for (size_t i = 0; i < writer->count && cpio_member_read(&member, *rest); i++) {
		struct bytes header = bytes_slice(*rest, 0, member.header_size);

		if (write_member(writer, &member, i, header, err) < 0)
			return -1;
		*rest = bytes_slice(*rest, cpio_member_size(&member), SIZE_MAX);
	}
	return 0;
}

/* The trailer, and the zeros after it, as they are. */
static void
write_end(struct writer *writer, struct bytes *rest)
{
	struct cpio_member member;
	size_t size = cpio_member_read(&member, *rest) ? cpio_member_size(&member) : 0;

	while (size < rest->size && rest->data[size] == 0)
		size++;
	buffer_append(writer->out, bytes_slice(*rest, 0, size));
	*rest = bytes_slice(*rest, size, SIZE_MAX);
}

static int
write_archive(struct writer *writer, struct bytes *rest, uint64_t most, struct error *err)
{
	cleanup_free struct cpio_link *links = NULL;

	writer->count = cpio_links_read(&links, *rest, most);
	writer->links = links;
	writer->binary = has_binary(*rest, writer->count);
	writer->start = writer->out->size;
	if (write_members(writer, rest, err) < 0)
		return -1;
	write_end(writer, rest);
	return buffer_check(writer->out, err);
}

int
cpio_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct writer writer = { .normalizer = normalizer, .out = out };
	struct cpio_member member;
	struct bytes rest = content;

	if (normalize_tile(normalizer, &format_cpio, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling))
		return normalize_keep(out, content, err);
	while (cpio_member_read(&member, rest))
		if (write_archive(&writer, &rest, tiling.member_count, err) < 0)
			return -1;
	if (rest.size == 0)
		return 0;
	/* A compressed archive, which the kernel unpacks as well. */
	return normalize_content(normalizer, cpio_compressed_name, rest, out, err);
}
