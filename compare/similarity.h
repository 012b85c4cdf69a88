/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * How much two contents have in common, by sketches: MinHash (Broder, 1997) over pieces
 * that their own bytes delimit.  A sketch says who may belong together, for people to
 * read; it never decides that anything is equal.
 */

#include <stddef.h>

#include "base/bytes.h"

enum { SKETCH_SIZE = 32 };

/* The smallest fingerprints of a content's pieces, in order, each once. */
struct sketch {
	uint64_t least[SKETCH_SIZE];
	unsigned count;
};

/* Looks at the first mebibyte only. */
void sketch_make(struct sketch *sketch, struct bytes content);

/* One of a row of contents to be paired. */
struct sketched {
	struct sketch sketch;
	const char *name; /* borrowed: a path; those with the same last part pair more
			     easily */
	size_t index;	  /* the caller's */
};

/* Pairs contents that have a quarter in common, or anything and the last part of their
 * names: partner[i] becomes the place in `others` of what belongs to row[i], or `count`
 * of the others where nothing does.  The most similar pair first; the order of rows
 * settles ties.  Takes time about linear in both. */
void sketches_pair(const struct sketched *row, size_t row_count,
		   const struct sketched *others, size_t count, size_t *partner);
