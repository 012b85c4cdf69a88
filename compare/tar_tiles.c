/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tar_tiles.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* Where a value's tile stands is decided by who says the value. */
struct scene {
	struct tiler *tiler;
	const struct tar_member *member;
	struct bytes header;
	bool own;	    /* the member's own header, not an extended one */
	const char *prefix; /* of the keys of what only repeats or says nothing */
};

static const char *
key_of(struct scene *scene, bool plain, const char *name, struct buffer *room)
{
	if (plain)
		return name;
	buffer_printf(room, "%s/%s", scene->prefix, name);
	return buffer_text(room);
}

static void
take_text_itself(struct scene *scene, enum tar_field field, bool plain, const char *name)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(SIZE_MAX);

	tile_text(scene->tiler, tar_field_text(scene->header, field).size,
		  key_of(scene, plain, name, &room));
}

/* What follows a text's NUL is to be nothing. */
static void
take_text_padding(struct scene *scene, enum tar_field field, const char *name)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_printf(&key, "%s/%s/padding", scene->prefix, name);
	tile_padding(scene->tiler,
		     tar_field_bytes(scene->header, field).size -
			     tar_field_text(scene->header, field).size,
		     buffer_text(&key), 0);
}

static void
take_text(struct scene *scene, enum tar_field field, bool plain, const char *name)
{
	take_text_itself(scene, field, plain, name);
	take_text_padding(scene, field, name);
}

static void
take_number(struct scene *scene, enum tar_field field, bool plain, const char *name)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(SIZE_MAX);
	struct bytes bytes = tar_field_bytes(scene->header, field);
	const char *key = key_of(scene, plain, name, &room);
	int64_t number;

	if (!tar_number(bytes, &number)) {
		tile_text(scene->tiler, bytes.size, key);
		tile_complain(scene->tiler, "is no number");
	} else if (field == TAR_MODE) {
		tile_field(scene->tiler, bytes.size, key, "%04llo", (long long)number);
		tile_set_number(scene->tiler, number);
	} else {
		tile_number(scene->tiler, bytes.size, key, number);
	}
}

static bool
header_says(const struct scene *scene, enum tar_meaning meaning)
{
	return scene->own && scene->member->meanings.of[meaning].source == SAID_BY_HEADER;
}

/* A derived number has a value, so that one written otherwise is told from another. */
static void
set_number_value(struct tiler *tiler, int64_t size)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)size);
	tile_set_value(tiler, bytes_of_text(text));
}

/* Sizes follow from the content, but two that disagree are read differently. */
static void
take_size(struct scene *scene)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(SIZE_MAX);
	bool plain = header_says(scene, MEANS_SIZE);
	int64_t size, content = (int64_t)scene->member->content.size;
	struct bytes field = tar_field_bytes(scene->header, TAR_SIZE);
	bool right = tar_number(field, &size);

	/* A header that leaves the size to pax says 0, or as much as fits. */
	if (scene->own && right && size != content)
		right = !plain && (size == 0 || content > 077777777777);
	tile_derived(scene->tiler, field.size, key_of(scene, plain, "size", &room),
		     right);
	set_number_value(scene->tiler, size);
	if (!right)
		tile_complain(scene->tiler,
			      "says another size than the content has that readers take");
}

static void
take_name(struct scene *scene)
{
	const struct tar_member *member = scene->member;
	bool plain = header_says(scene, MEANS_PATH);
	const char *key = plain ? "path" : "name";
	cleanup_buffer struct buffer path = BUFFER_INIT(SIZE_MAX);

	take_text_itself(scene, TAR_NAME, plain, key);
	tar_member_path(member, &path);
	if (plain)
		tile_set_value(scene->tiler, buffer_bytes(&path));
	else if (scene->own &&
		 !tar_name_is_short_for(tar_field_text(scene->header, TAR_NAME),
					member->path))
		tile_complain(scene->tiler,
			      "names another file than the extended header");
	take_text_padding(scene, TAR_NAME, key);
}

static void
take_type(struct scene *scene)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(SIZE_MAX);
	char flag = (char)tar_field_bytes(scene->header, TAR_TYPE).data[0];

	tile_field(scene->tiler, 1, key_of(scene, scene->own, "type", &room), "%s",
		   scene->own && tar_type_of(scene->member) == 'd' && flag != 'D'
			   ? "folder"
			   : tar_type_name(flag));
}

/* What follows the device numbers, by dialect. */
static void
take_rest(struct scene *scene, enum tar_dialect dialect)
{
	size_t rest =
		TAR_BLOCK_SIZE - (size_t)(tar_field_bytes(scene->header, TAR_GNU).data -
					  scene->header.data);
	struct bytes gnu = tar_field_bytes(scene->header, TAR_GNU);

	if (dialect == TAR_USTAR) {
		take_text(scene, TAR_PREFIX, false, "prefix");
		rest -= tar_field_bytes(scene->header, TAR_PREFIX).size;
	} else if (dialect == TAR_GNU_DIALECT && !bytes_are_all(gnu, 0)) {
		/* Times of access and change, and what sparse and split files need. */
		tile_text(scene->tiler, rest, "gnu-fields");
		return;
	}
	tile_padding(scene->tiler, rest, "header-padding", 0);
}

/* Nothing; but GNU tar, asked for v7, still writes what a device is, and where a part of
 * a file that goes on from another volume begins. */
static void
take_old_rest(struct scene *scene)
{
	struct bytes device = tar_field_bytes(scene->header, TAR_DEVMAJOR);
	size_t start = (size_t)(tar_field_bytes(scene->header, TAR_MAGIC).data -
				scene->header.data);
	size_t numbers = (size_t)(device.data - scene->header.data);
	struct bytes rest = bytes_slice(scene->header, numbers, SIZE_MAX);
	int64_t number;

	if (bytes_are_all(rest, 0) || !tar_number(device, &number) ||
	    !tar_number(tar_field_bytes(scene->header, TAR_DEVMINOR), &number)) {
		tile_padding(scene->tiler, TAR_BLOCK_SIZE - start, "header-padding", 0);
		return;
	}
	tile_padding(scene->tiler, numbers - start, "header-padding", 0);
	take_number(scene, TAR_DEVMAJOR, scene->own, "devmajor");
	take_number(scene, TAR_DEVMINOR, scene->own, "devminor");
	take_rest(scene, tar_field_bytes(scene->header, TAR_TYPE).data[0] == 'M'
				 ? TAR_GNU_DIALECT
				 : TAR_V7);
}

static void
take_dialect(struct scene *scene)
{
	enum tar_dialect dialect = tar_dialect_of(scene->header);

	if (dialect == TAR_V7) {
		take_old_rest(scene);
		return;
	}
	tile_text(scene->tiler, 6, scene->own ? "magic" : "pax/magic");
	tile_text(scene->tiler, 2, scene->own ? "version" : "pax/version");
	take_text(scene, TAR_UNAME, header_says(scene, MEANS_UNAME), "uname");
	take_text(scene, TAR_GNAME, header_says(scene, MEANS_GNAME), "gname");
	take_number(scene, TAR_DEVMAJOR, scene->own, "devmajor");
	take_number(scene, TAR_DEVMINOR, scene->own, "devminor");
	take_rest(scene, dialect);
}

static void
take_header(struct scene *scene)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(SIZE_MAX);
	int64_t checksum;

	take_name(scene);
	take_number(scene, TAR_MODE, scene->own, "mode");
	take_number(scene, TAR_UID, header_says(scene, MEANS_UID), "uid");
	take_number(scene, TAR_GID, header_says(scene, MEANS_GID), "gid");
	take_size(scene);
	take_number(scene, TAR_MTIME, header_says(scene, MEANS_MTIME), "mtime");
	tar_number(tar_field_bytes(scene->header, TAR_CHECKSUM), &checksum);
	tile_derived(scene->tiler, 8, key_of(scene, scene->own, "checksum", &room),
		     tar_checksum_is_right(scene->header));
	set_number_value(scene->tiler, checksum);
	take_type(scene);
	take_text(scene, TAR_LINK, header_says(scene, MEANS_LINK), "linkpath");
	take_dialect(scene);
}

/* A record that gives the member a meaning has its plain key; of several, the last. */
static void
take_record(struct scene *scene, const struct tar_record *record)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	enum tar_meaning meaning = tar_meaning_of(record->key);
	struct bytes said = meaning == MEANINGS
				    ? (struct bytes){ 0 }
				    : scene->member->meanings.of[meaning].value;
	int64_t number;

	if (meaning == MEANINGS) {
		buffer_append_text(&key, "record:");
		buffer_append_escaped(&key, record->key);
		tile_text(scene->tiler, record->all.size, buffer_text(&key));
	} else if (meaning == MEANS_SIZE) {
		tile_derived(scene->tiler, record->all.size, "size",
			     tar_decimal(record->value, &number) &&
				     (size_t)number == scene->member->content.size);
	} else {
		tile_text(scene->tiler, record->all.size, tar_meaning_name(meaning));
	}
	tile_set_value(scene->tiler, record->value);
	if (tar_decimal(record->value, &number))
		tile_set_number(scene->tiler, number);
	if (meaning < MEANINGS && scene->member->header.size > 0 &&
	    said.data != record->value.data)
		tile_complain(scene->tiler, "is said twice");
}

static void
take_extension(struct tiler *tiler, const struct tar_member *member, size_t index)
{
	const struct tar_extension *extension = &member->extensions[index];
	struct bytes rest = extension->data;
	struct tar_record record;
	bool gnu = extension->type == 'L' || extension->type == 'K';
	struct scene scene = { tiler, member, extension->header, false,
			       gnu ? "gnu" : "pax" };

	take_header(&scene);
	if (gnu) {
		size_t size = bytes_before(rest, 0).size;

		tile_text(tiler, size,
			  tar_meaning_name(extension->type == 'L' ? MEANS_PATH
								  : MEANS_LINK));
		tile_padding(tiler, rest.size - size, "gnu/padding", 0);
		rest = (struct bytes){ 0 };
	}
	while (tar_record_next(&rest, &record))
		take_record(&scene, &record);
	if (rest.size > 0)
		tile_opaque(tiler, rest.size, "pax/rest", "is no pax record");
}

static void
take_padding(struct tiler *tiler, const char *key, size_t size)
{
	size_t wanted = tar_padded(size) - size;
	bool whole = tiler_rest(tiler).size >= wanted;

	if (wanted > 0)
		tile_padding(tiler, wanted, key, 0);
	if (!whole)
		tile_complain(tiler, "breaks off within a block");
}

/* Values that a global header gives stand in no byte of the member. */
static void
state_globals(struct tiler *tiler, const struct tar_member *member)
{
	for (enum tar_meaning i = 0; i < MEANINGS; i++) {
		int64_t number;

		if (member->meanings.of[i].source != SAID_GLOBALLY || i == MEANS_SIZE)
			continue;
		tile_text(tiler, 0, tar_meaning_name(i));
		tile_set_value(tiler, member->meanings.of[i].value);
		if (tar_decimal(member->meanings.of[i].value, &number))
			tile_set_number(tiler, number);
	}
}

static bool
begin_member(struct tiler *tiler, const struct tar_member *member)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);

	if (member->header.size == 0)
		buffer_append_text(&name, "(global header)");
	tar_member_path(member, &name);
	return tiler_member(tiler, buffer_bytes(&name), tar_type_of(member));
}

bool
tar_tiles_take(struct tiler *tiler, const struct tar_member *member)
{
	struct scene scene = { tiler, member, member->header, true, "ustar" };

	if (!begin_member(tiler, member))
		return false;
	for (size_t i = 0; i < member->extension_count; i++) {
		take_extension(tiler, member, i);
		take_padding(tiler, "pax/padding", member->extensions[i].data.size);
	}
	if (member->header.size > 0) {
		take_header(&scene);
		if (member->sparse.size > 0)
			tile_text(tiler, member->sparse.size, "sparse-map");
		state_globals(tiler, member);
		if (member->content.size > 0 || tar_type_of(member) == 'f')
			tile_content(tiler, member->content.size, "content");
		take_padding(tiler, "padding", member->content.size);
	}
	tiler_end_member(tiler);
	return true;
}
