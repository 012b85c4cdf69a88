/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `cupel compare --tiles`: a format's view of one file, without its streams' contents. */
#include <inttypes.h>

#include "compare/format.h"
#include "compare/view.h"

static void
append_tile(struct buffer *out, const struct tiling *tiling, const struct tile *tile)
{
	buffer_printf(out, "%10" PRIu64 " %10zu %-8s", tile->offset, tile->bytes.size,
		      tile_kind_name(tile->kind));
	if (tile->member != NO_MEMBER)
		buffer_printf(out, "member:%s/", tiling->members[tile->member].name);
	buffer_append_text(out, tile->key);
	if (tile->value != NULL)
		buffer_printf(out, " = %s", tile->value);
	if (tile->kind == TILE_STREAM)
		buffer_printf(out, " (%zu bytes)", tile_content_of(tile).size);
	if (tile->encoded != NULL)
		encoded_read(tile->encoded);
	if (tile_complaint_of(tile) != NULL)
		buffer_printf(out, " (%s)", tile_complaint_of(tile));
	if (tile->encoded != NULL)
		encoded_forget(tile->encoded);
	buffer_append_byte(out, '\n');
}

/* A file that is nothing but a stream is looked into. */
static const struct tile *
inside(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count && tiling->member_count == 0; i++)
		if (tiling->tiles[i].kind == TILE_STREAM &&
		    tile_content_of(&tiling->tiles[i]).size > 0)
			return &tiling->tiles[i];
	return NULL;
}

/* What the file holds for who can read it. */
static void
append_view(struct buffer *out, const struct format *format, struct bytes content,
	    struct budget *budget)
{
	cleanup_view struct view view = { 0 };
	struct error err;

	if (view_open(&view, format, content, budget, &err) < 0)
		buffer_printf(out, "view: %s\n", err.message);
	else
		buffer_printf(out, "view: %zu members\n", view.tiling.member_count);
	view_to_text(&view, out);
}

static void
append_content(struct buffer *out, const struct tile *held, struct budget *budget,
	       unsigned depth)
{
	struct bytes content = tile_content_of(held);
	const struct format *format =
		held->as != NULL ? held->as : format_recognize(content);
	cleanup_tiling struct tiling tiling = { 0 };
	const struct tile *deeper;

	buffer_printf(out, "%s, %zu bytes\n", format->said, content.size);
	if (format->tile == NULL)
		return;
	format_tile(format, content, budget, &tiling);
	for (size_t i = 0; i < tiling.tile_count; i++)
		append_tile(out, &tiling, &tiling.tiles[i]);
	if (format->view != NULL)
		append_view(out, format, content, budget);
	deeper = inside(&tiling);
	if (deeper != NULL && depth > 0) {
		buffer_append_byte(out, '\n');
		append_content(out, deeper, budget, depth - 1);
	}
}

int
tiles_to_text(struct bytes content, struct buffer *out, struct error *err)
{
	enum { STREAMS_DEEP = 8 };
	struct tile whole = tile_of_content(content);
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = content.size };

	comparison_options_init(&options);
	append_content(out, &whole, &budget, STREAMS_DEEP);
	for (size_t i = 0; i < budget.hit.count; i++)
		buffer_printf(out, "limit: %s\n", budget.hit.items[i]);
	budget_release(&budget);
	return buffer_check(out, err);
}
