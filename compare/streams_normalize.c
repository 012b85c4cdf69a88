/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/streams.h"

static bool
are_rules_on(const struct normalizer *normalizer, const struct stream_form *form)
{
	for (size_t i = 0; i < form->value_count; i++)
		if (rule_on(&normalizer->rules, form->values[i].rule) == NULL)
			return false;
	return rule_on(&normalizer->rules, "encoder") != NULL;
}

/* The tiles of one stream, and what may stand between two: a tile of its own. */
struct part {
	const struct tile *tiles; /* borrowed */
	size_t count;
	const struct tile
		*stream; /* NULL where there is none, or no rule covers a setting */
};

static bool
is_between(const struct tile *tile)
{
	return text_ends_with(tile->key, "skippable");
}

static struct part
part_at(const struct normalizer *normalizer, const struct stream_form *form,
	const struct tiling *tiling, size_t first)
{
	struct part part = { .tiles = &tiling->tiles[first] };
	const char *name;
	unsigned number = streams_number_of(part.tiles->key, &name);
	bool plain = true;

	for (size_t i = first; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (part.count > 0 && (is_between(tile) || is_between(part.tiles) ||
				       streams_number_of(tile->key, &name) != number))
			break;
		plain = plain &&
			streams_tile_is_plain(&normalizer->rules, form->format, tile);
		if (tile->kind == TILE_STREAM)
			part.stream = tile;
		part.count++;
	}
	if (!plain)
		part.stream = NULL;
	return part;
}

static const struct tile *
find(const struct part *part, const char *key)
{
	for (size_t i = 0; i < part->count; i++) {
		const char *name;

		streams_number_of(part->tiles[i].key, &name);
		if (strcmp(name, key) == 0)
			return &part->tiles[i];
	}
	return NULL;
}

static void
note_changes(struct normalizer *normalizer, const struct stream_form *form,
	     const struct part *part)
{
	for (size_t i = 0; i < form->value_count; i++) {
		struct normalize_change change = form->values[i];
		const struct tile *tile = find(part, change.key);

		change.old = tile == NULL ? NULL : tile->value;
		if (tile != NULL)
			change.key = tile->key;
		normalize_note(normalizer, &change);
	}
}

static int
write_stream(struct normalizer *normalizer, const struct stream_form *form,
	     struct bytes content, struct buffer *out, struct error *err)
{
	cleanup_buffer struct buffer inner = BUFFER_INIT(out->limit);

	if (normalize_content(normalizer, NULL, content, &inner, err) < 0 ||
	    buffer_check(&inner, err) < 0)
		return -1;
	return form->encode(buffer_bytes(&inner), out, err);
}

/* Each stream for itself. */
static int
write_parts(struct normalizer *normalizer, const struct stream_form *form,
	    const struct tiling *tiling, struct buffer *out, struct error *err)
{
	struct part part;

	for (size_t i = 0; i < tiling->tile_count; i += part.count) {
		part = part_at(normalizer, form, tiling, i);
		if (part.stream == NULL) {
			for (size_t k = 0; k < part.count; k++)
				buffer_append(out, part.tiles[k].bytes);
			continue;
		}
		note_changes(normalizer, form, &part);
		if (write_stream(normalizer, form, tile_content_of(part.stream), out,
				 err) < 0)
			return -1;
	}
	return buffer_check(out, err);
}

static int
write_one(struct normalizer *normalizer, const struct stream_form *form,
	  const struct tiling *tiling, size_t count, struct buffer *out,
	  struct error *err)
{
	cleanup_buffer struct buffer whole = budget_buffer(&normalizer->budget);
	cleanup_free char *old = xasprintf("%zu", count);

	streams_join(tiling, &whole);
	if (buffer_check(&whole, err) < 0)
		return -1;
	normalize_note(normalizer,
		       &(struct normalize_change){ "stream-cut", "streams", old, "1" });
	return write_stream(normalizer, form, buffer_bytes(&whole), out, err);
}

int
streams_normalize(struct normalizer *normalizer, const struct stream_form *form,
		  struct bytes content, struct buffer *out, struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	size_t count;

	if (normalize_tile(normalizer, form->format, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling) || !are_rules_on(normalizer, form))
		return normalize_keep(out, content, err);
	count = streams_count_plain(&normalizer->rules, form->format, &tiling);
	if (count > 1 && streams_may_be_one(&normalizer->rules, form->format) != NULL)
		return write_one(normalizer, form, &tiling, count, out, err);
	return write_parts(normalizer, form, &tiling, out, err);
}
