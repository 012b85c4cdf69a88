/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/ar_tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "compare/attributes.h"

/* Indexes of more symbols stay whole: each has a tile. */
enum { SYMBOLS_MAX = 1000000 };

/* One member on its way into tiles. */
struct scene {
	struct tiler *tiler;
	const struct ar_archive *archive;
	const struct ar_member *member;
};

/* The number and what follows it may have been written in other ways. */
static void
take_number(struct scene *scene, enum ar_field field, const char *key)
{
	struct bytes bytes = ar_field_bytes(scene->member->header, field);
	int64_t number;

	if (ar_number(scene->member->header, field, &number)) {
		tile_field(scene->tiler, bytes.size, key,
			   field == AR_MODE ? "%" PRIo64 : "%" PRId64, number);
		tile_set_number(scene->tiler, number);
		return;
	}
	tile_text(scene->tiler, bytes.size, key);
	/* The table of names has no times or owners. */
	if (!bytes_are_all(bytes, ' '))
		tile_complain(scene->tiler, "is no number");
}

/* In a thin archive nothing else tells how long the file is. */
static void
take_size(struct scene *scene)
{
	const struct ar_member *member = scene->member;
	size_t width = ar_field_bytes(member->header, AR_SIZE).size;
	char text[24];
	int64_t size;

	(void)ar_number(member->header, AR_SIZE, &size);
	if (scene->archive->is_thin && member->part == AR_FILE) {
		tile_number(scene->tiler, width, "size", size);
		return;
	}
	tile_derived(scene->tiler, width, "size", !member->is_cut);
	snprintf(text, sizeof(text), "%" PRId64, size);
	tile_set_value(scene->tiler, bytes_of_text(text));
	if (member->is_cut)
		tile_complain(scene->tiler, "says more than is left of the archive");
}

/* What points to the name elsewhere follows from where that stands. */
static void
take_name(struct scene *scene)
{
	const struct ar_member *member = scene->member;
	size_t width = ar_field_bytes(member->header, AR_NAME).size;

	if (member->named != AR_NAME_IN_HEADER && member->trouble == NULL) {
		tile_derived(scene->tiler, width, "name", true);
		return;
	}
	tile_text(scene->tiler, width, "path");
	tile_set_value(scene->tiler, member->name);
	if (member->trouble != NULL)
		tile_complain(scene->tiler, member->trouble);
}

static void
take_header(struct scene *scene)
{
	const struct ar_member *member = scene->member;
	struct tiler *tiler = scene->tiler;

	take_name(scene);
	take_number(scene, AR_MTIME, "mtime");
	take_number(scene, AR_UID, "uid");
	take_number(scene, AR_GID, "gid");
	take_number(scene, AR_MODE, "mode");
	take_size(scene);
	tile_text(tiler, ar_field_bytes(member->header, AR_END).size, "end");
	if (member->name_size == 0)
		return;
	tile_text(tiler, member->name.size, "path");
	tile_set_value(tiler, member->name);
	tile_padding(tiler, member->name_size - member->name.size, "path/padding", 0);
}

/* The index of symbols: how many, where the member of each begins, and their names. */
struct symbols {
	size_t width; /* of a number */
	uint64_t count;
	struct bytes offsets, names;
};

static uint64_t
take_offset(struct cursor *at, size_t width)
{
	return width == 8 ? cursor_u64be(at) : cursor_u32be(at);
}

static bool
count_names(const struct symbols *symbols)
{
	struct cursor at = cursor_on(symbols->names);

	for (uint64_t i = 0; i < symbols->count; i++) {
		struct bytes name = cursor_take_string(&at);

		if (at.rest.size == 0 && name.size + 1 > symbols->names.size)
			return false;
	}
	return !at.overrun;
}

static bool
read_symbols(struct symbols *symbols, const struct ar_member *member)
{
	struct cursor at = cursor_on(member->content);

	symbols->width = member->part == AR_SYMBOLS_64 ? 8 : 4;
	symbols->count = take_offset(&at, symbols->width);
	if (symbols->count > SYMBOLS_MAX)
		return false;
	symbols->offsets = cursor_take(&at, (size_t)symbols->count * symbols->width);
	symbols->names = at.rest;
	return !at.overrun && count_names(symbols);
}

static bool
are_offsets_right(struct scene *scene, const struct symbols *symbols)
{
	struct cursor at = cursor_on(symbols->offsets);

	while (at.rest.size > 0)
		if (ar_archive_at(scene->archive, take_offset(&at, symbols->width)) ==
		    NULL)
			return false;
	return true;
}

/* A symbol's value is the member that is said to define it: that is what a linker takes
 * from the archive. */
static void
take_symbol(struct scene *scene, struct bytes name, uint64_t offset)
{
	const struct ar_member *member = ar_archive_at(scene->archive, offset);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&key, "symbol:");
	buffer_append_escaped(&key, name);
	tile_text(scene->tiler, name.size + 1, buffer_text(&key));
	tile_set_value(scene->tiler,
		       member == NULL ? bytes_of_text("(none)") : member->name);
}

static void
take_symbols(struct scene *scene)
{
	struct tiler *tiler = scene->tiler;
	struct symbols symbols;
	struct cursor offsets, names;

	if (!read_symbols(&symbols, scene->member)) {
		tile_content(tiler, scene->member->content.size, "content");
		return;
	}
	tile_derived(tiler, symbols.width, "symbols/count", true);
	tile_derived(tiler, symbols.offsets.size, "symbols/offsets",
		     are_offsets_right(scene, &symbols));
	offsets = cursor_on(symbols.offsets);
	names = cursor_on(symbols.names);
	for (uint64_t i = 0; i < symbols.count; i++) {
		struct bytes name = cursor_take_string(&names);

		take_symbol(scene, name, take_offset(&offsets, symbols.width));
	}
	if (names.rest.size > 0)
		tile_padding(tiler, names.rest.size, "symbols/padding", 0);
}

static void
take_content(struct scene *scene)
{
	const struct ar_member *member = scene->member;
	struct tiler *tiler = scene->tiler;

	if (member->part == AR_NAMES) {
		tile_derived(tiler, member->content.size, "names",
			     scene->archive->table_is_right);
		if (!scene->archive->table_is_right)
			tile_complain(tiler, "holds other names than the members have");
	} else if (member->part != AR_FILE) {
		take_symbols(scene);
	} else if (!scene->archive->is_thin) {
		tile_content(tiler, member->content.size, "content");
	}
	if (tiler->at % 2 == 0 || member->is_cut)
		return;
	tile_padding(tiler, 1, "padding", '\n');
	if (tiler->tiling->tiles[tiler->tiling->tile_count - 1].bytes.size == 0)
		tile_complain(tiler, "is missing");
}

static bool
take_member(struct scene *scene)
{
	static const char *const names[] = {
		[AR_SYMBOLS] = "(symbols)",
		[AR_SYMBOLS_64] = "(symbols, 64 bits)",
		[AR_NAMES] = "(names)",
	};
	const struct ar_member *member = scene->member;
	bool file = member->part == AR_FILE;

	if (!tiler_member(scene->tiler,
			  file ? member->name : bytes_of_text(names[member->part]),
			  file ? 'f' : 's'))
		return false;
	take_header(scene);
	take_content(scene);
	tiler_end_member(scene->tiler);
	return true;
}

int
ar_tile(struct tiler *tiler, struct error *err)
{
	cleanup_ar_archive struct ar_archive archive = { 0 };

	ar_archive_read(&archive, tiler->content,
			(size_t)MIN(tiler->budget->limits->members, SIZE_MAX));
	tile_text(tiler, AR_MAGIC_SIZE, "magic");
	for (size_t i = 0; i < archive.count; i++) {
		struct scene scene = { tiler, &archive, &archive.members[i] };

		if (!take_member(&scene))
			return error_set(err, ERROR_LIMIT, "too many members");
	}
	if (archive.has_more) {
		(void)budget_member(tiler->budget);
		return error_set(err, ERROR_LIMIT, "too many members");
	}
	if (tiler_rest(tiler).size > 0)
		tile_opaque(tiler, SIZE_MAX, "trailing", "is no member of the archive");
	return 0;
}

static void
judge_symbol(struct finding *finding, const struct difference *difference)
{
	if (difference->published == NULL || difference->rebuilt == NULL)
		finding_set_message(
			finding, "only the %s archive's index has this symbol",
			difference->published != NULL ? "published" : "rebuilt");
	else
		finding_set_message(finding, "another member is said to define it");
}

void
ar_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strncmp(key, "symbol:", strlen("symbol:")) == 0) {
		judge_symbol(finding, difference);
		return;
	}
	attributes_judge(finding, difference);
	if (strcmp(key, "mtime") == 0 || strcmp(key, "uid") == 0 ||
	    strcmp(key, "gid") == 0)
		finding_set_cause(finding, NULL, "ar D, or SOURCE_DATE_EPOCH");
}
