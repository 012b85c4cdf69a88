/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Copies a tree of files, which may be hostile: no link is followed, nothing but files,
 * folders and links is taken, no setuid, setgid or sticky bit is kept, and all of it is
 * bounded.  What writes to the tree must be dead, or be trusted.
 */

#include <stdint.h>

#include "base/cancel.h"
#include "base/error.h"
#include "base/folder_list.h"
#include "base/strings.h"

struct tree_copy {
	struct folder_order order; /* in which the entries of a folder are made: file
				    * systems that list them in the order of their making
				    * (tmpfs) then list them so */
	int64_t file_time; /* of all that is made, seconds since 1970; -1: as it was */
	uint64_t entries, bytes;     /* at most; holes count as bytes; 0: no limit */
	unsigned depth;		     /* of folders in folders, at most */
	const struct cancel *cancel; /* borrowed; NULL */

	/* What came of it. */
	uint64_t taken, taken_bytes;
	struct strings
		left_out; /* "dev/sda: a device", "bin/su: setuid was dropped", ... */
};

void tree_copy_release(struct tree_copy *copy);

/* From one open folder into another one, which is empty.  -1: a limit (ERROR_LIMIT), or
 * the first thing that could not be read or written, by its path. */
int tree_copy(struct tree_copy *copy, int from, int to, struct error *err);
