/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip (APPNOTE.TXT 6.3.10 of PKWARE), which is also .jar, .whl, .apk, .nupkg, .epub and
 * the OpenDocument formats.
 *
 * An archive is a row of members, each a local header with name and extra fields, its
 * content, stored or compressed, and at times a descriptor with sizes and CRC-32; then
 * the directory, which says the same of all members once more, with their attributes and
 * where each stands; then the end of the directory, with a comment.  Readers go by the
 * directory, but some read from the front, and so another name, another size or another
 * member in a local header hides a file from one or the other.  Bytes that no entry
 * points to are a place to hide things in, and so are extra fields, comments, and what
 * stands before the first member: the stub of an archive that extracts itself, the header
 * of a .crx.
 *
 * Between builds vary: times, in the headers and in extra fields, owners, the order of
 * members, flags that tell how hard the compressor tried, and the compressed bytes.
 */
#include "compare/format.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "compare/attributes.h"
#include "compare/zip_tiles.h"

enum { ZIP_MAGIC_SIZE = 4 };

static int
zip_recognize(struct bytes content)
{
	static const uint8_t local_magic[] = { 'P', 'K', 3, 4 };
	static const uint8_t end_magic[] = { 'P', 'K', 5, 6 };
	struct zip_end end;
	struct error ignored;

	if (bytes_start_with(content, BYTES_OF(local_magic)))
		return 95;
	if (bytes_start_with(content, BYTES_OF(end_magic)) &&
	    content.size >= ZIP_END_SIZE)
		return 90;
	/* Behind a stub, only what ends as an archive does is one. */
	return zip_end_find(&end, content, &ignored) == 0 && end.trailing == 0 &&
			       end.count > 0
		       ? 70
		       : 0;
}

static void
state(struct tiler *tiler, const char *key, const char *complaint)
{
	if (complaint == NULL)
		return;
	tile_field(tiler, 0, key, "%s", "yes");
	tile_complain(tiler, complaint);
}

/* Counts, sizes and offsets: derived, with a value, so that one that is written otherwise
 * is told from another one. */
static void
derive(struct tiler *tiler, size_t size, const char *key, uint64_t value)
{
	char text[24];

	tile_derived(tiler, size, key, true);
	snprintf(text, sizeof(text), "%" PRIu64, value);
	tile_set_value(tiler, bytes_of_text(text));
}

static void
take_end(struct tiler *tiler, const struct zip *zip)
{
	const struct zip_end *end = &zip->end;
	struct cursor at = cursor_on(bytes_slice(zip->content, end->at, SIZE_MAX));
	uint16_t disk, directory_disk;

	cursor_take(&at, 4);
	disk = cursor_u16le(&at);
	directory_disk = cursor_u16le(&at);
	tile_seek(tiler, end->at);
	tile_field(tiler, 8, "end/disks", "%u %u", disk, directory_disk);
	derive(tiler, 4, "end/count", end->count);
	if (end->count != zip->count && zip->count % (UINT16_MAX + 1) != end->count)
		tile_complain(tiler, "is not the number of entries");
	derive(tiler, 4, "end/size", end->size);
	if (zip->directory_end != zip->end.directory + end->size)
		tile_complain(tiler, "is not the size of the directory");
	derive(tiler, 4, "end/offset", end->offset + end->base);
	tile_derived(tiler, 2, "end/comment-size", true);
	if (end->comment.size > 0)
		tile_text(tiler, end->comment.size, "comment");
	state(tiler, "end/doubt", end->doubt);
	state(tiler, "end/trouble", end->trouble);
	if (end->base > 0)
		derive(tiler, 0, "end/base", end->base);
}

/* The number of a disk is in the last four bytes. */
static void
take_disk(struct tiler *tiler, size_t size, const char *key, uint32_t expected)
{
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint32_t disk;

	cursor_take(&at, size - 4);
	disk = cursor_u32le(&at);
	tile_number(tiler, size, key, disk);
	if (disk != expected)
		tile_complain(tiler, "the archive is cut into several files");
}

/* APPNOTE 4.3.14 and 4.3.15. */
static void
take_zip64_end(struct tiler *tiler, const struct zip_end *end)
{
	struct cursor at;
	uint64_t size;

	if (end->zip64_at != UINT64_MAX) {
		tile_seek(tiler, (size_t)end->zip64_at);
		at = cursor_on(tiler_rest(tiler));
		cursor_take(&at, 4);
		size = cursor_u64le(&at);
		derive(tiler, 12, "zip64-end/size", size);
		tile_text(tiler, 4, "zip64-end/versions");
		take_disk(tiler, 4, "zip64-end/disk", 0);
		take_disk(tiler, 4, "zip64-end/directory-disk", 0);
		tile_derived(tiler, 32, "zip64-end/totals", true);
		if (size != ZIP64_END_SIZE - 12)
			tile_complain(tiler, "more data follows in the zip64 record");
	}
	if (end->locator_at != UINT64_MAX) {
		tile_seek(tiler, (size_t)end->locator_at);
		take_disk(tiler, 8, "zip64-locator/disk", 0);
		tile_derived(tiler, 8, "zip64-locator/offset", true);
		take_disk(tiler, 4, "zip64-locator/disks", 1);
	}
}

static int
order_names(const void *a, const void *b)
{
	return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

static bool
names_stand_twice(const struct zip *zip)
{
	cleanup_free struct bytes *names = xcalloc(zip->count + 1, sizeof(*names));
	bool twice = false;

	for (size_t i = 0; i < zip->count; i++)
		names[i] = zip->entries[i].header.name;
	if (zip->count > 0)
		qsort(names, zip->count, sizeof(*names), order_names);
	for (size_t i = 1; i < zip->count && !twice; i++)
		twice = bytes_equal(names[i - 1], names[i]);
	return twice;
}

/* Which member the directory lists first, second and so on, where that is not the order
 * of the file.  A number where no name stands twice: then no reader goes by it. */
static void
state_order(struct tiler *tiler, const struct zip *zip)
{
	struct digest_state *state;
	struct digest digest;
	char hex[DIGEST_HEX_MAX];

	if (zip->in_order)
		return;
	state = digest_begin(DIGEST_SHA256);
	for (size_t i = 0; i < zip->count; i++) {
		uint64_t rank = zip->entries[i].rank;

		digest_add(state, BYTES_OF(&rank));
	}
	digest_end(state, &digest);
	digest_to_hex(&digest, hex);
	tile_field(tiler, 0, "directory-order", "not as the members stand (%.16s)", hex);
	if (!names_stand_twice(zip))
		tile_set_number(tiler, 0);
}

static size_t
first_offset(const struct zip *zip)
{
	uint64_t first = zip->end.directory;

	if (zip->count > 0)
		first = MIN(first, zip->entries[0].offset);
	return (size_t)MIN(first, (uint64_t)zip->end.at);
}

static int
take_members(struct tiler *tiler, const struct zip *zip, struct error *err)
{
	size_t taken = 0;

	for (size_t i = 0; i < zip->count; i++)
		if (!zip_tiles_take(tiler, zip, &zip->entries[i], &taken))
			return error_set(err, ERROR_LIMIT, "too many members");
	return 0;
}

static int
zip_tile(struct tiler *tiler, struct error *err)
{
	uint64_t most = MIN(tiler->budget->limits->members, (uint64_t)SIZE_MAX - 1);
	cleanup_zip struct zip zip = { .count = 0 };

	tiler->gap_complaint = "no entry of the archive points to these bytes";
	if (zip_read(&zip, tiler->content, (size_t)most + 1, err) < 0)
		return -1;
	take_end(tiler, &zip);
	take_zip64_end(tiler, &zip.end);
	state_order(tiler, &zip);
	if (first_offset(&zip) > 0) {
		tile_seek(tiler, 0);
		tile_opaque(tiler, first_offset(&zip), "prefix", NULL);
	}
	return take_members(tiler, &zip, err);
}

/* Fields in which a writer of archives never puts anything of its own accord. */
static bool
is_known_extra(const char *key)
{
	static const char *const known[] = { "*extra:0x0001", "*extra:0x000a",
					     "*extra:0x5455", "*extra:0x7875",
					     "*extra:0xcafe", "*extra:0xd935*" };

	for (size_t i = 0; i < array_length(known); i++)
		if (fnmatch(known[i], key, 0) == 0)
			return true;
	return false;
}

static void
judge_hidden(struct finding *finding, const struct difference *difference,
	     const char *what)
{
	if (difference->published == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s: %s", difference->key, what);
}

static void
zip_judge(struct finding *finding, const struct difference *difference)
{
	enum { TYPE = 0170000 };
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	const char *key = difference->key;

	attributes_judge(finding, difference);
	if (strcmp(key, "mode") == 0 && published != NULL && rebuilt != NULL &&
	    ((published->number ^ rebuilt->number) & TYPE) != 0)
		judge_hidden(finding, difference,
			     "the published one is another kind of "
			     "file");
	else if (strcmp(key, "comment") == 0)
		judge_hidden(finding, difference, "text that readers pass over");
	else if (strcmp(key, "prefix") == 0)
		judge_hidden(finding, difference,
			     "stands before the archive, which can "
			     "run as a program");
	else if (strstr(key, "extra:") != NULL && !is_known_extra(key))
		judge_hidden(finding, difference, "data that readers pass over");
}

const struct format format_zip = {
	.name = "zip",
	.said = "a zip archive",
	.recognize = zip_recognize,
	.tile = zip_tile,
	.judge = zip_judge,
};
