/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Line by line, through libgit2. */

#include "base/buffer.h"

/* Opens libgit2, before a process closes its doors; -1 when there is none. */
int lines_open(struct error *err);

/* Has libgit2 open what it needs, before a process closes its doors. */
void lines_prepare(void);

struct line_counts {
	uint64_t added, removed; /* lines that only `published` or only `rebuilt` has */
};

/* Appends a unified diff with three lines of context, without file names, of what turns
 * `rebuilt` into `published`: escaped but for
 * tabs and backslashes that no escape could begin with, at most `limit` lines and what
 * *out takes, and long lines cut around what differs.  *counts is of all lines, shown or
 * not. -1, with nothing appended, when what differs is too large to be looked at by line.
 */
int lines_diff(struct bytes rebuilt, struct bytes published, uint64_t limit,
	       struct buffer *out, struct line_counts *counts);
