/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The end of a zip archive's directory, which readers look for from the end of the file
 * (APPNOTE 4.3.16), as a comment of up to 65,535 bytes may follow it.  They do not agree
 * on how: some take the last signature, some the last one whose comment ends with the
 * file, some the first.  Nor do they on what offsets count from when something stands
 * before the archive.  Wherever two of them would find different directories, that is a
 * doubt.
 */
#include <string.h>
#include <sys/param.h>

#include "compare/zip.h"

enum { COMMENT_MAX = 65535 };

static const uint8_t end_magic[] = { 'P', 'K', 5, 6 };
static const uint8_t zip64_end_magic[] = { 'P', 'K', 6, 6 };
static const uint8_t locator_magic[] = { 'P', 'K', 6, 7 };
static const uint8_t central_magic[] = { 'P', 'K', 1, 2 };

static const uint64_t nowhere = UINT64_MAX;

static bool
stands_at(struct bytes content, uint64_t at, struct bytes magic)
{
	return at < content.size &&
	       bytes_start_with(bytes_slice(content, (size_t)at, SIZE_MAX), magic);
}

/* How many bytes follow the end record that stands here and its comment; SIZE_MAX when
 * they do not fit. */
static size_t
left_behind(struct bytes content, size_t at)
{
	struct cursor cursor = cursor_on(bytes_slice(content, at, SIZE_MAX));
	size_t comment;

	cursor_take(&cursor, ZIP_END_SIZE - 2);
	comment = cursor_u16le(&cursor);
	return cursor.overrun || comment > cursor.rest.size ? SIZE_MAX
							    : cursor.rest.size - comment;
}

/* The last P between `first` and *at, which becomes where it stands. */
static bool
previous_p(struct bytes content, size_t first, size_t *at)
{
	const uint8_t *found =
		*at > first ? memrchr(content.data + first, 'P', *at - first) : NULL;

	if (found != NULL)
		*at = (size_t)(found - content.data);
	return found != NULL;
}

/* The last one whose comment ends with the file, else the last one at all. */
static int
choose(struct zip_end *end, struct bytes content)
{
	size_t first = content.size > ZIP_END_SIZE + COMMENT_MAX
			       ? content.size - ZIP_END_SIZE - COMMENT_MAX
			       : 0;
	size_t exact = SIZE_MAX, loose = SIZE_MAX, fitting = 0;

	for (size_t at = content.size; previous_p(content, first, &at);) {
		size_t left;

		if (!stands_at(content, at, BYTES_OF(end_magic)))
			continue;
		left = left_behind(content, at);
		if (left == SIZE_MAX)
			continue;
		fitting += left == 0;
		if (left == 0 && exact == SIZE_MAX)
			exact = at;
		if (loose == SIZE_MAX)
			loose = at;
	}
	if (loose == SIZE_MAX)
		return -1;
	end->at = exact != SIZE_MAX ? exact : loose;
	end->trailing = left_behind(content, end->at);
	if (loose > end->at)
		end->doubt = "another end of directory stands in the comment of this one";
	else if (fitting > 1)
		end->doubt = "it stands in the comment of another end of directory";
	return 0;
}

/* A signature without a record that fits is enough for some readers. */
static void
doubt_cut_ends(struct zip_end *end, struct bytes content)
{
	struct bytes comment = bytes_slice(content, end->at + ZIP_END_SIZE, SIZE_MAX);

	if (end->doubt == NULL && comment.size > 0 &&
	    memmem(comment.data, comment.size, end_magic, sizeof(end_magic)) != NULL)
		end->doubt = "the signature of another end of directory stands in the "
			     "comment of this one";
}

static void
read_record(struct zip_end *end, struct bytes content)
{
	struct cursor at = cursor_on(bytes_slice(content, end->at, SIZE_MAX));
	uint16_t here;

	cursor_take(&at, 8);
	here = cursor_u16le(&at);
	end->count = cursor_u16le(&at);
	end->size = cursor_u32le(&at);
	end->offset = cursor_u32le(&at);
	end->comment = cursor_take(&at, cursor_u16le(&at));
	if (here != end->count)
		end->trouble = "the archive is cut into several files";
}

/* Offsets that do not count what stands before the archive are found from behind. */
static void
find_zip64(struct zip_end *end, struct bytes content)
{
	struct cursor at;

	end->zip64_at = end->locator_at = nowhere;
	if (end->at < ZIP64_LOCATOR_SIZE ||
	    !stands_at(content, end->at - ZIP64_LOCATOR_SIZE, BYTES_OF(locator_magic)))
		return;
	end->locator_at = end->at - ZIP64_LOCATOR_SIZE;
	at = cursor_on(bytes_slice(content, (size_t)end->locator_at, SIZE_MAX));
	cursor_take(&at, 8);
	end->zip64_at = cursor_u64le(&at);
	if (!stands_at(content, end->zip64_at, BYTES_OF(zip64_end_magic)))
		end->zip64_at =
			end->locator_at - MIN(end->locator_at, (uint64_t)ZIP64_END_SIZE);
	if (!stands_at(content, end->zip64_at, BYTES_OF(zip64_end_magic)) ||
	    end->locator_at - end->zip64_at < ZIP64_END_SIZE) {
		end->zip64_at = nowhere;
		end->trouble = "its locator leads to no zip64 end of directory";
	}
}

/* A value that says that it stands in the zip64 record is taken from there; any other has
 * to say the same. */
static void
take_wide(struct zip_end *end, uint64_t *value, uint64_t saturated, uint64_t wide)
{
	if (*value == saturated)
		*value = wide;
	else if (*value != wide)
		end->doubt = "the zip64 end of directory says something else";
}

static void
read_zip64(struct zip_end *end, struct bytes content)
{
	struct cursor at;
	uint64_t here, count;

	if (end->zip64_at == nowhere)
		return;
	at = cursor_on(bytes_slice(content, (size_t)end->zip64_at, SIZE_MAX));
	cursor_take(&at, 24);
	here = cursor_u64le(&at);
	count = cursor_u64le(&at);
	if (here != count)
		end->trouble = "the archive is cut into several files";
	take_wide(end, &end->count, UINT16_MAX, count);
	take_wide(end, &end->size, UINT32_MAX, cursor_u64le(&at));
	take_wide(end, &end->offset, UINT32_MAX, cursor_u64le(&at));
}

/* The locator says where the zip64 record stands, as offsets are counted. */
static bool
locator_is_right(const struct zip_end *end, struct bytes content)
{
	struct cursor at;

	if (end->zip64_at == nowhere)
		return true;
	at = cursor_on(bytes_slice(content, (size_t)end->locator_at, SIZE_MAX));
	cursor_take(&at, 8);
	return cursor_u64le(&at) == end->zip64_at - end->base;
}

static bool
directory_stands_at(const struct zip_end *end, struct bytes content, uint64_t at,
		    uint64_t limit)
{
	if (at > limit || end->size > limit - at)
		return false;
	return end->size == 0 || stands_at(content, at, BYTES_OF(central_magic));
}

/* At its offset from the start of the file, or right before its end. */
static int
find_directory(struct zip_end *end, struct bytes content, struct error *err)
{
	uint64_t limit = end->zip64_at != nowhere ? end->zip64_at : end->at;
	uint64_t behind = end->size <= limit ? limit - end->size : nowhere;
	bool literal = directory_stands_at(end, content, end->offset, limit);
	bool adjusted = directory_stands_at(end, content, behind, limit);

	if (!literal && (!adjusted || behind < end->offset))
		return error_set(err, ERROR_MALFORMED,
				 "there is no directory where the archive's end says");
	end->directory = (size_t)(literal ? end->offset : behind);
	end->base = literal ? 0 : (size_t)(behind - end->offset);
	if (literal && adjusted && behind != end->offset && end->size > 0)
		end->doubt = "two directories stand where readers look for it";
	if (!locator_is_right(end, content))
		end->doubt = "its locator leads to another zip64 end of directory";
	return 0;
}

int
zip_end_find(struct zip_end *end, struct bytes content, struct error *err)
{
	*end = (struct zip_end){ .at = 0 };
	if (choose(end, content) < 0)
		return error_set(err, ERROR_MALFORMED,
				 "a zip archive without an end of directory");
	doubt_cut_ends(end, content);
	read_record(end, content);
	find_zip64(end, content);
	read_zip64(end, content);
	return find_directory(end, content, err);
}
