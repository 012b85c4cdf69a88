/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where there is too much to name, it is counted. */

#include "compare/finding.h"

/* How many findings there are of each kind in each folder. */
struct tally_line {
	char *folder; /* owned: "x.tgz//package/lib/" */
	enum finding_kind kind;
	size_t count;
};

struct tally {
	struct tally_line *lines; /* owned; the most first */
	size_t count;
};

#define cleanup_tally __attribute__((cleanup(tally_release)))
void tally_release(struct tally *tally);
void tally_of(struct tally *out, const struct finding *const *findings, size_t count);
