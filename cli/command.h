/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A command of cupel.  To add one: write cli/command_<name>.c with a
 * `const struct command command_<name>`, and put its line in cli/commands.def and in
 * cli/Makemodule.am.  Help, the man page and the completions come from these members.
 */

#include "cli/options.h"

/* As cmp(1) and diff(1): the exit status is part of the interface. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_DIFFERENT = 1,
	EXIT_TROUBLE = 2, /* usage, input or output, our own failure */
	EXIT_UNKNOWN = 3, /* could not tell */
};

/* What the words after the command are, for the completions. */
enum argument_kind { ARGUMENT_FILE, ARGUMENT_COMMAND, ARGUMENT_RULE, ARGUMENT_PROGRAM };

struct command;

/* One command line, taken apart. */
struct invocation {
	const struct command *command;
	struct given options[OPTION_COUNT];
	char **arguments; /* borrowed from argv; NULL ends it */
	size_t argument_count;
};

#define cleanup_invocation __attribute__((cleanup(invocation_release)))
void invocation_release(struct invocation *invocation);

struct command {
	const char *name;
	const char *arguments;	 /* for the usage line: "TARGET" */
	const char *summary;	 /* one line, lower case, no full stop */
	const char *description; /* paragraphs, an empty line between them */
	const char *examples;	 /* one a line */
	const char *exit_status; /* paragraph */
	option_set takes;		 /* TAKES() of options, without TAKES_ALWAYS */
	size_t least, most;	 /* how many arguments */
	const char *verbs;	 /* what the first argument may be: "create list"; NULL */
	enum argument_kind argument_kind;
	bool arguments_end_options; /* "ls -l": the -l is ls's own */

	/* An exit status, or -1 with *err set, which main() prints. */
	int (*run)(const struct invocation *invocation, struct error *err);
};

enum { ANY_NUMBER = 1 << 20 };

/* Declares command_check and all the others; one that is not in the table has no
 * declaration, which -Wmissing-variable-declarations turns into an error. */
#define COMMAND(name) extern const struct command command_##name;
#include "cli/commands.def"
#undef COMMAND

size_t command_count(void);
const struct command *command_at(size_t index);

/* NULL with ERROR_USAGE, which says what may have been meant. */
const struct command *command_find(const char *name, struct error *err);

/* What the command takes, TAKES_ALWAYS and all. */
option_set command_takes(const struct command *command);
