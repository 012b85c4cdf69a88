/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* cupel check --lockfile: every package that a lock file names. */

#include "cli/command.h"
#include "rebuild/checks.h"

/* An exit status: the worst; or -1. */
int check_lockfile(const struct invocation *invocation, struct error *err);

/* The table, worst first (cli/check_table.c); the subject is a struct checks. */
void check_table(const void *subject, const struct report_style *style,
		 struct buffer *out);
