/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/output.h"
#include "compare/comparison.h"

static int
explain_run(const struct invocation *invocation, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);

	if (invocation->argument_count == 0)
		rules_list(&out);
	for (size_t i = 0; i < invocation->argument_count; i++) {
		if (i > 0)
			buffer_append_text(&out, "\n");
		if (rule_explain(invocation->arguments[i], &out, err) < 0)
			return -1;
	}
	return output_print(buffer_bytes(&out), err) < 0 ? -1 : EXIT_FINE;
}

const struct command command_explain = {
	.name = "explain",
	.arguments = "[RULE...]",
	.summary = "say what a rule excuses, and what it could hide",
	.description = "Differences are excused by named rules only. Without a name, "
		       "lists all of them with the profiles that turn them on.",
	.examples = "cupel explain\n"
		    "cupel explain tar-mtime\n",
	.exit_status = "0, or 2 where there is no such rule.",
	.most = ANY_NUMBER,
	.argument_kind = ARGUMENT_RULE,
	.run = explain_run,
};
