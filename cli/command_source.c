/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/walk.h"

static int
command_source_run(const struct invocation *invocation, struct error *err)
{
	cleanup_walked struct walked walked = { 0 };
	cleanup_run struct run run = { 0 };

	if (walk_road(&walked, &run, invocation, STOP_SOURCE, err) < 0 ||
	    walk_report(&walked, &run, invocation, err) < 0)
		return -1;
	return check_exit(&walked.check, false);
}

const struct command command_source = {
	.name = "source",
	.arguments = "TARGET",
	.summary = "find the commit that a published package was made from",
	.description =
		"TARGET is as for check. Candidates come from the registry's hint, from "
		"tags, from the history of the manifest and from the files themselves; "
		"all of them are printed with the reason why they were taken or not.",
	.examples = "cupel source npm:is-number@7.0.0\n"
		    "cupel source npm:is-number@7.0.0 -s ~/src/is-number --json\n",
	.exit_status = "0: found. 2: usage, network, input or output. 3: none was found, "
		       "or several that fit equally well.",
	.takes = TAKES_ROAD,
	.least = 1,
	.most = ANY_NUMBER,
	.run = command_source_run,
};
