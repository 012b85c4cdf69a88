/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What tests of formats ask about the tiles of one file, and about two files compared. */

#include "compare/format.h"
#include "tests/unit/archives.h"

/* Tiles the content as the format. */
static inline void
packages_tile(struct tiling *out, const struct format *format, struct bytes content)
{
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = content.size };

	comparison_options_init(&options);
	tiling_release(out);
	format_tile(format, content, &budget, out);
	assert_int_equal(budget.hit.count, 0);
	budget_release(&budget);
}

/* The tile of a key in a member, or with NULL outside of members; NULL for none. */
static inline const struct tile *
packages_look(const struct tiling *tiling, const char *member, const char *key)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		const char *name = tile->member == NO_MEMBER
					   ? NULL
					   : tiling->members[tile->member].name;

		if (text_is_same(name, member) && strcmp(tile->key, key) == 0)
			return tile;
	}
	return NULL;
}

static inline const struct tile *
packages_need(const struct tiling *tiling, const char *member, const char *key)
{
	const struct tile *tile = packages_look(tiling, member, key);

	if (tile == NULL)
		fail_msg("no tile %s of %s", key, member == NULL ? "the file" : member);
	return tile;
}

static inline void
assert_value(const struct tiling *tiling, const char *member, const char *key,
	     const char *value)
{
	const struct tile *tile = packages_need(tiling, member, key);

	assert_non_null(tile->value);
	assert_string_equal(tile->value, value);
	if (tile->complaint != NULL)
		fail_msg("%s: %s", key, tile->complaint);
}

static inline void
assert_complaint(const struct tiling *tiling, const char *member, const char *key)
{
	if (packages_need(tiling, member, key)->complaint == NULL)
		fail_msg("no complaint about %s", key);
}

/* Nothing is left over, nothing is wrong, and every byte stands in one tile. */
static inline void
assert_whole(const struct format *format, struct bytes content)
{
	cleanup_tiling struct tiling tiling = { 0 };
	uint64_t covered = 0;

	assert_ptr_equal(format_recognize(content), format);
	packages_tile(&tiling, format, content);
	for (size_t i = 0; i < tiling.tile_count; i++) {
		const struct tile *tile = &tiling.tiles[i];

		covered += tile->bytes.size;
		if (tile->kind == TILE_OPAQUE || tile->complaint != NULL)
			fail_msg("%s %s", tile->key,
				 tile->complaint == NULL ? "is opaque" : tile->complaint);
	}
	assert_int_equal(covered, content.size);
}

static inline const struct finding *
packages_find(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (text_ends_with(comparison->findings[i].path, path) &&
		    strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	for (size_t i = 0; i < comparison->finding_count; i++)
		print_message("# %s: %s: %s\n", comparison->findings[i].path,
			      comparison->findings[i].key,
			      comparison->findings[i].message);
	fail_msg("nothing found at %s: %s", path, key);
	return NULL;
}

static inline void
packages_compare(struct comparison *out, struct bytes published, struct bytes rebuilt,
		 const char *profile)
{
	struct comparison_options options;
	const struct accounting *bytes = &out->accounting;

	comparison_options_init(&options);
	options.profile = profile;
	archives_compare(out, published, rebuilt, &options);
	assert_int_equal(bytes->differing,
			 bytes->found + bytes->normalized + bytes->follows);
}

static inline void
assert_severity(struct bytes published, struct bytes rebuilt, const char *path,
		const char *key, enum severity severity)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	packages_compare(&comparison, published, rebuilt, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	finding = packages_find(&comparison, path, key);
	if (finding->severity != severity)
		fail_msg("%s: %s is %s", path, key, severity_name(finding->severity));
}

/* Equivalent by this rule among others; with NULL, different. */
static inline void
assert_rule(struct bytes published, struct bytes rebuilt, const char *profile,
	    const char *rule)
{
	cleanup_comparison struct comparison comparison = { 0 };
	bool found = false;

	packages_compare(&comparison, published, rebuilt, profile);
	if (rule == NULL) {
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		return;
	}
	for (size_t i = 0; i < comparison.normalized_count; i++)
		found = found || strcmp(comparison.normalized[i].rule, rule) == 0;
	for (size_t i = 0; i < comparison.finding_count; i++)
		print_message("# %s: %s: %s\n", comparison.findings[i].path,
			      comparison.findings[i].key, comparison.findings[i].message);
	if (!found || comparison.outcome != OUTCOME_EQUIVALENT)
		fail_msg("%s: %s", rule, outcome_name(comparison.outcome));
	packages_compare(&comparison, published, rebuilt, "strict");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

/* Cut anywhere, a file is another, and each byte is accounted for. */
static inline void
assert_every_start_differs(struct bytes whole)
{
	for (size_t size = 0; size < whole.size; size++) {
		cleanup_comparison struct comparison comparison = { 0 };

		packages_compare(&comparison, bytes_slice(whole, 0, size), whole, NULL);
		if (comparison.outcome == OUTCOME_IDENTICAL ||
		    comparison.accounting.differing == 0)
			fail_msg("cut at %zu: %s", size,
				 outcome_name(comparison.outcome));
	}
}

/* The canonical form means the same, and is its own. */
static inline void
packages_normalize(struct buffer *out, struct bytes content)
{
	cleanup_buffer struct buffer again = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;
	struct error err = { 0 };

	comparison_options_init(&options);
	buffer_clear(out);
	assert_int_equal(normalize(content, &options, out, &ledger, &err), 0);
	assert_int_equal(normalize(buffer_bytes(out), &options, &again, &ledger, &err),
			 0);
	assert_true(bytes_equal(buffer_bytes(out), buffer_bytes(&again)));
	packages_compare(&comparison, content, buffer_bytes(out), NULL);
	if (comparison.outcome == OUTCOME_DIFFERENT)
		fail_msg("%s: %s", comparison.findings[0].path,
			 comparison.findings[0].message);
}
