/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Landlock, without a library: three system calls. */

#include "base/error.h"

enum { LANDLOCK_WITH_FILES = 1, LANDLOCK_WITH_SCOPES = 6 };

/* What the running kernel has; below 1 when it has none. */
int landlock_version(void);

/* No file, no TCP, no abstract socket, no signal to others; with `folder` (a descriptor,
 * else -1) files may be made, read, written and removed beneath it. */
int landlock_close_all(int folder, struct error *err);

/* Only the abstract sockets and the signals. */
int landlock_close_scopes(struct error *err);
