/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The marks of a tar, header by header. */
#include "rebuild/archive_marks.h"

#include <string.h>

#include "base/cleanup.h"
#include "compare/tar_member.h"

enum { TYPE_BITS = 0170000, GROUP_WRITES = 020, PATH_LIMIT = 1 << 16 };

static int64_t
meaning_number(const struct tar_member *member, enum tar_meaning meaning,
	       enum tar_field field)
{
	int64_t number = 0;

	if (member->meanings.of[meaning].source != SAID_BY_HEADER)
		(void)tar_decimal(member->meanings.of[meaning].value, &number);
	else
		(void)tar_number(tar_field_bytes(member->header, field), &number);
	return number;
}

bool
archive_commit_is_one(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (memchr("0123456789abcdef", text.data[i], 16) == NULL)
			return false;
	return text.size == ARCHIVE_COMMIT_SIZE - 1;
}

/* git-archive(1): "the commit ID is stored in a global extended pax header". */
static void
note_global(struct archive_marks *marks, const struct tar_member *member)
{
	struct bytes rest = member->extensions[0].data;
	struct tar_record record;

	while (tar_record_next(&rest, &record)) {
		if (!bytes_equal_text(record.key, "comment") ||
		    !archive_commit_is_one(record.value))
			continue;
		memcpy(marks->commit, record.value.data, record.value.size);
		marks->commit[record.value.size] = '\0';
	}
}

static void
note_records(struct archive_marks *marks, const struct tar_member *member)
{
	const struct tar_meanings *meanings = &member->meanings;
	bool own = false;

	for (size_t i = 0; i < member->extension_count; i++)
		own = own || member->extensions[i].type == 'x';
	marks->pax = marks->pax || own;
	marks->pax_always = marks->pax_always && own;
	if (!own)
		return;
	if (meanings->of[MEANS_ATIME].source == SAID_BY_PAX &&
	    meanings->of[MEANS_CTIME].source == SAID_BY_PAX)
		marks->pax_times = true;
	if (meanings->of[MEANS_MTIME].source == SAID_BY_PAX &&
	    memchr(meanings->of[MEANS_MTIME].value.data, '.',
		   meanings->of[MEANS_MTIME].value.size) != NULL)
		marks->pax_fractions = true;
}

static void
note_numbers(struct archive_marks *marks, const struct tar_member *member)
{
	int64_t mode = 0, time = meaning_number(member, MEANS_MTIME, TAR_MTIME);
	bool first = marks->members == 0;

	(void)tar_number(tar_field_bytes(member->header, TAR_MODE), &mode);
	marks->type_in_mode = marks->type_in_mode || (mode & TYPE_BITS) != 0;
	marks->wide =
		marks->wide || ((mode & GROUP_WRITES) != 0 && tar_type_of(member) == 'f');
	marks->owner_names =
		marks->owner_names || tar_field_text(member->header, TAR_UNAME).size > 0;
	marks->root = marks->root && meaning_number(member, MEANS_UID, TAR_UID) == 0 &&
		      meaning_number(member, MEANS_GID, TAR_GID) == 0;
	if (first || time < marks->oldest)
		marks->oldest = time;
	if (first || time > marks->newest)
		marks->newest = time;
}

static void
note_member(struct archive_marks *marks, const struct tar_member *member,
	    struct buffer *path, struct buffer *last)
{
	struct buffer swap;

	buffer_clear(path);
	tar_member_path(member, path);
	marks->folders = marks->folders || tar_type_of(member) == 'd';
	if (marks->members > 0 && bytes_order(buffer_bytes(last), buffer_bytes(path)) > 0)
		marks->sorted = false;
	swap = *last;
	*last = *path;
	*path = swap;
	if (marks->members == 0)
		marks->dialect = tar_dialect_of(member->header);
	note_records(marks, member);
	note_numbers(marks, member);
	marks->members++;
}

void
archive_marks_of_tar(struct archive_marks *marks, struct bytes archive)
{
	cleanup_buffer struct buffer path = BUFFER_INIT(PATH_LIMIT),
				     last = BUFFER_INIT(PATH_LIMIT);
	struct tar_meanings globals = { 0 };
	struct tar_member member;
	struct error ignored = { 0 };

	marks->sorted = marks->root = marks->pax_always = true;
	while (archive.size >= TAR_BLOCK_SIZE &&
	       !bytes_are_all(bytes_slice(archive, 0, TAR_BLOCK_SIZE), 0) &&
	       tar_member_read(&member, archive, &globals, &ignored) == 0) {
		if (member.header.size == 0)
			note_global(marks, &member);
		else
			note_member(marks, &member, &path, &last);
		archive = bytes_slice(archive, member.whole, SIZE_MAX);
	}
	marks->tail = archive.size;
	marks->tar = marks->members > 0;
	if (!marks->tar)
		marks->sorted = marks->root = marks->pax_always = false;
}
