/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A PE file's resources: a tree of directories, each with a time, by type, name and
 * language; at its leaves stand contents, which are cut out of the section as
 * "resource:manifest/1/1033".  Types and languages are numbers, names may be texts.
 */
#include <stdio.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "compare/pe_tiles.h"
#include "compare/pe_words.h"

enum {
	LEVELS = 3,
	DIRECTORY = 16,
	TIME = 4,
	NAMED = 12,
	NUMBERED = 14,
	ENTRY = 8,
	LONG = 4,
	ENTRIES_MAX = 16384,
	NAME_SIZE_MAX = 64,
};

struct tree {
	struct pe_tiles *tiles;
	struct bytes root;
	unsigned entries; /* that may still be looked at */
};

/* A name is a length and as many characters of 16 bits. */
static void
append_name(const struct tree *tree, uint32_t said, unsigned level, struct buffer *out)
{
	const uint32_t is_text = UINT32_C(1) << 31;
	struct bytes name;
	unsigned size;

	if ((said & is_text) == 0) {
		if (level == 0)
			pe_append_word(PE_RESOURCE_TYPES, said, out);
		else
			buffer_printf(out, "%u", said);
		return;
	}
	name = bytes_slice(tree->root, said & ~is_text, SIZE_MAX);
	size = MIN(pe_u16(name, 0), (unsigned)NAME_SIZE_MAX);
	for (unsigned i = 1; i <= size; i++) {
		uint16_t point = pe_u16(name, 2 * (uint64_t)i);

		if (point > ' ' && point < 0x7f)
			buffer_append_byte(out, (uint8_t)point);
		else
			buffer_printf(out, "\\u%04x", point);
	}
}

static void
note_leaf(struct tree *tree, uint32_t offset, const char *key)
{
	struct bytes leaf = bytes_slice(tree->root, offset, 2 * LONG);
	struct bytes data = pe_at(&tree->tiles->pe, pe_u32(leaf, 0));
	struct pe_span *span =
		pe_note(tree->tiles, bytes_slice(data, 0, pe_u32(leaf, LONG)), key);

	if (span != NULL)
		span->content = true;
}

static void
note_time(struct tree *tree, struct bytes directory, const char *path)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_printf(&key, "%s/timestamp", path);
	pe_note_time(tree->tiles, bytes_slice(directory, TIME, LONG), buffer_text(&key));
}

static void
note_directory(struct tree *tree, uint32_t offset, unsigned level, const char *path)
{
	const uint32_t is_directory = UINT32_C(1) << 31;
	struct bytes directory = bytes_slice(tree->root, offset, SIZE_MAX);
	unsigned count = pe_u16(directory, NAMED) + (unsigned)pe_u16(directory, NUMBERED);

	if (directory.size < DIRECTORY)
		return;
	note_time(tree, directory, path);
	for (unsigned i = 0; i < count && tree->entries > 0; i++) {
		cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
		struct bytes entry = bytes_slice(directory, DIRECTORY + i * ENTRY, ENTRY);
		uint32_t next = pe_u32(entry, LONG);

		if (entry.size < ENTRY)
			return;
		tree->entries--;
		buffer_printf(&key, "%s%s", path, level == 0 ? ":" : "/");
		append_name(tree, pe_u32(entry, 0), level, &key);
		if ((next & is_directory) == 0)
			note_leaf(tree, next, buffer_text(&key));
		else if (level + 1 < LEVELS)
			note_directory(tree, next & ~is_directory, level + 1,
				       buffer_text(&key));
	}
}

void
pe_note_resources(struct pe_tiles *tiles)
{
	struct pe_directory place = pe_directory(&tiles->pe, PE_RESOURCE);
	struct tree tree = { .tiles = tiles,
			     .root = bytes_slice(pe_at(&tiles->pe, place.address), 0,
						 place.size),
			     .entries = ENTRIES_MAX };

	if (place.address != 0)
		note_directory(&tree, 0, 0, "resource");
}
