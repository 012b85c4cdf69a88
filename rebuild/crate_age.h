/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Which cargos may have packed a crate, by what only some of them write: crate_marks.def.
 * Cargo 1.N is one number; nothing says more than a range.
 */

#include "rebuild/crate.h"

enum { CARGO_MINOR_MOST = 9999 };

struct crate_age {
	int oldest, newest;  /* N of cargo 1.N */
	struct strings said; /* the marks, each in words */
};

void crate_age_release(struct crate_age *age);
#define cleanup_crate_age __attribute__((cleanup(crate_age_release)))

void crate_age_find(struct crate_age *out, const struct crate *crate,
		    const struct inventory *inventory);

/* How many releases of cargo lie between a version and the range; 0 within it. */
int crate_age_distance(const struct crate_age *age, const char *version);

/* N of "1.N.0"; -1 for what is none. */
int cargo_minor(const char *version);
