/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For tests of one file format: what its tiles are, what comes of comparing two files,
 * and whether their canonical forms agree with that. */

#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/comparison.h"
#include "compare/format.h"
#include "tests/promise.h"
#include "tests/unit.h"

#define LEAF_INIT BUFFER_INIT((size_t)1 << 24)

static inline void
leaf_keeps_promise(const struct comparison *comparison, struct bytes published,
		   struct bytes rebuilt, const struct comparison_options *options)
{
	const char *trouble = promise_trouble(comparison, published, rebuilt, options);

	if (trouble != NULL)
		fail_msg("%s at %s: %s", comparison->normalized[0].rule,
			 comparison->normalized[0].path, trouble);
}

static inline void
leaf_compare(struct comparison *out, struct bytes published, struct bytes rebuilt,
	     const char *profile)
{
	struct subject *left = subject_of_bytes("x", published);
	struct subject *right = subject_of_bytes("x", rebuilt);
	struct comparison_options options;
	struct error err = { 0 };

	comparison_options_init(&options);
	options.profile = profile;
	comparison_release(out);
	assert_int_equal(comparison_run(out, left, right, &options, &err), 0);
	leaf_keeps_promise(out, published, rebuilt, &options);
	subject_close(left);
	subject_close(right);
}

/* The finding of this key, the first one for NULL; fails when there is none. */
static inline const struct finding *
leaf_find(const struct comparison *comparison, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (key == NULL || strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	fail_msg("no finding has the key %s", key == NULL ? "(any)" : key);
	return NULL;
}

static inline void
leaf_says(const char *text, const char *words)
{
	if (text == NULL || strstr(text, words) == NULL)
		fail_msg("no \"%s\" in \"%s\"", words, text == NULL ? "(null)" : text);
}

/* The finding that the published file has under this key says these words. */
static inline void
leaf_expect(struct bytes published, struct bytes rebuilt, const char *key,
	    enum severity severity, const char *words)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	leaf_compare(&comparison, published, rebuilt, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	finding = leaf_find(&comparison, key);
	leaf_says(finding->message, words);
	if (finding->severity != severity)
		fail_msg("%s is a %s", finding->key, severity_name(finding->severity));
}

static inline void
leaf_canonical(struct bytes content, const char *profile, struct buffer *out)
{
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options;
	struct error err = { 0 };

	comparison_options_init(&options);
	options.profile = profile;
	buffer_clear(out);
	if (normalize(content, &options, out, &ledger, &err) < 0)
		fail_msg("%s", err.message);
}

/* Whether the two have one canonical form, which is its own. */
static inline bool
leaf_has_one_form(struct bytes a, struct bytes b, const char *profile)
{
	cleanup_buffer struct buffer left = LEAF_INIT, right = LEAF_INIT,
				     again = LEAF_INIT;

	leaf_canonical(a, profile, &left);
	leaf_canonical(b, profile, &right);
	leaf_canonical(buffer_bytes(&left), profile, &again);
	assert_true(bytes_equal(buffer_bytes(&left), buffer_bytes(&again)));
	return bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
}

static inline void
leaf_judge_so(struct bytes published, struct bytes rebuilt, const char *profile,
	      const char *rule)
{
	cleanup_comparison struct comparison comparison = { 0 };
	bool found = false;

	leaf_compare(&comparison, published, rebuilt, profile);
	for (size_t i = 0; i < comparison.normalized_count; i++)
		found = found || (rule != NULL &&
				  strcmp(comparison.normalized[i].rule, rule) == 0);
	if (rule == NULL)
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	else if (!found || comparison.outcome != OUTCOME_EQUIVALENT)
		fail_msg("%s: %s: %s", rule, outcome_name(comparison.outcome),
			 comparison.finding_count > 0 ? comparison.findings[0].key : "");
	leaf_compare(&comparison, published, rebuilt, "strict");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

/* Equivalent by this rule, in one canonical form; with NULL, different, and in two. */
static inline void
leaf_judge(struct bytes published, struct bytes rebuilt, const char *rule)
{
	leaf_judge_so(published, rebuilt, NULL, rule);
	leaf_judge_so(rebuilt, published, NULL, rule);
	assert_int_equal(leaf_has_one_form(published, rebuilt, NULL), rule != NULL);
}

/* The tiles stand one behind the other; how many bytes of them are opaque. */
static inline size_t
leaf_tile(struct bytes content, const struct format *format)
{
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = content.size };
	cleanup_tiling struct tiling tiling = { 0 }; /* is released before the budget */
	size_t size = 0, opaque = 0;

	comparison_options_init(&options);
	format_tile(format, content, &budget, &tiling);
	for (size_t i = 0; i < tiling.tile_count; i++) {
		const struct tile *tile = &tiling.tiles[i];

		assert_int_equal(tile->offset, size);
		size += tile->bytes.size;
		if (tile->kind == TILE_OPAQUE || tile->complaint != NULL)
			opaque += tile->bytes.size;
	}
	assert_int_equal(size, content.size);
	budget_release(&budget);
	return opaque;
}

/* Every byte has a name, and every prefix of the file is taken without harm and told from
 * the whole. */
static inline void
leaf_truncate(struct bytes whole, const struct format *format)
{
	assert_ptr_equal(format_recognize(whole), format);
	assert_int_equal(leaf_tile(whole, format), 0);
	for (size_t size = 0; size < whole.size; size++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_free uint8_t *copy = xcalloc(MAX(size, 1), 1);
		struct bytes prefix = { copy, size };

		memcpy(copy, whole.data, size);
		leaf_tile(prefix, format);
		leaf_compare(&comparison, prefix, whole, NULL);
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	}
}
