/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "compare/streams.h"

/* Fields with one value only: a handler refuses any other. */
static bool
is_constant(const char *key)
{
	static const char *const constant[] = { "magic", "method", "version" };

	for (size_t i = 0; i < array_length(constant); i++)
		if (strcmp(key, constant[i]) == 0)
			return true;
	return false;
}

/* Whether a rule that is on takes the value for harmless, whatever the other side has. */
static bool
is_covered(const struct normalizer *normalizer, const struct stream_form *form,
	   const struct tile *tile)
{
	struct difference difference = { .format = form->format,
					 .key = tile->key,
					 .published = tile,
					 .rebuilt = tile };

	return is_constant(tile->key) ||
	       rule_for(&normalizer->rules, &difference) != NULL;
}

static bool
is_plain(const struct normalizer *normalizer, const struct stream_form *form,
	 const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->complaint != NULL || strchr(tile->key, '/') != NULL ||
		    (tile->kind == TILE_FIELD && !is_covered(normalizer, form, tile)))
			return false;
	}
	return normalize_find(tiling, "stream") != NULL;
}

static bool
are_rules_on(const struct normalizer *normalizer, const struct stream_form *form)
{
	for (size_t i = 0; i < form->value_count; i++)
		if (rule_on(&normalizer->rules, form->values[i].rule) == NULL)
			return false;
	return rule_on(&normalizer->rules, "encoder") != NULL;
}

static void
note_changes(struct normalizer *normalizer, const struct stream_form *form,
	     const struct tiling *tiling)
{
	for (size_t i = 0; i < form->value_count; i++) {
		struct normalize_change change = form->values[i];
		const struct tile *tile = normalize_find(tiling, change.key);

		change.old = tile == NULL ? NULL : tile->value;
		normalize_note(normalizer, &change);
	}
}

int
streams_normalize(struct normalizer *normalizer, const struct stream_form *form,
		  struct bytes content, struct buffer *out, struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_buffer struct buffer inner = BUFFER_INIT(out->limit);

	if (normalize_tile(normalizer, form->format, content, &tiling, err) < 0)
		return -1;
	if (!is_plain(normalizer, form, &tiling) || !are_rules_on(normalizer, form))
		return normalize_keep(out, content, err);
	if (normalize_content(normalizer, NULL,
			      tile_content_of(normalize_find(&tiling, "stream")), &inner,
			      err) < 0 ||
	    buffer_check(&inner, err) < 0)
		return -1;
	note_changes(normalizer, form, &tiling);
	return form->encode(buffer_bytes(&inner), out, err);
}
