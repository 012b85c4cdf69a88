/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a PDF: nothing moves, so that what a rule covers is replaced
 * where it stands by something as long. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/pdf_tiles.h"

static void
write_masked(struct normalizer *normalizer, const struct tile *tile, struct buffer *out,
	     size_t start)
{
	const struct difference difference = { .format = &format_pdf,
					       .key = tile->key,
					       .published = tile,
					       .rebuilt = tile };
	const struct rule *rule = rule_for(&normalizer->rules, &difference);
	bool (*mask)(struct bytes value, struct buffer * out) = pdf_mask_of(tile->key);
	cleanup_buffer struct buffer form = BUFFER_INIT(SIZE_MAX);

	if (rule == NULL || mask == NULL || !mask(tile->bytes, &form) ||
	    form.size != tile->bytes.size)
		return;
	memcpy(out->data + start + tile->offset, form.data, form.size);
	normalize_note(normalizer,
		       &(struct normalize_change){ rule->id, tile->key, tile->value,
						   buffer_text(&form) });
}

int
pdf_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	size_t start = out->size;

	if (normalize_tile(normalizer, &format_pdf, content, &tiling, err) < 0 ||
	    normalize_keep(out, content, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling))
		return 0;
	for (size_t i = 0; i < tiling.tile_count; i++)
		if (tiling.tiles[i].kind == TILE_FIELD)
			write_masked(normalizer, &tiling.tiles[i], out, start);
	return 0;
}
