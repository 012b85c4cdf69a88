/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Canonical decomposition and simple case folding (The Unicode Standard 14.0, sections
 * 3.11 to 3.13).  unicode.def has what each letter becomes; the 11,172 syllables of
 * Hangul are computed from where they stand.
 */
#include "base/unicode.h"

#include <limits.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum {
	PARTS_MOST = 4,
	HANGUL = 0xac00,
	HANGUL_COUNT = 11172,
	LEADING = 0x1100,
	VOWEL = 0x1161,
	VOWELS = 21,
	TRAILING = 0x11a7,
	TRAILINGS = 28,
};

static const struct fold_row {
	uint32_t point, parts[PARTS_MOST];
} folds[] = {
#define FOLD(point, ...) { point, { __VA_ARGS__ } },
#define RANK(first, last, rank)
#include "base/unicode.def"
#undef FOLD
#undef RANK
};

static const struct rank_row {
	uint32_t first, last;
	uint8_t rank;
} ranks[] = {
#define FOLD(point, ...)
#define RANK(first, last, rank) { first, last, rank },
#include "base/unicode.def"
#undef FOLD
#undef RANK
};

/* A code point of the text, and what decides where it goes. */
struct letter {
	uint32_t point;
	size_t at;    /* where it stands */
	uint8_t rank; /* of a mark; 0 for what marks belong to, which stays */
};

struct letters {
	struct letter *at; /* owned */
	size_t count;
};

static int
by_point(const void *key, const void *row)
{
	uint32_t point = *(const uint32_t *)key;
	uint32_t other = ((const struct fold_row *)row)->point;

	return point < other ? -1 : point > other;
}

static int
by_range(const void *key, const void *row)
{
	const struct rank_row *range = row;
	uint32_t point = *(const uint32_t *)key;

	return point < range->first ? -1 : point > range->last;
}

static int
by_rank(const void *a, const void *b)
{
	const struct letter *one = a, *other = b;

	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	return one->at < other->at ? -1 : one->at > other->at;
}

static void
add(struct letters *letters, uint32_t point)
{
	const struct rank_row *row =
		bsearch(&point, ranks, array_length(ranks), sizeof(*ranks), by_range);

	letters->at[letters->count] =
		(struct letter){ point, letters->count, row == NULL ? 0 : row->rank };
	letters->count++;
}

static void
add_folded(struct letters *letters, uint32_t point)
{
	const struct fold_row *row;
	uint32_t syllable = point - HANGUL;

	if (point < 0x80) {
		add(letters, point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point);
		return;
	}
	if (point >= HANGUL && syllable < HANGUL_COUNT) {
		add(letters, LEADING + syllable / (VOWELS * TRAILINGS));
		add(letters, VOWEL + syllable / TRAILINGS % VOWELS);
		if (syllable % TRAILINGS > 0)
			add(letters, TRAILING + syllable % TRAILINGS);
		return;
	}
	row = bsearch(&point, folds, array_length(folds), sizeof(*folds), by_point);
	if (row == NULL)
		add(letters, point);
	for (size_t i = 0; row != NULL && i < PARTS_MOST && row->parts[i] != 0; i++)
		add(letters, row->parts[i]);
}

/* Marks on one letter go by their class, and those of one class stay in order. */
static void
sort_marks(struct letters *letters)
{
	size_t first = 0;

	for (size_t i = 0; i <= letters->count; i++) {
		if (i < letters->count && letters->at[i].rank > 0)
			continue;
		if (i > first)
			qsort(letters->at + first, i - first, sizeof(*letters->at),
			      by_rank);
		first = i + 1;
	}
}

static void
append_point(struct buffer *out, uint32_t point)
{
	static const uint8_t marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	unsigned size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;

	buffer_append_byte(out, (uint8_t)(marks[size] | point >> 6 * (size - 1)));
	while (--size > 0)
		buffer_append_byte(out,
				   (uint8_t)(0x80 | (point >> 6 * (size - 1) & 0x3f)));
}

static void
append_letters(struct buffer *out, struct letters *letters)
{
	sort_marks(letters);
	for (size_t i = 0; i < letters->count; i++)
		append_point(out, letters->at[i].point);
	letters->count = 0;
}

void
unicode_fold(struct buffer *out, struct bytes text)
{
	cleanup_free struct letter *room = NULL;
	struct letters letters = { 0 };
	struct cursor at = cursor_on(text);

	if (text.size > PATH_MAX) {
		buffer_append(out, text);
		return;
	}
	room = xcalloc(text.size * PARTS_MOST + 1, sizeof(*room));
	letters.at = room;
	while (at.rest.size > 0) {
		uint32_t point;
		size_t size = utf8_next(at.rest, &point);
		struct bytes taken = cursor_take(&at, size > 0 ? size : 1);

		if (size > 0) {
			add_folded(&letters, point);
			continue;
		}
		append_letters(out, &letters);
		buffer_append(out, taken);
	}
	append_letters(out, &letters);
}
