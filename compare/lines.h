/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Line by line, through libgit2. */

#include "base/buffer.h"

/* Has libgit2 open what it needs, before a process closes its doors. */
void lines_prepare(void);

/* Appends a unified diff with three lines of context, without file names, of what turns
 * `rebuilt` into `published`: escaped, at most `limit` lines, and long lines cut around
 * what differs.  -1 when there is none to be had. */
int lines_diff(struct bytes rebuilt, struct bytes published, uint64_t limit,
	       struct buffer *out);
