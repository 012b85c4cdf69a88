/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Landlock, without a library: three system calls. */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Before version 2 nothing could be renamed from one folder to another. */
enum { LANDLOCK_WITH_FILES = 1, LANDLOCK_WITH_RENAMES = 2, LANDLOCK_WITH_SCOPES = 6 };

/* What the running kernel has; below 1 when it has none. */
int landlock_version(void);

/* No file, no TCP, no abstract socket, no signal to others; with `folder` (a descriptor,
 * else -1) files may be made, read, written and removed beneath it. */
int landlock_close_all(int folder, struct error *err);

enum landlock_right {
	RIGHT_READ,   /* and run, and list */
	RIGHT_DEVICE, /* read and write what is there */
	RIGHT_WRITE,  /* everything but making devices */
};

struct landlock_place {
	const char *path; /* what lies beneath has the right too */
	enum landlock_right right;
};

/* For a run: with `scopes` no abstract sockets and no signals beyond itself; with places
 * (else NULL) no right on files but those.  A place that is not there has none. */
int landlock_close_run(bool scopes, const struct landlock_place *places, size_t count,
		       struct error *err);
