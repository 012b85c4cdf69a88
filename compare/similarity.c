/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/similarity.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "base/memory.h"

/* Pieces of 64 bytes in the mean: short enough for scripts, long enough to say something.
 */
enum {
	PIECE_LEAST = 16,
	PIECE_MOST = 512,
	PIECE_BITS = 6,
	LOOK_AT = 1 << 20,
	ENOUGH_IN_COMMON = SKETCH_SIZE / 4,
	/* A value that so many contents have says nothing about any two of them. */
	COMMON_TO_MOST = 64,
};

/* splitmix64 (Steele, Lea and Flood, 2014): a different random number for each byte. */
static uint64_t
number_of_byte(uint8_t byte)
{
	uint64_t value = (byte + 1) * UINT64_C(0x9e3779b97f4a7c15);

	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

/* Where the first piece ends: a gear hash (Xia and others, 2014) depends on the last
 * bytes only, so that pieces after an insertion are the same again. */
static size_t
piece_size(const uint64_t *numbers, struct bytes content)
{
	size_t most = MIN(content.size, (size_t)PIECE_MOST);
	uint64_t hash = 0;

	for (size_t i = 0; i < most; i++) {
		hash = (hash << 1) + numbers[content.data[i]];
		if (i >= PIECE_LEAST && hash >> (64 - PIECE_BITS) == 0)
			return i + 1;
	}
	return most;
}

static void
keep_least(struct sketch *sketch, uint64_t value)
{
	unsigned at = sketch->count;

	if (at == SKETCH_SIZE && value >= sketch->least[at - 1])
		return;
	while (at > 0 && sketch->least[at - 1] > value)
		at--;
	if (at > 0 && sketch->least[at - 1] == value)
		return;
	if (sketch->count < SKETCH_SIZE)
		sketch->count++;
	memmove(&sketch->least[at + 1], &sketch->least[at],
		(sketch->count - 1 - at) * sizeof(*sketch->least));
	sketch->least[at] = value;
}

void
sketch_make(struct sketch *sketch, struct bytes content)
{
	struct bytes rest = bytes_slice(content, 0, LOOK_AT);
	uint64_t numbers[256];

	for (unsigned i = 0; i < array_length(numbers); i++)
		numbers[i] = number_of_byte((uint8_t)i);
	sketch->count = 0;
	while (rest.size > 0) {
		size_t size = piece_size(numbers, rest);

		keep_least(sketch, fingerprint_of(bytes_slice(rest, 0, size)));
		rest = bytes_slice(rest, size, SIZE_MAX);
	}
}

/* A value, and who has it. */
struct holder {
	uint64_t value;
	size_t at;
};

static int
order_holders(const void *a, const void *b)
{
	const struct holder *left = a, *right = b;

	if (left->value != right->value)
		return left->value < right->value ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

struct index {
	struct holder *holders; /* owned: by value */
	size_t count;
};

static void
index_make(struct index *index, const struct sketched *others, size_t count)
{
	index->holders = xcalloc(count * SKETCH_SIZE + 1, sizeof(*index->holders));
	index->count = 0;
	for (size_t i = 0; i < count; i++)
		for (unsigned j = 0; j < others[i].sketch.count; j++)
			index->holders[index->count++] =
				(struct holder){ others[i].sketch.least[j], i };
	qsort(index->holders, index->count, sizeof(*index->holders), order_holders);
}

static size_t
find_value(const struct index *index, uint64_t value)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->holders[middle].value < value)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Two contents with something in common. */
struct candidate {
	unsigned common;
	size_t row, other;
};

static int
order_candidates(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;

	if (left->common != right->common)
		return left->common > right->common ? -1 : 1;
	if (left->row != right->row)
		return left->row < right->row ? -1 : 1;
	return (left->other > right->other) - (left->other < right->other);
}

struct candidates {
	struct candidate *at; /* owned */
	size_t count;
	unsigned *
		common; /* owned: values that the one looked at has in common with each */
	size_t *met;	/* owned: those it has any with */
	size_t met_count;
};

static void
candidates_release(struct candidates *candidates)
{
	free(candidates->at);
	free(candidates->common);
	free(candidates->met);
}

static void
count_value(struct candidates *candidates, const struct index *index, uint64_t value)
{
	size_t first = find_value(index, value), end = first;

	while (end < index->count && index->holders[end].value == value)
		end++;
	if (end - first > COMMON_TO_MOST)
		return;
	for (; first < end; first++) {
		size_t at = index->holders[first].at;

		if (candidates->common[at]++ == 0)
			candidates->met[candidates->met_count++] = at;
	}
}

static bool
belong_together(const struct sketched *a, const struct sketched *b, unsigned common)
{
	return common >= ENOUGH_IN_COMMON ||
	       (common > 0 && strcmp(path_name(a->name), path_name(b->name)) == 0);
}

static void
add_candidates(struct candidates *candidates, const struct index *index,
	       const struct sketched *row, size_t at, const struct sketched *others)
{
	const struct sketched *one = &row[at];

	candidates->met_count = 0;
	for (unsigned i = 0; i < one->sketch.count; i++)
		count_value(candidates, index, one->sketch.least[i]);
	for (size_t i = 0; i < candidates->met_count; i++) {
		size_t other = candidates->met[i];
		unsigned common = candidates->common[other];

		candidates->common[other] = 0;
		if (belong_together(one, &others[other], common))
			array_append(candidates->at, candidates->count,
				     ((struct candidate){ common, at, other }));
	}
}

void
sketches_pair(const struct sketched *row, size_t row_count, const struct sketched *others,
	      size_t count, size_t *partner)
{
	__attribute__((cleanup(candidates_release))) struct candidates candidates = { 0 };
	cleanup_free bool *taken = xcalloc(count + 1, sizeof(*taken));
	struct index index;

	candidates.common = xcalloc(count + 1, sizeof(*candidates.common));
	candidates.met = xcalloc(count + 1, sizeof(*candidates.met));
	index_make(&index, others, count);
	for (size_t i = 0; i < row_count; i++) {
		partner[i] = count;
		add_candidates(&candidates, &index, row, i, others);
	}
	free(index.holders);
	if (candidates.count > 0)
		qsort(candidates.at, candidates.count, sizeof(*candidates.at),
		      order_candidates);
	for (size_t i = 0; i < candidates.count; i++) {
		const struct candidate *at = &candidates.at[i];

		if (partner[at->row] != count || taken[at->other])
			continue;
		partner[at->row] = at->other;
		taken[at->other] = true;
	}
}
