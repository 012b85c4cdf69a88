/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip_tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/param.h>

#include "compare/zip_meaning.h"

void
zip_derive(struct zip_scene *scene, size_t size, const char *key, bool right)
{
	tile_derived(scene->tiler, size, key, true);
	if (!right)
		tile_complain(scene->tiler, "is not what the directory says");
}

void
zip_take_needs(struct tiler *tiler, size_t size, const char *key, uint16_t needs)
{
	tile_field(tiler, size, key, "%u.%u", needs / 10U, needs % 10U);
	tile_set_number(tiler, needs);
}

/* Whether sizes and CRC-32 stand where they are to: behind the content, with zeros here,
 * or here. */
static bool
sums_agree(const struct zip_header *local, const struct zip_entry *entry)
{
	const struct zip_header *header = &entry->header;

	if ((local->flags & ZIP_DESCRIPTOR) != 0)
		return local->crc32 == 0 && local->compressed == 0 && local->size == 0;
	return local->crc32 == header->crc32 && local->compressed == header->compressed &&
	       local->size == header->size;
}

/* A local header that only repeats the directory's record is one tile. */
static bool
only_repeats(const struct zip_header *local, const struct zip_entry *entry)
{
	const struct zip_header *header = &entry->header;

	return local->needs == header->needs && local->flags == header->flags &&
	       local->method == header->method && local->time == header->time &&
	       bytes_equal(local->name, header->name) && sums_agree(local, entry);
}

/* A size in a local header, which may stand in its zip64 field. */
static bool
size_agrees(const struct zip_header *local, uint32_t said, uint64_t meant, bool first)
{
	struct zip_extra extra;
	struct cursor at;
	uint64_t wide;

	if (said != UINT32_MAX)
		return said == meant ||
		       (said == 0 && (local->flags & ZIP_DESCRIPTOR) != 0);
	if (!zip_extra_find(local->extra, ZIP_EXTRA_ZIP64, &extra))
		return false;
	at = cursor_on(extra.data);
	if (!first)
		cursor_u64le(&at);
	wide = cursor_u64le(&at);
	return !at.overrun &&
	       (wide == meant || (wide == 0 && (local->flags & ZIP_DESCRIPTOR) != 0));
}

/* Sums that are written where they need not be are a fact; the value makes them one. */
static void
take_sums(struct zip_scene *scene)
{
	const struct zip_header *local = scene->local;
	const struct zip_entry *entry = scene->entry;
	bool crc_agrees = local->crc32 == entry->header.crc32 ||
			  (local->crc32 == 0 && (local->flags & ZIP_DESCRIPTOR) != 0);
	char value[64];

	zip_derive(
		scene, 12, "local/sums",
		crc_agrees && size_agrees(local, local->size, entry->size, true) &&
			size_agrees(local, local->compressed, entry->compressed, false));
	if (sums_agree(local, entry))
		return;
	snprintf(value, sizeof(value), "crc32 %08" PRIx32 ", %" PRIu32 " of %" PRIu32,
		 local->crc32, local->compressed, local->size);
	tile_set_value(scene->tiler, bytes_of_text(value));
}

/* A name that only repeats the directory's is no fact of its own: where the other side's
 * header is one tile, it would be a name that this side alone has. */
static void
take_local_path(struct zip_scene *scene)
{
	struct bytes name = scene->local->name;
	bool same = bytes_equal(name, scene->entry->header.name);

	zip_derive(scene, name.size, "local/path", same);
	if (!same)
		tile_set_value(scene->tiler, name);
}

static void
take_local_fields(struct zip_scene *scene)
{
	const struct zip_header *local = scene->local, *header = &scene->entry->header;

	/* One that repeats is nothing that a rule would have to look at. */
	zip_take_needs(scene->tiler, 6, "local/needs", local->needs);
	if (local->needs == header->needs)
		tile_set_number(scene->tiler, 0);
	zip_derive(scene, 2, "local/flags", local->flags == header->flags);
	zip_derive(scene, 2, "local/method", local->method == header->method);
	zip_derive(scene, 4, "local/mtime", local->time == header->time);
	take_sums(scene);
	zip_derive(scene, 4, "local/lengths", true);
	take_local_path(scene);
}

static void
take_local(struct zip_scene *scene)
{
	tile_seek(scene->tiler, (size_t)scene->entry->offset);
	if (only_repeats(scene->local, scene->entry))
		zip_derive(scene, ZIP_LOCAL_SIZE + scene->local->name.size,
			   "local/header", true);
	else
		take_local_fields(scene);
	zip_extra_take(scene->tiler, scene->entry, scene->local);
}

static bool
is_encrypted(const struct zip_scene *scene)
{
	return ((scene->local->flags | scene->entry->header.flags) & ZIP_ENCRYPTED) != 0;
}

/* Where a link leads, beside its content, which says so. */
static void
state_target(struct zip_scene *scene)
{
	enum { TARGET_MAX = 4096 };
	struct bytes target = encoded_read(scene->stream);

	if (scene->entry->size > TARGET_MAX || !encoded_is_readable(scene->stream))
		return;
	tile_field(scene->tiler, 0, "linkpath", "%s", "");
	tile_set_value(scene->tiler, target);
}

/* A folder has a stream of nothing, or nothing at all. */
static bool
is_empty_folder(const struct zip_scene *scene)
{
	return zip_type_of(scene->entry) == 'd' && scene->data.size == 0;
}

static bool
is_readable(const struct zip_scene *scene)
{
	uint16_t method = scene->entry->header.method;

	return !is_encrypted(scene) && (is_empty_folder(scene) || method == ZIP_STORED ||
					zip_decoder_of(method) != NULL);
}

static void
take_content(struct zip_scene *scene)
{
	const struct zip_entry *entry = scene->entry;
	struct encoded_source source = { .decode = zip_decoder_of(entry->header.method),
					 .size = entry->size,
					 .crc32 = entry->header.crc32 };

	if (is_empty_folder(scene))
		source.decode = NULL;
	if (is_readable(scene))
		scene->stream =
			tile_later(scene->tiler, scene->data.size, "content", &source);
	else
		tile_opaque(scene->tiler, scene->data.size, "content", NULL);
	if (scene->data.size < entry->compressed)
		tile_complain(scene->tiler, "is cut short");
	else if (zip_type_of(entry) == 'l' && scene->stream != NULL)
		state_target(scene);
}

/* What a data descriptor says, in each of its forms. */
static bool
descriptor_agrees(struct bytes at, const struct zip_entry *entry, bool signature,
		  bool wide)
{
	enum { DESCRIPTOR_MAGIC = 0x08074b50 };
	struct cursor cursor = cursor_on(at);

	if (signature && cursor_u32le(&cursor) != DESCRIPTOR_MAGIC)
		return false;
	if (cursor_u32le(&cursor) != entry->header.crc32)
		return false;
	if (wide)
		return cursor_u64le(&cursor) == entry->compressed &&
		       cursor_u64le(&cursor) == entry->size && !cursor.overrun;
	return cursor_u32le(&cursor) == entry->compressed &&
	       cursor_u32le(&cursor) == entry->size && !cursor.overrun;
}

static void
take_descriptor(struct zip_scene *scene)
{
	struct bytes rest = tiler_rest(scene->tiler);
	struct zip_extra extra;
	bool prefers_wide = zip_extra_find(scene->local->extra, ZIP_EXTRA_ZIP64, &extra);

	if ((scene->local->flags & ZIP_DESCRIPTOR) == 0)
		return;
	for (unsigned form = 0; form < 4; form++) {
		bool signature = form < 2, wide = (form % 2 == 1) != prefers_wide;

		if (!descriptor_agrees(rest, scene->entry, signature, wide))
			continue;
		tile_field(scene->tiler, signature ? 4 : 0, "descriptor",
			   "%s signature, sizes of %d bits", signature ? "a" : "no",
			   wide ? 64 : 32);
		zip_derive(scene, wide ? 20 : 12, "descriptor/sums", true);
		return;
	}
	tile_field(scene->tiler, 0, "descriptor", "none");
	tile_complain(scene->tiler, "no data descriptor stands behind the content, or "
				    "one that says something else");
}

/* The local header, the content and what belongs to both.  Entries that share bytes are
 * no reason to take those again and again. */
static void
take_file(struct zip_scene *scene, struct bytes content)
{
	size_t data = (size_t)scene->entry->offset + zip_local_size(scene->local);

	if (!scene->overlaps)
		take_local(scene);
	tile_seek(scene->tiler, data);
	scene->data = bytes_slice(content, data, (size_t)scene->entry->compressed);
	take_content(scene);
	if (!scene->overlaps)
		take_descriptor(scene);
}

bool
zip_tiles_take(struct tiler *tiler, const struct zip *zip, const struct zip_entry *entry,
	       size_t *taken)
{
	struct zip_scene scene = { .tiler = tiler, .entry = entry };
	struct zip_header local;

	if (!tiler_member(tiler, entry->header.name, zip_type_of(entry)))
		return false;
	if (zip_local_read(zip->content, entry->offset, &local)) {
		scene.local = &local;
		scene.overlaps = entry->offset < *taken;
		take_file(&scene, zip->content);
		*taken = MAX(*taken, tiler->at);
	}
	zip_central_take(&scene);
	tiler_end_member(tiler);
	return true;
}
