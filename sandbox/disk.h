/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a run adds to the writable host paths of its plan.  No kernel lets an ordinary
 * user limit a folder, so this looks, several times a second: at the free space of the
 * file systems, which costs nothing, and at what the trees hold when that has shrunk by
 * more than the limit, and every few seconds all the same.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "sandbox/plan.h"

struct disk_place {
	int fd;			/* owned */
	uint64_t free, held;	/* bytes, when the run began */
	uint64_t device, inode; /* what it is */
};

struct disk {
	struct disk_place *places; /* owned */
	size_t count;
	uint64_t limit;
	int64_t next_look, next_count; /* milliseconds */
};

#define cleanup_disk __attribute__((cleanup(disk_release)))

/* Nothing is looked at without a limit, or when nothing of the host can be written. */
int disk_begin(struct disk *disk, const struct sandbox_plan *plan, struct error *err);
void disk_release(struct disk *disk);

/* The reason when the run has written more than it may; NULL when not, and when it is not
 * yet time to look.  `init` is process 1 as the caller knows it: files that are open
 * below it and have no name any more count too. */
char *disk_is_over(struct disk *disk, int init);
