/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What belongs to no member of a zip archive: what stands before the first one, the block
 * of an Android package's signatures, the end of the directory, and the order in which
 * the directory lists the members.
 *
 * A .crx (Chromium, components/crx_file) has a header before the archive: "Cr24", a
 * version, and in version 2 the sizes of a public key and a signature, and those; in
 * version 3 the size of a message of protobuf with many of both, and that.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "compare/apk_signature.h"
#include "compare/zip_tiles.h"

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
	if (disk != 0 || directory_disk != 0)
		tile_complain(tiler, "the archive is cut into several files");
	derive(tiler, 4, "end/count", end->count);
	if (end->count != zip->count && zip->count % (UINT16_MAX + 1) != end->count)
		tile_complain(tiler, "is not the number of entries");
	derive(tiler, 4, "end/size", end->size);
	if (zip->directory_end != zip->end.directory + end->size)
		tile_complain(tiler, "is not the size of the directory");
	derive(tiler, 4, "end/offset", end->offset + end->base);
	if (zip->count > 0 && zip->entries[zip->count - 1].offset >= end->directory)
		tile_complain(tiler, "members stand behind the directory");
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
	if (!zip_repeats(zip))
		tile_set_number(tiler, 0);
}

/* The header of a .crx, whole: what it leaves of the prefix is nobody's. */
static void
take_crx(struct tiler *tiler, struct bytes prefix)
{
	enum { MAGIC_SIZE = 4, CRX2 = 2, CRX3 = 3 };
	struct cursor at = cursor_on(bytes_slice(prefix, MAGIC_SIZE, SIZE_MAX));
	uint32_t version = cursor_u32le(&at);
	size_t key, signature = 0;

	if (version != CRX2 && version != CRX3)
		return;
	key = cursor_u32le(&at);
	if (version == CRX2)
		signature = cursor_u32le(&at);
	if (at.overrun || key > at.rest.size || signature > at.rest.size - key)
		return;
	tile_number(tiler, MAGIC_SIZE + 4, "crx/version", version);
	tile_derived(tiler, version == CRX2 ? 8 : 4, "crx/lengths", true);
	tile_text(tiler, key, version == CRX2 ? "crx/public-key" : "crx/header");
	if (version == CRX2)
		tile_text(tiler, signature, "crx/signature");
}

static void
take_prefix(struct tiler *tiler, struct bytes prefix)
{
	tile_seek(tiler, 0);
	if (bytes_start_with(prefix, bytes_of_text("Cr24")))
		take_crx(tiler, prefix);
	if (tiler->at < prefix.size)
		tile_opaque(tiler, prefix.size - tiler->at, "prefix", NULL);
}

void
zip_outer_take(struct tiler *tiler, const struct zip *zip)
{
	size_t prefix = zip_prefix(zip);

	take_end(tiler, zip);
	take_zip64_end(tiler, &zip->end);
	state_order(tiler, zip);
	if (prefix > 0)
		take_prefix(tiler, bytes_slice(zip->content, 0, prefix));
	if (zip->signing_block.size > 0)
		apk_block_take(tiler, zip);
}
