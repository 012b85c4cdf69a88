/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A catalogue without its dates: their lines are cut out of the file, and whatever points
 * to a place behind them is lowered by as much. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/mo.h"

enum { CUTS_MAX = 2, ENTRY_SIZE = 8 };

struct cuts {
	struct bytes lines[CUTS_MAX]; /* borrowed from the file, in its order */
	size_t count;
};

/* How many bytes are cut out before an offset. */
static uint32_t
cut_before(const struct cuts *cuts, struct bytes content, uint32_t offset)
{
	uint32_t size = 0;

	for (size_t i = 0; i < cuts->count; i++)
		if ((size_t)(cuts->lines[i].data - content.data) < offset)
			size += (uint32_t)cuts->lines[i].size;
	return size;
}

/* The lines that a rule covers; each stands once, or none is for it. */
static void
find_cuts(struct cuts *cuts, struct normalizer *normalizer, const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		struct difference difference = { .format = &format_mo,
						 .key = tile->key,
						 .published = tile,
						 .rebuilt = tile };
		const struct rule *rule = NULL;

		if (tile->kind == TILE_FIELD && cuts->count < CUTS_MAX)
			rule = rule_for(&normalizer->rules, &difference);
		if (rule == NULL)
			continue;
		normalize_note(normalizer,
			       &(struct normalize_change){ rule->id, tile->key,
							   tile->value, NULL });
		cuts->lines[cuts->count++] = tile->bytes;
	}
}

static void
write_number(uint8_t *at, uint32_t number, bool big_endian)
{
	for (unsigned i = 0; i < 4; i++)
		at[i] = (uint8_t)(number >> (big_endian ? 24 - 8 * i : 8 * i));
}

static uint32_t
read_number(const uint8_t *at, bool big_endian)
{
	struct cursor cursor = cursor_on((struct bytes){ at, 4 });

	return big_endian ? cursor_u32be(&cursor) : cursor_u32le(&cursor);
}

/* Lowers what the tile points to, in a copy of the file. */
static void
lower(uint8_t *copy, struct bytes content, const struct cuts *cuts,
      const struct tile *tile)
{
	bool big_endian = content.data[0] == 0x95;
	uint8_t *at = copy + tile->offset;
	uint32_t from = read_number(at + tile->bytes.size - 4, big_endian);

	write_number(at + tile->bytes.size - 4, from - cut_before(cuts, content, from),
		     big_endian);
	if (tile->bytes.size == ENTRY_SIZE && strcmp(tile->key, "at:msgstr:") == 0)
		write_number(at,
			     read_number(at, big_endian) -
				     cut_before(cuts, content, UINT32_MAX),
			     big_endian);
}

/* One entry for the empty string, whose lines are whole. */
static bool
is_sound(const struct tiling *tiling)
{
	unsigned headers = 0;

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->complaint != NULL || tile->kind == TILE_OPAQUE)
			return false;
		headers += strcmp(tile->key, "at:msgstr:") == 0;
	}
	return headers == 1;
}

static int
write_cut(const struct cuts *cuts, struct bytes content, const struct tiling *tiling,
	  struct buffer *out, struct error *err)
{
	cleanup_buffer struct buffer copy = BUFFER_INIT(out->limit);
	size_t at = 0;

	if (normalize_keep(&copy, content, err) < 0)
		return -1;
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (text_starts_with(tiling->tiles[i].key, "at:"))
			lower(copy.data, content, cuts, &tiling->tiles[i]);
	for (size_t i = 0; i < cuts->count; i++) {
		size_t from = (size_t)(cuts->lines[i].data - content.data);

		buffer_append(out, bytes_slice(buffer_bytes(&copy), at, from - at));
		at = from + cuts->lines[i].size;
	}
	return normalize_keep(out, bytes_slice(buffer_bytes(&copy), at, SIZE_MAX), err);
}

int
mo_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	     struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct cuts cuts = { .count = 0 };

	if (normalize_tile(normalizer, &format_mo, content, &tiling, err) < 0)
		return -1;
	if (is_sound(&tiling))
		find_cuts(&cuts, normalizer, &tiling);
	if (cuts.count == 0)
		return normalize_keep(out, content, err);
	return write_cut(&cuts, content, &tiling, out, err);
}
