/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a result goes: in each form that was asked for (--json, --html=FILE, ...), to
 * standard output, to files, or both. */

#include "cli/run.h"
#include "compare/document.h"

struct report {
	const struct document *document; /* borrowed */

	/* NULL, or another text than the document's own, made of the subject. */
	void (*to_text)(const void *subject, const struct report_style *style,
			struct buffer *out);
	const void *subject; /* borrowed */
};

/* -1 with ERROR_USAGE where two forms would go to one place: to be asked before the work.
 */
int report_check(const struct invocation *invocation, struct error *err);

/* Whether standard output is for a form that was asked for, and nothing else may be
 * printed there. */
bool report_has_stdout(const struct invocation *invocation);

/* Delivers all that can be, and fails for the first that cannot. */
int report_deliver(const struct report *report, const struct invocation *invocation,
		   struct run *run, struct error *err);
