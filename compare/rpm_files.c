/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of an RPM package as its header lists them.  Each tag has one value for every
 * file (modes, owners, digests, capabilities, ...), and their names are cut in two: a
 * name, and the index of a folder.  Here they become members, so that a mode differs in a
 * file and not in a row of thousands.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/rpm_tiles.h"

enum {
	TAG_DIRINDEXES = 1116,
	TAG_BASENAMES = 1117,
	TAG_DIRNAMES = 1118,
	TAG_FILEMODES = 1030,
};

/* What would make much of a small file stays a row. */
enum { FILES_MAX = 200000, NAMES_MAX = 64 << 20 };

/* A row of values, one taken after the other. */
struct column {
	const char *name;
	const struct rpm_entry *entry;
	struct cursor at;
};

struct files {
	struct rpm_package *package;
	struct column *columns; /* owned */
	size_t count;		/* of them */
	struct bytes *folders;	/* owned */
	size_t folder_count;
	struct cursor names, indexes;
	uint32_t file_count;
};

static void
files_release(struct files *files)
{
	free(files->columns);
	free(files->folders);
}

static bool
are_names_small(const struct files *files)
{
	struct cursor names = files->names, indexes = files->indexes;
	size_t total = 0;

	for (uint32_t i = 0; i < files->file_count; i++) {
		uint32_t index = cursor_u32be(&indexes);

		if (index >= files->folder_count)
			return false;
		total += cursor_take_string(&names).size + files->folders[index].size;
		if (total > NAMES_MAX)
			return false;
	}
	return true;
}

/* The names of all files; false where they do not stand as they should. */
static bool
read_names(struct files *files)
{
	const struct rpm_header *header = &files->package->main;
	const struct rpm_entry *names = rpm_header_find(header, TAG_BASENAMES, RPM_TEXTS);
	const struct rpm_entry *folders =
		rpm_header_find(header, TAG_DIRNAMES, RPM_TEXTS);
	const struct rpm_entry *indexes =
		rpm_header_find(header, TAG_DIRINDEXES, RPM_NUMBERS_32);
	struct cursor at;

	if (names == NULL || folders == NULL || indexes == NULL ||
	    names->count != indexes->count || names->count > FILES_MAX ||
	    folders->count > FILES_MAX)
		return false;
	files->file_count = names->count;
	files->folder_count = folders->count;
	files->folders = xcalloc(folders->count, sizeof(*files->folders));
	files->names = cursor_on(names->data);
	files->indexes = cursor_on(indexes->data);
	at = cursor_on(folders->data);
	for (size_t i = 0; i < files->folder_count; i++)
		files->folders[i] = cursor_take_string(&at);
	return are_names_small(files);
}

/* A row of another length belongs to nobody. */
static bool
read_columns(struct files *files)
{
	const struct rpm_header *header = &files->package->main;

	for (size_t i = 0; i < header->count; i++) {
		const struct rpm_entry *entry = &header->entries[i];
		const struct rpm_tag *tag = rpm_tag_find(entry->tag, false);
		struct column column = { .entry = entry, .at = cursor_on(entry->data) };

		if (tag == NULL || !tag->of_files)
			continue;
		if (entry->trouble != NULL || entry->type != tag->type ||
		    entry->count != files->file_count)
			return false;
		column.name = tag->name;
		array_append(files->columns, files->count, column);
	}
	return true;
}

static void
take_cell(struct files *files, struct column *column)
{
	struct tiler *tiler = files->package->tiler;
	size_t at = column->entry->data.size - column->at.rest.size;
	size_t width = rpm_type_width(column->entry->type);

	tile_seek(tiler, column->entry->data_at + at);
	if (width == 0) {
		struct bytes text = cursor_take_string(&column->at);

		tile_text(tiler, text.size + 1, column->name);
		tile_set_value(tiler, text);
	} else {
		uint64_t number = rpm_take_number(&column->at, column->entry->type);

		tile_number(tiler, width, column->name, (int64_t)number);
		if (column->entry->tag == TAG_FILEMODES) {
			char mode[16];

			snprintf(mode, sizeof(mode), "%06" PRIo64, number);
			tile_set_value(tiler, bytes_of_text(mode));
		}
	}
}

/* The two halves of the name that the member has. */
static void
take_name(struct files *files, const struct rpm_entry *names,
	  const struct rpm_entry *indexes)
{
	struct tiler *tiler = files->package->tiler;

	tile_seek(tiler, names->data_at + names->data.size - files->names.rest.size);
	tile_derived(tiler, cursor_take_string(&files->names).size + 1, "BASENAMES",
		     true);
	tile_seek(tiler,
		  indexes->data_at + indexes->data.size - files->indexes.rest.size);
	tile_derived(tiler, 4, "DIRINDEXES", true);
	cursor_u32be(&files->indexes);
}

static bool
begin_member(struct files *files)
{
	struct cursor names = files->names, indexes = files->indexes;
	cleanup_buffer struct buffer path = BUFFER_INIT(SIZE_MAX);

	buffer_append(&path, files->folders[cursor_u32be(&indexes)]);
	buffer_append(&path, cursor_take_string(&names));
	return tiler_member(files->package->tiler, buffer_bytes(&path), 's');
}

int
rpm_files_take(struct rpm_package *package, bool *taken, struct error *err)
{
	__attribute__((cleanup(files_release))) struct files files = { package };
	const struct rpm_header *header = &package->main;
	const struct rpm_entry *names, *indexes;

	if (!read_names(&files) || !read_columns(&files))
		return 0;
	names = rpm_header_find(header, TAG_BASENAMES, RPM_TEXTS);
	indexes = rpm_header_find(header, TAG_DIRINDEXES, RPM_NUMBERS_32);
	for (uint32_t i = 0; i < files.file_count; i++) {
		if (!begin_member(&files))
			return error_set(err, ERROR_LIMIT, "too many members");
		take_name(&files, names, indexes);
		for (size_t j = 0; j < files.count; j++)
			take_cell(&files, &files.columns[j]);
		tiler_end_member(package->tiler);
	}
	*taken = true;
	return 0;
}
