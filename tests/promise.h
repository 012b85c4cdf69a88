/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The promise of `cupel normalize`: what compares as equivalent has one canonical form,
 * which is its own.  What breaks its format has none, and is kept. */

#include <string.h>

#include "base/cleanup.h"
#include "compare/comparison.h"
#include "compare/rule.h"

#define PROMISE_INIT BUFFER_INIT((size_t)1 << 30)

/* "tar-mtime/1".  Some rules say that there is no value to write: a path in debug data
 * has the length that it has. */
static inline bool
promise_rule_has_form(const char *name)
{
	size_t size = strcspn(name, "/");

	for (size_t i = 0; rule_at(i) != NULL; i++)
		if (strlen(rule_at(i)->id) == size &&
		    memcmp(rule_at(i)->id, name, size) == 0)
			return strcmp(rule_at(i)->canonical, "none") != 0;
	return false; /* an exception of the user's */
}

static inline bool
promise_is_made(const struct comparison *comparison)
{
	if (comparison->outcome != OUTCOME_EQUIVALENT || comparison->exception_count > 0)
		return false;
	for (size_t i = 0; i < comparison->normalized_count; i++)
		if (!promise_rule_has_form(comparison->normalized[i].rule))
			return false;
	return true;
}

static inline int
promise_form(struct bytes content, const struct comparison_options *options,
	     struct buffer *out, struct error *err)
{
	cleanup_strings struct strings ledger = { NULL, 0 };

	buffer_clear(out);
	return normalize(content, options, out, &ledger, err);
}

static inline bool
promise_is_sound(struct bytes content, const struct comparison_options *options)
{
	struct tiling tiling = { 0 };
	struct budget budget = { .limits = &options->limits, .input = content.size };
	bool sound = true;

	format_tile(format_recognize(content), content, &budget, &tiling);
	for (size_t i = 0; i < tiling.tile_count; i++) {
		struct tile *tile = &tiling.tiles[i];

		if (tile->kind == TILE_CONTENT || tile->kind == TILE_STREAM)
			tile_content_of(tile);
	}
	for (size_t i = 0; i < tiling.tile_count; i++)
		sound = sound && tile_complaint_of(&tiling.tiles[i]) == NULL;
	tiling_release(&tiling); /* gives back to the budget */
	budget_release(&budget);
	return sound;
}

/* How it is broken, or NULL.  A kind of file that is not rewritten breaks nothing. */
static inline const char *
promise_trouble(const struct comparison *comparison, struct bytes published,
		struct bytes rebuilt, const struct comparison_options *options)
{
	cleanup_buffer struct buffer left = PROMISE_INIT, right = PROMISE_INIT,
				     again = PROMISE_INIT;
	struct error err = { .kind = ERROR_NONE };

	if (!promise_is_made(comparison))
		return NULL;
	if (promise_form(published, options, &left, &err) < 0 ||
	    promise_form(rebuilt, options, &right, &err) < 0)
		return err.kind == ERROR_UNSUPPORTED ? NULL : "has no canonical form";
	if (!bytes_equal(buffer_bytes(&left), buffer_bytes(&right)) &&
	    promise_is_sound(published, options) && promise_is_sound(rebuilt, options))
		return "equivalent, but of two canonical forms";
	if (promise_form(buffer_bytes(&left), options, &again, &err) < 0 ||
	    !bytes_equal(buffer_bytes(&left), buffer_bytes(&again)))
		return "the canonical form is not its own";
	return NULL;
}
