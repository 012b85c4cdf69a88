/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/ar_archive.h"

#include <stdlib.h>
#include <sys/param.h>

#include "base/memory.h"

enum { SHARED_NAME_MAX = 256 };

static const char usual_magic[] = "!<arch>\n", thin_magic[] = "!<thin>\n";

static const struct {
	size_t offset, size;
} fields[] = {
	[AR_NAME] = { 0, 16 }, [AR_MTIME] = { 16, 12 }, [AR_UID] = { 28, 6 },
	[AR_GID] = { 34, 6 },  [AR_MODE] = { 40, 8 },	[AR_SIZE] = { 48, 10 },
	[AR_END] = { 58, 2 },
};

void
ar_archive_release(struct ar_archive *archive)
{
	free(archive->members);
	*archive = (struct ar_archive){ 0 };
}

struct bytes
ar_field_bytes(struct bytes header, enum ar_field field)
{
	return bytes_slice(header, fields[field].offset, fields[field].size);
}

static struct bytes
without_spaces(struct bytes text)
{
	while (text.size > 0 && text.data[text.size - 1] == ' ')
		text.size--;
	return text;
}

static bool
read_number(struct bytes text, unsigned base, int64_t *number)
{
	*number = 0;
	if (text.size == 0)
		return false;
	/* 16 digits at most: it can not overflow. */
	for (size_t i = 0; i < text.size; i++) {
		unsigned digit = (unsigned)text.data[i] - '0';

		if (digit >= base)
			return false;
		*number = *number * base + digit;
	}
	return true;
}

bool
ar_number(struct bytes header, enum ar_field field, int64_t *number)
{
	return read_number(without_spaces(ar_field_bytes(header, field)),
			   field == AR_MODE ? 8 : 10, number);
}

static bool
is_header(struct bytes header)
{
	int64_t size;

	return header.size == AR_HEADER_SIZE &&
	       bytes_equal_text(ar_field_bytes(header, AR_END), "`\n") &&
	       ar_number(header, AR_SIZE, &size);
}

bool
ar_recognize(struct bytes content, struct bytes *first)
{
	struct bytes header = bytes_slice(content, AR_MAGIC_SIZE, AR_HEADER_SIZE);

	if (first != NULL)
		*first = without_spaces(ar_field_bytes(header, AR_NAME));
	return bytes_start_with(content, bytes_of_text(usual_magic)) ||
	       bytes_start_with(content, bytes_of_text(thin_magic));
}

/* What is being read, beside the members. */
struct reader {
	struct ar_archive *archive;
	struct bytes table; /* of long names */
	size_t used;	    /* of it: entries follow each other as the members do */
};

/* An entry of the table is "name/\n" (System V, GNU) or, on Windows, "name\0". */
static struct bytes
entry_at(struct bytes table, size_t offset, size_t *end)
{
	struct bytes rest = bytes_slice(table, offset, SIZE_MAX);
	struct bytes name = bytes_before(bytes_before(rest, '\n'), '\0');

	*end = offset + MIN(name.size + 1, rest.size);
	if (name.size > 0 && name.data[name.size - 1] == '/')
		name.size--;
	return name;
}

static bool
starts_entry(struct bytes table, size_t offset)
{
	return offset == 0 || table.data[offset - 1] == '\n' ||
	       table.data[offset - 1] == '\0';
}

/* The table holds what the members make of it when each new entry follows the last one.
 * Members of one name may share theirs, but a small file may not make much of a long one.
 */
static void
read_long_name(struct reader *reader, struct ar_member *member, struct bytes digits)
{
	struct bytes table = reader->table;
	size_t offset = SIZE_MAX, end;
	int64_t number;

	if (read_number(bytes_before(digits, ':'), 10, &number)) /* thin: and an origin */
		offset = (size_t)number;
	if (offset < reader->used)
		table = bytes_slice(table, 0, MIN(table.size, offset + SHARED_NAME_MAX));
	member->named = AR_NAME_IN_TABLE;
	if (offset >= table.size || !starts_entry(table, offset)) {
		member->trouble = "names no entry of the table of names";
		return;
	}
	member->name = entry_at(table, offset, &end);
	if (offset > reader->used)
		reader->archive->table_is_right = false;
	if (offset >= reader->used)
		reader->used = end;
	else if (end == table.size && end < reader->table.size)
		member->trouble = "shares a name that is very long";
}

static void
read_bsd_name(struct ar_member *member, struct bytes digits)
{
	int64_t size;

	if (!read_number(digits, 10, &size) || (uint64_t)size > member->content.size) {
		member->trouble = "says how long its name is, which is longer than it";
		return;
	}
	member->named = AR_NAME_BEFORE_CONTENT;
	member->name_size = (size_t)size;
	member->name =
		bytes_before(bytes_slice(member->content, 0, member->name_size), '\0');
	member->content = bytes_slice(member->content, member->name_size, SIZE_MAX);
}

/* GNU ends a name with a slash; others with the first space. */
static void
read_short_name(struct ar_member *member)
{
	struct bytes name = member->name, before = bytes_before(name, '/');

	if (before.size + 1 == name.size)
		member->name = before;
	else if (before.size < name.size || bytes_before(name, '\0').size < name.size)
		member->trouble = "has a name that readers end in different places";
}

static void
read_name(struct reader *reader, struct ar_member *member)
{
	struct bytes name = without_spaces(ar_field_bytes(member->header, AR_NAME));

	member->name = name;
	if (bytes_equal_text(name, "/"))
		member->part = AR_SYMBOLS;
	else if (bytes_equal_text(name, "/SYM64/"))
		member->part = AR_SYMBOLS_64;
	else if (bytes_equal_text(name, "//") && !reader->archive->has_table)
		member->part = AR_NAMES;
	else if (name.size > 1 && name.data[0] == '/' && name.data[1] != '<')
		read_long_name(reader, member, bytes_slice(name, 1, SIZE_MAX));
	else if (bytes_start_with(name, bytes_of_text("#1/")))
		read_bsd_name(member, bytes_slice(name, 3, SIZE_MAX));
	else
		read_short_name(member);
}

/* What a special member has in a thin archive too. */
static bool
has_content(const struct ar_archive *archive, struct bytes header)
{
	struct bytes name = without_spaces(ar_field_bytes(header, AR_NAME));

	return !archive->is_thin || bytes_equal_text(name, "/") ||
	       bytes_equal_text(name, "//") || bytes_equal_text(name, "/SYM64/");
}

static void
note_special(struct reader *reader, const struct ar_member *member)
{
	struct ar_archive *archive = reader->archive;

	if (member->part == AR_NAMES) {
		reader->table = member->content;
		archive->has_table = true;
	} else if (member->part != AR_FILE ||
		   bytes_start_with(member->name, bytes_of_text("__.SYMDEF"))) {
		archive->has_symbols = true;
	}
}

static bool
read_member(struct reader *reader, size_t at)
{
	struct ar_archive *archive = reader->archive;
	struct bytes header = bytes_slice(archive->whole, at, AR_HEADER_SIZE);
	struct ar_member member = { .offset = at, .header = header };
	int64_t size;

	if (!is_header(header))
		return false;
	(void)ar_number(header, AR_SIZE, &size);
	if (has_content(archive, header)) {
		member.content =
			bytes_slice(archive->whole, at + AR_HEADER_SIZE, (size_t)size);
		member.is_cut = member.content.size < (uint64_t)size;
	}
	archive->end = at + AR_HEADER_SIZE + member.content.size;
	/* Each begins at an even offset. */
	if (archive->end % 2 == 1 && archive->end < archive->whole.size)
		archive->end++;
	read_name(reader, &member);
	note_special(reader, &member);
	array_append(archive->members, archive->count, member);
	return true;
}

/* One newline may fill the table up to an even size. */
static bool
is_used_up(const struct reader *reader)
{
	struct bytes rest = bytes_slice(reader->table, reader->used, SIZE_MAX);

	return rest.size == 0 || (reader->used % 2 == 1 && bytes_equal_text(rest, "\n"));
}

void
ar_archive_read(struct ar_archive *archive, struct bytes content, size_t most)
{
	struct reader reader = { .archive = archive };

	*archive = (struct ar_archive){ .whole = content, .table_is_right = true };
	archive->is_thin = bytes_start_with(content, bytes_of_text(thin_magic));
	archive->end = MIN(content.size, (size_t)AR_MAGIC_SIZE);
	while (archive->count < most && read_member(&reader, archive->end))
		;
	archive->has_more = archive->count == most &&
			    is_header(bytes_slice(content, archive->end, AR_HEADER_SIZE));
	if (!is_used_up(&reader))
		archive->table_is_right = false;
}

const struct ar_member *
ar_archive_at(const struct ar_archive *archive, uint64_t offset)
{
	size_t low = 0, high = archive->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (archive->members[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < archive->count && archive->members[low].offset == offset)
		return &archive->members[low];
	return NULL;
}
