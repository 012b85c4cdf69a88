/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a result goes, by --json and --text: to standard output, to files, or both. */

#include "cli/run.h"
#include "compare/comparison.h"

struct report {
	const void *subject; /* borrowed; handed to each of these */
	void (*to_text)(const void *subject, const struct report_style *style,
			struct buffer *out);
	struct json *(*to_json)(const void *subject);
};

/* -1 with ERROR_USAGE where both would go to standard output: to be asked before the
 * work. */
int report_check(const struct invocation *invocation, struct error *err);

/* Whether standard output is for JSON, and nothing else may be printed there. */
bool report_is_json(const struct invocation *invocation);

int report_deliver(const struct report *report, const struct invocation *invocation,
		   struct run *run, struct error *err);
