/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Both versions of each leaf that differs: a file that holds no other files.  They are
 * laid down one after the other in room that outlives the process that compares, for its
 * parent to write out.  The reader believes nothing of what it finds there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { LEAVES_MAX = 10000, LEAF_PATH_MAX = 1 << 20 };

/* An absent side has present false. */
struct leaf {
	struct bytes path; /* "x.tgz//package/index.js" */
	struct bytes published, rebuilt;
	bool in_published, in_rebuilt;
};

/* Room for leaves, of which none is there yet. */
struct leaves {
	struct bytes room; /* borrowed: shared, and zeros at first */
};

/* Lays a leaf down, or counts it where there is no more room or there are too many. */
void leaves_add(const struct leaves *leaves, const struct leaf *leaf);

/* Where the first leaf stands. */
struct cursor leaves_begin(const struct leaves *leaves);

/* The next leaf, borrowed from the room; false after the last one, and after one that
 * makes no sense. */
bool leaves_next(struct cursor *at, struct leaf *leaf);

/* How many had no room. */
uint64_t leaves_left_out(const struct leaves *leaves);
