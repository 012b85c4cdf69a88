/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the tests of binary formats share: putting numbers together, looking at tiles, and
 * what must hold of every prefix of a file. */

#include <stdlib.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/format.h"
#include "tests/unit/archives.h"

static inline void
put_little(struct buffer *out, uint64_t number, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(out, (uint8_t)(number >> (8 * i)));
}

static inline void
put_big(struct buffer *out, uint64_t number, size_t size)
{
	for (size_t i = size; i > 0; i--)
		buffer_append_byte(out, (uint8_t)(number >> (8 * (i - 1))));
}

static inline void
put_zeros(struct buffer *out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(out, 0);
}

/* Zeros up to an offset. */
static inline void
put_up_to(struct buffer *out, size_t offset)
{
	assert_true(out->size <= offset);
	put_zeros(out, offset - out->size);
}

static inline void
set_little(struct buffer *out, size_t at, uint64_t number, size_t size)
{
	assert_true(at + size <= out->size);
	for (size_t i = 0; i < size; i++)
		out->data[at + i] = (uint8_t)(number >> (8 * i));
}

static inline void
set_big(struct buffer *out, size_t at, uint64_t number, size_t size)
{
	assert_true(at + size <= out->size);
	for (size_t i = 0; i < size; i++)
		out->data[at + i] = (uint8_t)(number >> (8 * (size - 1 - i)));
}

/* The tiles of a content by its own format, which must be the one expected. */
static inline void
tile_whole(struct tiling *tiling, const struct format *format, struct bytes content)
{
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = content.size };

	comparison_options_init(&options);
	assert_ptr_equal(format_recognize(content), format);
	format_tile(format, content, &budget, tiling);
	assert_int_equal(budget.hit.count, 0);
	budget_release(&budget);
}

/* Every byte is in a tile, whatever the content is. */
static inline void
assert_covered(const struct tiling *tiling)
{
	size_t size = tiling->content.size;
	bool *taken = xcalloc(size + 1, sizeof(*taken));

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		assert_true(tile->offset + tile->bytes.size <= size);
		for (size_t k = 0; k < tile->bytes.size; k++)
			taken[tile->offset + k] = true;
	}
	for (size_t i = 0; i < size; i++)
		if (!taken[i])
			fail_msg("byte %zu of %zu is in no tile", i, size);
	free(taken);
}

/* The first tile of a member (NULL: of none) with this key; NULL. */
static inline const struct tile *
find_tile(const struct tiling *tiling, const char *member, const char *key)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		const char *name = tile->member == NO_MEMBER
					   ? NULL
					   : tiling->members[tile->member].name;

		if (strcmp(tile->key, key) == 0 && text_is_same(name, member))
			return tile;
	}
	return NULL;
}

static inline void
assert_tile(const struct tiling *tiling, const char *member, const char *key,
	    const char *value)
{
	const struct tile *tile = find_tile(tiling, member, key);

	if (tile == NULL)
		fail_msg("no tile %s/%s", member == NULL ? "" : member, key);
	else if (!text_is_same(tile->value, value))
		fail_msg("%s is %s, not %s", key,
			 tile->value == NULL ? "(none)" : tile->value,
			 value == NULL ? "(none)" : value);
}

static inline void
assert_complaint(const struct tiling *tiling, const char *member, const char *key,
		 const char *part)
{
	const struct tile *tile = find_tile(tiling, member, key);

	if (tile == NULL)
		fail_msg("no tile %s/%s", member == NULL ? "" : member, key);
	else if (tile->complaint == NULL || strstr(tile->complaint, part) == NULL)
		fail_msg("%s: complaint %s", key,
			 tile->complaint == NULL ? "(none)" : tile->complaint);
}

/* A sound file: all of it is named, and nothing complains. */
static inline void
assert_sound(const struct tiling *tiling)
{
	assert_covered(tiling);
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->complaint != NULL)
			fail_msg("%s: %s", tile->key, tile->complaint);
		if (tile->kind == TILE_OPAQUE)
			fail_msg("%s is opaque, at %zu", tile->key, (size_t)tile->offset);
	}
}

/* No prefix of a file leaves the file, and each is accounted for. */
static inline void
assert_prefixes_are_covered(const struct format *format, struct bytes whole)
{
	struct comparison_options options;

	comparison_options_init(&options);
	for (size_t size = 0; size < whole.size; size++) {
		/* A copy that ends where the prefix does, for the sanitizer. */
		struct budget budget = { .limits = &options.limits, .input = size };
		struct tiling tiling = { 0 };
		uint8_t *exact = xcalloc(size + 1, 1);

		if (size > 0)
			memcpy(exact, whole.data, size);
		format->recognize((struct bytes){ exact, size });
		format_tile(format, (struct bytes){ exact, size }, &budget, &tiling);
		assert_covered(&tiling);
		tiling_release(&tiling);
		budget_release(&budget);
		free(exact);
	}
}

/* One change at a time, at every byte: what differs is told, and the account adds up. */
static inline void
assert_changes_are_told(struct bytes whole)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.profile = "strict";
	for (size_t at = 0; at < whole.size; at++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_buffer struct buffer changed = BUFFER_INIT(SIZE_MAX);

		buffer_append(&changed, whole);
		changed.data[at] ^= 0x41;
		archives_compare(&comparison, whole, buffer_bytes(&changed), &options);
		if (comparison.outcome != OUTCOME_DIFFERENT ||
		    comparison.finding_count == 0)
			fail_msg("byte %zu changed: %s", at,
				 outcome_name(comparison.outcome));
		assert_int_equal(comparison.accounting.differing,
				 comparison.accounting.found +
					 comparison.accounting.normalized +
					 comparison.accounting.follows);
	}
}

/* The finding about a key whose path ends so; NULL. */
static inline const struct finding *
find_finding(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (strcmp(comparison->findings[i].key, key) == 0 &&
		    text_ends_with(comparison->findings[i].path, path))
			return &comparison->findings[i];
	return NULL;
}

static inline void
assert_finding(const struct comparison *comparison, const char *path, const char *key,
	       enum severity severity, const char *message)
{
	const struct finding *finding = find_finding(comparison, path, key);

	if (finding == NULL) {
		for (size_t i = 0; i < comparison->finding_count; i++)
			print_message("# %s %s: %s\n", comparison->findings[i].path,
				      comparison->findings[i].key,
				      comparison->findings[i].message);
		fail_msg("no finding %s %s", path, key);
		return;
	}
	if (finding->severity != severity || strstr(finding->message, message) == NULL)
		fail_msg("%s %s: %s: %s", path, key, severity_name(finding->severity),
			 finding->message);
}

static inline bool
is_normalized(const struct comparison *comparison, const char *rule)
{
	for (size_t i = 0; i < comparison->normalized_count; i++)
		if (strcmp(comparison->normalized[i].rule, rule) == 0)
			return true;
	return false;
}
