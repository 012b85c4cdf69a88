/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Whether what differs between the published artifact and our build lies where our build
 * differs from another one of ours.  Both findings tell of the same bytes of our first
 * build: as the rebuilt side of one, as the published side of the other.
 */

#include <stdbool.h>

#include "compare/comparison.h"

/* Borrows the comparison of our two builds, the first of them in the published place. */
struct flaky_places {
	const struct finding **sorted; /* owned: by path and key */
	size_t count;
};

void flaky_places_of(struct flaky_places *out, const struct comparison *own);
void flaky_places_release(struct flaky_places *places);

#define cleanup_flaky_places __attribute__((cleanup(flaky_places_release)))

/* Line by line of a text and row by row of a dump; a field as a whole.  What only the
 * published side has is never within, whatever its name: nothing of ours says what ought
 * to be in it.  Nor is what was cut from a report, unless most of the leaf differs. */
bool flaky_is_within(const struct flaky_places *places, const struct finding *finding);
