/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical forms of formats whose parts point at each other: nothing may move, so that a
 * field that a rule covers becomes zeros where it stands. */
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/normalize.h"

bool
normalize_is_sound(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tile_complaint_of(&tiling->tiles[i]) != NULL)
			return false;
	return true;
}

/* The rule of these that covers the tile, on whichever side it is. */
static const struct rule *
find_rule(const struct normalizer *normalizer, const struct zero_fields *fields,
	  const struct difference *difference)
{
	const struct rule *rule = rule_for(&normalizer->rules, difference);

	for (size_t i = 0; rule != NULL && i < fields->rule_count; i++)
		if (strcmp(rule->id, fields->rules[i]) == 0)
			return rule;
	return NULL;
}

void
normalize_zero_fields(struct normalizer *normalizer, const struct zero_fields *fields,
		      const struct tiling *tiling, struct buffer *out)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		struct difference difference = {
			.format = fields->format,
			.key = tile->key,
			.published = tile,
			.rebuilt = tile,
			.published_file = tiling->content,
			.rebuilt_file = tiling->content,
		};
		const struct rule *rule;

		if (tile->kind != TILE_FIELD || tile->bytes.size == 0 ||
		    bytes_are_all(tile->bytes, 0))
			continue;
		rule = find_rule(normalizer, fields, &difference);
		if (rule == NULL || tile->offset + tile->bytes.size > out->size)
			continue;
		memset(out->data + tile->offset, 0, tile->bytes.size);
		normalize_note(normalizer,
			       &(struct normalize_change){ rule->id, tile->key,
							   tile->value, "zeros" });
	}
}

static bool
is_one_of(const char *key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* The next tile that has to be there on both sides; NULL at the end. */
static const struct tile *
next_tile(const struct tiling *tiling, size_t *at, const char *const *but,
	  size_t but_count)
{
	while (*at < tiling->tile_count) {
		const struct tile *tile = &tiling->tiles[(*at)++];

		if (!is_one_of(tile->key, but, but_count))
			return tile;
	}
	return NULL;
}

bool
normalize_kept_parts(const struct tiling *before, const struct tiling *after,
		     const char *const *but, size_t but_count)
{
	size_t a = 0, b = 0;

	for (;;) {
		const struct tile *old = next_tile(before, &a, but, but_count);
		const struct tile *new = next_tile(after, &b, but, but_count);

		if (old == NULL || new == NULL)
			return old == new;
		if (strcmp(old->key, new->key) != 0 || old->kind != new->kind ||
		    old->bytes.size != new->bytes.size || old->member != new->member)
			return false;
		if (!text_is_same(old->value, new->value) &&
		    (new->bytes.size == 0 || !bytes_are_all(new->bytes, 0)))
			return false;
	}
}
