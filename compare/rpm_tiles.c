/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/rpm_tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* Longer values are shown up to here; their bytes decide. */
enum { SHOWN_MAX = 4096, KEY_MAX = 64 };

/* The tags that are not values of the package. */
enum {
	TAG_SIGNATURES = 62,
	TAG_IMMUTABLE = 63,
	TAG_RESERVED = 1008, /* of the signature header: room for a signature */
	TAG_DIRINDEXES = 1116,
	TAG_BASENAMES = 1117,
};

static const struct {
	const char *tag, *role;
} scripts[] = {
	{ "PREIN", "rpm runs it as root before it installs" },
	{ "POSTIN", "rpm runs it as root when it has installed" },
	{ "PREUN", "rpm runs it as root before it removes" },
	{ "POSTUN", "rpm runs it as root when it has removed" },
	{ "PRETRANS", "rpm runs it as root before all else" },
	{ "POSTTRANS", "rpm runs it as root after all else" },
	{ "PREUNTRANS", "rpm runs it as root before all else" },
	{ "POSTUNTRANS", "rpm runs it as root after all else" },
	{ "VERIFYSCRIPT", "rpm runs it to verify the package" },
};

const char *
rpm_script_role(const char *tag)
{
	for (size_t i = 0; i < array_length(scripts); i++)
		if (strcmp(scripts[i].tag, tag) == 0)
			return scripts[i].role;
	return NULL;
}

static void
append_hex(struct buffer *out, struct bytes bytes)
{
	for (size_t i = 0; i < bytes.size && out->size < SHOWN_MAX; i++)
		buffer_printf(out, "%02x", bytes.data[i]);
}

static void
append_numbers(struct buffer *out, const struct rpm_entry *entry)
{
	struct cursor at = cursor_on(entry->data);

	for (bool first = true; at.rest.size > 0 && out->size < SHOWN_MAX; first = false)
		buffer_printf(out, "%s%" PRIu64, first ? "" : ", ",
			      rpm_take_number(&at, entry->type));
}

static void
append_texts(struct buffer *out, const struct rpm_entry *entry)
{
	struct cursor at = cursor_on(entry->data);

	for (bool first = true; at.rest.size > 0 && out->size < SHOWN_MAX;
	     first = false) {
		buffer_append_text(out, first ? "" : ", ");
		buffer_append(out, bytes_slice(cursor_take_string(&at), 0, SHOWN_MAX));
	}
}

void
rpm_append_values(struct buffer *out, const struct rpm_entry *entry)
{
	if (rpm_type_width(entry->type) > 0)
		append_numbers(out, entry);
	else if (entry->type == RPM_BYTES)
		append_hex(out, entry->data);
	else
		append_texts(out, entry);
	if (out->size >= SHOWN_MAX)
		buffer_append_text(out, "...");
}

/* One header on its way into tiles. */
struct scene {
	struct rpm_package *package;
	const struct rpm_header *header;
	bool signature;
};

/* The key of a tag, or of what belongs to it. */
static const char *
key_of(const struct scene *scene, const struct rpm_entry *entry, const char *part,
       char *room)
{
	const struct rpm_tag *tag = rpm_tag_find(entry->tag, scene->signature);
	const char *prefix = scene->signature ? "signature/" : "";

	if (tag != NULL)
		snprintf(room, KEY_MAX, "%s%s%s", prefix, tag->name, part);
	else
		snprintf(room, KEY_MAX, "%stag:%" PRIu32 "%s", prefix, entry->tag, part);
	return room;
}

/* Which tag and type it is shows in the data's key and value; the rest says where that
 * stands. */
static void
take_index(struct scene *scene, const struct rpm_entry *entry)
{
	struct tiler *tiler = scene->package->tiler;
	char room[KEY_MAX];

	tile_seek(tiler, entry->index_at);
	tile_derived(tiler, RPM_ENTRY_SIZE, key_of(scene, entry, "/index", room),
		     entry->trouble == NULL);
	if (entry->trouble != NULL)
		tile_complain(tiler, entry->trouble);
}

static void
take_alignment(struct scene *scene, const struct rpm_entry *entry)
{
	char room[KEY_MAX];

	if (entry->alignment == 0)
		return;
	tile_seek(scene->package->tiler, entry->data_at - entry->alignment);
	tile_padding(scene->package->tiler, entry->alignment,
		     key_of(scene, entry, "/alignment", room), 0);
}

static void
set_values(struct scene *scene, const struct rpm_entry *entry)
{
	const struct rpm_tag *tag = rpm_tag_find(entry->tag, scene->signature);
	struct tiler *tiler = scene->package->tiler;
	cleanup_buffer struct buffer value = BUFFER_INIT(SIZE_MAX);
	struct cursor at = cursor_on(entry->data);

	if (tag == NULL || entry->type != tag->type)
		buffer_printf(&value, "(%s) ", rpm_type_name(entry->type));
	rpm_append_values(&value, entry);
	tile_set_value(tiler, buffer_bytes(&value));
	if (rpm_type_width(entry->type) > 0 && entry->count == 1)
		tile_set_number(tiler, (int64_t)rpm_take_number(&at, entry->type));
}

/* A script is a file of its own to a reader. */
static int
take_script(struct scene *scene, const struct rpm_entry *entry, const char *name,
	    struct error *err)
{
	struct tiler *tiler = scene->package->tiler;

	if (!tiler_member(tiler, bytes_of_text(name), 's'))
		return error_set(err, ERROR_LIMIT, "too many members");
	tile_seek(tiler, entry->data_at);
	tile_content(tiler, entry->data.size - 1, "content");
	tile_padding(tiler, 1, "end", 0);
	tiler_end_member(tiler);
	return 0;
}

/* Sixteen bytes at the end of the store: the index's size, backwards. */
static bool
is_region_whole(const struct rpm_header *header, const struct rpm_entry *entry)
{
	struct cursor at = cursor_on(entry->data);
	uint32_t tag = cursor_u32be(&at), type = cursor_u32be(&at);
	uint32_t offset = cursor_u32be(&at), count = cursor_u32be(&at);

	return !at.overrun && at.rest.size == 0 && tag == entry->tag &&
	       type == RPM_BYTES && count == RPM_ENTRY_SIZE &&
	       offset == 0 - (uint32_t)header->count * RPM_ENTRY_SIZE;
}

static bool
holds_signature(uint32_t tag)
{
	static const uint32_t tags[] = { 267, 268, 1002, 1005 }; /* DSA, RSA, PGP, GPG */

	for (size_t i = 0; i < array_length(tags); i++)
		if (tags[i] == tag)
			return true;
	return false;
}

static void
take_value(struct scene *scene, const struct rpm_entry *entry)
{
	struct tiler *tiler = scene->package->tiler;
	bool signature = scene->signature, known, right;
	char room[KEY_MAX];
	const char *key = key_of(scene, entry, "", room);

	tile_seek(tiler, entry->data_at);
	if (entry->tag == TAG_SIGNATURES || entry->tag == TAG_IMMUTABLE) {
		tile_derived(tiler, entry->data.size, key,
			     is_region_whole(scene->header, entry));
		return;
	}
	if (signature && entry->tag == TAG_RESERVED && entry->type == RPM_BYTES) {
		tile_padding(tiler, entry->data.size, key, 0);
		return;
	}
	right = rpm_is_right(scene->package, entry, signature, &known);
	if (known) {
		tile_derived(tiler, entry->data.size, key, right);
		return;
	}
	tile_text(tiler, entry->data.size, key);
	set_values(scene, entry);
	if (signature && holds_signature(entry->tag) && !rpm_is_signature(entry->data))
		tile_complain(tiler, "is no OpenPGP signature");
}

static bool
is_of_files(const struct rpm_entry *entry)
{
	const struct rpm_tag *tag = rpm_tag_find(entry->tag, false);

	return entry->trouble == NULL && tag != NULL &&
	       (tag->of_files || entry->tag == TAG_DIRINDEXES ||
		entry->tag == TAG_BASENAMES);
}

static int
take_entry(struct scene *scene, const struct rpm_entry *entry, struct error *err)
{
	const struct rpm_tag *tag = rpm_tag_find(entry->tag, scene->signature);

	if (!scene->signature && tag != NULL && entry->type == RPM_TEXT &&
	    entry->trouble == NULL && rpm_script_role(tag->name) != NULL)
		return take_script(scene, entry, tag->name, err);
	take_value(scene, entry);
	return 0;
}

static void
take_intro(struct scene *scene)
{
	struct tiler *tiler = scene->package->tiler;
	bool signature = scene->signature;

	tile_seek(tiler, scene->header->at);
	tile_text(tiler, 8, signature ? "signature/magic" : "header/magic");
	tile_derived(tiler, 4, signature ? "signature/count" : "header/count", true);
	tile_derived(tiler, 4, signature ? "signature/size" : "header/size", true);
}

int
rpm_tiles_take(struct rpm_package *package, const struct rpm_header *header,
	       struct error *err)
{
	struct scene scene = { package, header, header == &package->signature };
	bool files = false;

	take_intro(&scene);
	if (!scene.signature && rpm_files_take(package, &files, err) < 0)
		return -1;
	for (size_t i = 0; i < header->count; i++) {
		const struct rpm_entry *entry = &header->entries[i];

		take_index(&scene, entry);
		take_alignment(&scene, entry);
		if (files && is_of_files(entry))
			continue;
		if (take_entry(&scene, entry, err) < 0)
			return -1;
	}
	return 0;
}
