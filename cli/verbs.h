/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The words that may follow the name of a command that does several things: `cupel
 * environment create`. */

#include "cli/command.h"
#include "cli/run.h"

enum { VERB_FIRST = 1 }; /* the argument after the verb */

struct verb {
	const char *name;
	size_t least, most;   /* arguments after it */
	const char *argument; /* what they are: "an environment"; NULL: none */
	option_set takes;     /* of the options that not all verbs of the command take */

	/* Returns the exit status, or -1. */
	int (*run)(const struct invocation *invocation, struct run *run,
		   struct error *err);
};

/* Runs the one that the first argument names, with its result.  An option that another
 * verb of these takes, and it does not, is ERROR_USAGE, as is a wrong number of
 * arguments.
 */
int verbs_run(const struct verb *verbs, size_t count, const struct invocation *invocation,
	      struct error *err);
