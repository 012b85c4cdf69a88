/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/command.h"
#include "cli/output.h"

static const char text[] =
	PACKAGE_STRING "\n"
		       "Copyright the cupel authors. GPL-3.0-or-later: free software, "
		       "without any warranty.\n";

static int
version_run(const struct invocation *invocation, struct error *err)
{
	(void)invocation;
	return output_print(bytes_of_text(text), err) < 0 ? -1 : EXIT_FINE;
}

const struct command command_version = {
	.name = "version",
	.arguments = "",
	.summary = "print the version and the licence",
	.description =
		"Prints the version of cupel, as reports state it, and its licence.",
	.examples = "cupel version\n",
	.exit_status = "0.",
	.run = version_run,
};
