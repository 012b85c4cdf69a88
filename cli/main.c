/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli/command.h"
#include "cli/environment.h"
#include "cli/help.h"
#include "cli/interrupt.h"
#include "cli/output.h"

enum { EXIT_BY_SIGNAL = 128 };

static int
run_command(int argc, char *argv[], struct error *err)
{
	cleanup_invocation struct invocation invocation = { 0 };

	invocation.command = command_find(argv[0], err);
	if (invocation.command == NULL)
		return -1;
	if (options_parse(&invocation, argc, argv, err) < 0)
		return -1;
	if (option_given(&invocation, OPTION_help))
		return help_print_command(invocation.command, err);
	return invocation.command->run(&invocation, err);
}

/* `cupel --help` and `cupel --version` are what people try first. */
static int
dispatch(int argc, char *argv[], struct error *err)
{
	static char help[] = "help", version[] = "version";

	if (argc < 2) {
		help_complain();
		return EXIT_TROUBLE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		argv[1] = help;
	else if (strcmp(argv[1], "--version") == 0)
		argv[1] = version;
	else if (argv[1][0] == '-')
		return error_set(err, ERROR_USAGE,
				 "options come after the command: cupel COMMAND %s; "
				 "\"cupel help\" lists the commands",
				 argv[1]);
	return run_command(argc - 1, argv + 1, err);
}

static int
exit_status(int status, const struct error *err)
{
	if (status >= 0)
		return status;
	if (interrupt_signal() != 0) { /* whatever failed, failed because of it */
		complain("interrupted");
		return EXIT_BY_SIGNAL + interrupt_signal();
	}
	if (!output_was_left())
		complain("%s", err->message);
	return EXIT_TROUBLE;
}

int
main(int argc, char *argv[])
{
	struct error err = { .kind = ERROR_NONE };
	int status;

	environment_settle();
	interrupt_watch();
	status = dispatch(argc, argv, &err);
	if (status >= 0 && output_end(&err) < 0)
		status = -1;
	return exit_status(status, &err);
}
