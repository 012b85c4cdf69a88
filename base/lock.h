/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Locks between processes, on a file or a folder that is open (flock(2)): one that dies
 * leaves none. */

#include "base/cancel.h"
#include "base/progress.h"

/* Who waits for a lock. */
struct lock_wait {
	const struct cancel *cancel; /* borrowed, both */
	struct progress *progress;
	const char *note; /* what is told where another process has it */
};

/* Returns when no other process has it; it is ours until the last copy of `fd` is closed.
 * -1 also when cancel says stop. */
int lock_take(int fd, const struct lock_wait *wait, struct error *err);
