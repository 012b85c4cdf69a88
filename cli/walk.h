/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The road from a package to a verdict, walked for a command line: check, source,
 * rebuild. */

#include "cli/report.h"
#include "cli/run.h"
#include "rebuild/check.h"

/* Options of whatever walks the road. */
#define TAKES_ROAD                                                                       \
	(TAKES_NETWORK | TAKES_REPORT | TAKES(source) | TAKES(timeout) | TAKES_LIMITS)

struct walked {
	struct check check;
	enum stop stop; /* where it was to end */
};

#define cleanup_walked __attribute__((cleanup(walked_release)))
void walked_release(struct walked *walked);

/* Begins the run and walks to `stop`. */
int walk_road(struct walked *out, struct run *run, const struct invocation *invocation,
	      enum stop stop, struct error *err);

/* What the last stop has to say, or the verdict. */
int walk_report(const struct walked *walked, struct run *run,
		const struct invocation *invocation, struct error *err);
