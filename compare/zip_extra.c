/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extra fields of zip entries: an id and a size of 16 bits each, and so many bytes
 * (APPNOTE 4.5).  Both headers of an entry have their own, and writers put other things
 * into one than into the other.  Each is a tile "extra:0x5455", or "local/extra:0x5455":
 *
 *   0x0001  64-bit sizes and offset, for those that are saturated in the header
 *   0x000a  NTFS: attribute 1 has times of change, access and creation, in 100 ns since
 * 1601 0x5455  Info-ZIP: a byte of flags, then those of three times in seconds since
 * 1970; the directory has the first one only 0x7075  Info-ZIP: the path in UTF-8, if the
 * CRC-32 of the header's name is the one here 0x7875  Info-ZIP: uid and gid, each with
 * its size before it 0xcafe  marks a jar by standing in its first entry, with no data
 *   0xd935  Android: an alignment, then zeros up to where content of that alignment
 * begins
 *
 * What a handler does not know is a field like any other, which no rule covers.  Zeros
 * that are no field are what older zipaligns wrote.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/param.h>

#include "base/memory.h"
#include "compare/decode.h"
#include "compare/zip_text.h"
#include "compare/zip_tiles.h"

/* An extra field on its way to a tile. */
struct scene {
	struct tiler *tiler;
	const struct zip_entry *entry;
	const struct zip_header *header; /* the one that it belongs to */
	bool local;
	const struct zip_extra *extra;
	char key[40];
};

static void
take_plain(struct scene *scene)
{
	tile_text(scene->tiler, scene->extra->all.size, scene->key);
	tile_set_value(scene->tiler, scene->extra->data);
}

static void
take_broken(struct scene *scene)
{
	take_plain(scene);
	tile_complain(scene->tiler, "does not follow the format of its kind");
}

/* The number is the time that is hardest to believe: one before 1970, or the last. */
static void
take_times(struct scene *scene, const char *value, int64_t first, int64_t last)
{
	tile_field(scene->tiler, scene->extra->all.size, scene->key, "%s", value);
	tile_set_number(scene->tiler, first < 0 ? first : last);
}

static void
take_unix_times(struct scene *scene)
{
	struct cursor at = cursor_on(scene->extra->data);
	cleanup_buffer struct buffer value = BUFFER_INIT(SIZE_MAX);
	int64_t first = INT64_MAX, last = 0;

	cursor_u8(&at);
	while (at.rest.size > 0) {
		int64_t time = (int32_t)cursor_u32le(&at);

		buffer_printf(&value, "%s%" PRId64, value.size > 0 ? " " : "", time);
		first = MIN(first, time);
		last = MAX(last, time);
	}
	if (at.overrun || scene->extra->data.size > 13)
		take_broken(scene);
	else
		take_times(scene, buffer_text(&value), first, last);
}

/* Seconds since 1970 of a time in NTFS; what is before that is -1. */
static int64_t
ntfs_time(uint64_t time)
{
	static const uint64_t second = 10000000, until_1970 = 11644473600;

	return time / second < until_1970 ? -1 : (int64_t)(time / second - until_1970);
}

/* Zeros are a time that the packer did not know. */
static void
append_ntfs_time(struct buffer *value, uint64_t time, int64_t *first, int64_t *last)
{
	int64_t seconds = ntfs_time(time);

	buffer_append_text(value, value->size > 0 ? " " : "");
	if (time == 0) {
		buffer_append_text(value, "none");
		return;
	}
	buffer_printf(value, "%" PRId64, seconds);
	*first = MIN(*first, seconds);
	*last = MAX(*last, seconds);
}

static void
take_ntfs_times(struct scene *scene)
{
	enum { TIMES = 1, TIMES_SIZE = 24 };
	struct cursor at = cursor_on(scene->extra->data);
	cleanup_buffer struct buffer value = BUFFER_INIT(SIZE_MAX);
	int64_t first = INT64_MAX, last = 0;
	uint16_t tag, size;

	cursor_take(&at, 4);
	tag = cursor_u16le(&at);
	size = cursor_u16le(&at);
	for (unsigned i = 0; i < 3; i++)
		append_ntfs_time(&value, cursor_u64le(&at), &first, &last);
	if (at.overrun || at.rest.size > 0 || tag != TIMES || size != TIMES_SIZE)
		take_broken(scene);
	else
		take_times(scene, buffer_text(&value), first, last);
}

/* A number of so many bytes, the lowest first; what does not fit is too large. */
static uint64_t
take_sized(struct cursor *at)
{
	struct bytes bytes = cursor_take(at, cursor_u8(at));
	uint64_t number = 0;

	for (size_t i = bytes.size; i-- > 0;)
		number = number > UINT64_MAX >> 8 ? UINT64_MAX
						  : number << 8 | bytes.data[i];
	return number;
}

/* The number is the larger of both. */
static void
take_owner(struct scene *scene)
{
	struct cursor at = cursor_on(scene->extra->data);
	uint8_t version = cursor_u8(&at);
	uint64_t uid = take_sized(&at), gid = take_sized(&at);

	if (at.overrun || at.rest.size > 0 || version != 1) {
		take_broken(scene);
		return;
	}
	tile_field(scene->tiler, scene->extra->all.size, scene->key,
		   "%" PRIu64 ":%" PRIu64, uid, gid);
	tile_set_number(scene->tiler, (int64_t)MIN(MAX(uid, gid), (uint64_t)INT64_MAX));
}

/* A reader that knows this field uses it in place of the name. */
static void
take_unicode_path(struct scene *scene)
{
	struct cursor at = cursor_on(scene->extra->data);
	uint8_t version = cursor_u8(&at);
	uint32_t crc32 = cursor_u32le(&at);

	tile_text(scene->tiler, scene->extra->all.size, scene->key);
	tile_set_value(scene->tiler, at.rest);
	if (at.overrun || version != 1)
		tile_complain(scene->tiler, "does not follow the format of its kind");
	else if (crc32 != decode_crc32(scene->header->name))
		tile_complain(scene->tiler, "belongs to another name than the header's");
	else if (!zip_text_is_same(scene->header->name, at.rest))
		tile_complain(scene->tiler, "names another file than the header");
}

static bool
wide_is_right(struct cursor *at, const struct scene *scene, uint64_t meant)
{
	uint64_t wide = cursor_u64le(at);

	return wide == meant || (wide == 0 && scene->local &&
				 (scene->header->flags & ZIP_DESCRIPTOR) != 0);
}

/* Fields that are not saturated in the header may be repeated here, both or none. */
static void
take_zip64(struct scene *scene)
{
	const struct zip_header *header = scene->header;
	const struct zip_entry *entry = scene->entry;
	struct cursor at = cursor_on(scene->extra->data);
	bool offset = !scene->local && entry->said_offset == UINT32_MAX;
	bool size = header->size == UINT32_MAX, right = true;
	bool compressed = header->compressed == UINT32_MAX;
	bool repeats = !size && !compressed && !offset;
	char value[64];

	if (size || repeats)
		right = wide_is_right(&at, scene, entry->size);
	if (compressed || repeats)
		right = wide_is_right(&at, scene, entry->compressed) && right;
	if (offset)
		cursor_u64le(&at);
	if (!scene->local && entry->disk == UINT16_MAX)
		cursor_u32le(&at);
	tile_derived(scene->tiler, scene->extra->all.size, scene->key, true);
	snprintf(value, sizeof(value), "%" PRIu64 " of %" PRIu64, entry->compressed,
		 entry->size);
	tile_set_value(scene->tiler, bytes_of_text(value));
	if (at.overrun || at.rest.size > 0 || !right)
		tile_complain(scene->tiler, "says other sizes than the headers");
}

/* The alignment is a fact; how many zeros it takes follows from what stands before. */
static void
take_alignment(struct scene *scene)
{
	char key[sizeof(scene->key) + 16];
	struct cursor at = cursor_on(scene->extra->data);
	uint16_t alignment = cursor_u16le(&at);

	if (at.overrun) {
		take_broken(scene);
		return;
	}
	snprintf(key, sizeof(key), "%s/header", scene->key);
	tile_derived(scene->tiler, 4, key, true);
	tile_number(scene->tiler, 2, scene->key, alignment);
	snprintf(key, sizeof(key), "%s/padding", scene->key);
	tile_padding(scene->tiler, at.rest.size, key, 0);
}

static const struct {
	uint16_t id;
	void (*take)(struct scene *scene);
} kinds[] = {
	{ ZIP_EXTRA_ZIP64, take_zip64 },
	{ ZIP_EXTRA_NTFS, take_ntfs_times },
	{ ZIP_EXTRA_TIMES, take_unix_times },
	{ ZIP_EXTRA_UNICODE_PATH, take_unicode_path },
	{ ZIP_EXTRA_OWNER, take_owner },
	{ ZIP_EXTRA_ALIGNMENT, take_alignment },
};

static void
take_one(struct scene *scene)
{
	snprintf(scene->key, sizeof(scene->key), "%sextra:0x%04x",
		 scene->local ? "local/" : "", scene->extra->id);
	for (size_t i = 0; i < array_length(kinds); i++)
		if (kinds[i].id == scene->extra->id) {
			kinds[i].take(scene);
			return;
		}
	take_plain(scene);
}

void
zip_extra_take(struct tiler *tiler, const struct zip_entry *entry,
	       const struct zip_header *header)
{
	struct zip_extra extra;
	struct scene scene = { .tiler = tiler,
			       .entry = entry,
			       .header = header,
			       .local = header != &entry->header,
			       .extra = &extra };
	struct bytes fields = zip_extra_fields(header->extra);
	struct bytes rest = bytes_slice(header->extra, fields.size, SIZE_MAX);

	while (zip_extra_next(&fields, &extra))
		take_one(&scene);
	if (rest.size == 0)
		return;
	tile_padding(tiler, rest.size, scene.local ? "local/extra" : "extra", 0);
	if (!bytes_are_all(rest, 0))
		tile_complain(tiler, "holds something that is no extra field");
}
