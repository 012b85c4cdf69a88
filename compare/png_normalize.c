/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PNG file written anew: without its dates, and with every stream compressed one way,
 * the image's in one chunk.  Each chunk's length and CRC are made from what it holds. */
#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode.h"
#include "compare/decode_zlib.h"
#include "compare/png.h"
#include "compare/png_image.h"

enum { START_SIZE = 8 };

struct writing {
	struct normalizer *normalizer; /* borrowed */
	const struct tiling *tiling;   /* borrowed */
	struct buffer *out;	       /* borrowed */
};

static bool
is_sound(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].complaint != NULL ||
		    tiling->tiles[i].kind == TILE_OPAQUE)
			return false;
	return true;
}

static const struct rule *
rule_of(const struct writing *writing, const struct tile *tile)
{
	struct difference difference = { .format = &format_png,
					 .key = tile->key,
					 .published = tile,
					 .rebuilt = tile };

	return rule_for(&writing->normalizer->rules, &difference);
}

static int
write_stream(struct writing *writing, const struct tile *tile, struct buffer *data,
	     struct error *err)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(writing->out->limit);

	if (tile->as != NULL)
		buffer_append(&content, tile_content_of(tile));
	else if (normalize_content(writing->normalizer, NULL, tile_content_of(tile),
				   &content, err) < 0)
		return -1;
	if (buffer_check(&content, err) < 0)
		return -1;
	if (rule_of(writing, tile) == NULL &&
	    bytes_equal(buffer_bytes(&content), tile_content_of(tile)))
		return normalize_keep(data, tile->bytes, err);
	return encode_zlib(buffer_bytes(&content), data, err);
}

static int
write_tile(struct writing *writing, const struct tile *tile, struct buffer *data,
	   struct error *err)
{
	if (tile->kind == TILE_STREAM)
		return write_stream(writing, tile, data, err);
	if (tile->kind == TILE_CONTENT && tile->as == NULL)
		return normalize_content(writing->normalizer, NULL, tile->bytes, data,
					 err);
	return normalize_keep(data, tile->bytes, err);
}

static void
append_u32(struct buffer *out, uint32_t value)
{
	for (unsigned shift = 32; shift > 0; shift -= 8)
		buffer_append_byte(out, (uint8_t)(value >> (shift - 8)));
}

/* The tiles of a chunk between its start and its CRC. */
static int
write_chunk(struct writing *writing, size_t start, size_t crc, struct error *err)
{
	const struct tile *tiles = writing->tiling->tiles;
	cleanup_buffer struct buffer data = BUFFER_INIT(writing->out->limit);
	struct bytes type = bytes_slice(tiles[start].bytes, sizeof(uint32_t), SIZE_MAX);

	if (crc == start + 2 && tiles[start + 1].kind == TILE_FIELD) {
		const struct tile *tile = &tiles[start + 1];
		const struct rule *rule = rule_of(writing, tile);

		if (rule != NULL) {
			normalize_note(writing->normalizer,
				       &(struct normalize_change){ rule->id, tile->key,
								   tile->value, NULL });
			return 0;
		}
	}
	buffer_append(&data, type);
	for (size_t i = start + 1; i < crc; i++)
		if (write_tile(writing, &tiles[i], &data, err) < 0)
			return -1;
	if (buffer_check(&data, err) < 0)
		return -1;
	append_u32(writing->out, (uint32_t)(data.size - type.size));
	buffer_append(writing->out, buffer_bytes(&data));
	append_u32(writing->out, decode_crc32(buffer_bytes(&data)));
	return buffer_check(writing->out, err);
}

int
png_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct writing writing = { normalizer, &tiling, out };
	size_t start = 1;

	if (normalize_tile(normalizer, &format_png, content, &tiling, err) < 0)
		return -1;
	if (!is_sound(&tiling))
		return normalize_keep(out, content, err);
	buffer_append(out, png_signature);
	for (size_t i = 1; i < tiling.tile_count; i++)
		if (text_ends_with(tiling.tiles[i].key, "/crc")) {
			if (write_chunk(&writing, start, i, err) < 0)
				return -1;
			start = i + 1;
		}
	return buffer_check(out, err);
}
