/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tile.h"

#include "base/strings.h"

struct bytes
tile_content_of(const struct tile *tile)
{
	return tile->kind == TILE_STREAM ? encoded_read(tile->encoded) : tile->bytes;
}

static bool
are_encoded_alike(const struct tile *a, const struct tile *b)
{
	if (a->kind != b->kind || !bytes_equal(a->bytes, b->bytes))
		return false;
	return a->kind != TILE_STREAM ||
	       a->encoded->source.decode == b->encoded->source.decode;
}

static bool
is_readable(const struct tile *tile)
{
	return tile->kind != TILE_STREAM || encoded_is_readable(tile->encoded);
}

bool
tile_holds_same(const struct tile *a, const struct tile *b)
{
	if (are_encoded_alike(a, b))
		return true;
	return bytes_equal(tile_content_of(a), tile_content_of(b)) && is_readable(a) &&
	       is_readable(b);
}

const char *
tile_complaint_of(const struct tile *tile)
{
	if (tile->complaint != NULL || tile->encoded == NULL)
		return tile->complaint;
	return encoded_complaint(tile->encoded, tile->says);
}

bool
tile_is_same(const struct tile *a, const struct tile *b)
{
	return a->kind == b->kind && text_is_same(a->value, b->value) &&
	       bytes_equal(a->bytes, b->bytes) &&
	       text_is_same(tile_complaint_of(a), tile_complaint_of(b));
}

void
tiling_charge(struct tiling *tiling, struct budget *budget)
{
	for (size_t i = 0; i < tiling->stream_count; i++)
		encoded_charge(tiling->streams[i], budget);
}

void
tiling_forget(const struct tiling *tiling, size_t member)
{
	const struct member *at = &tiling->members[member];

	for (size_t i = at->first; i < at->first + at->count; i++)
		if (tiling->tiles[i].encoded != NULL)
			encoded_forget(tiling->tiles[i].encoded);
}

const char *
tile_kind_name(enum tile_kind kind)
{
	static const char *const names[] = {
		[TILE_FIELD] = "field",	    [TILE_CONTENT] = "content",
		[TILE_STREAM] = "stream",   [TILE_DERIVED] = "derived",
		[TILE_PADDING] = "padding", [TILE_OPAQUE] = "opaque",
	};

	return names[kind];
}
