/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/verbs.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

static option_set
all_options(const struct verb *verbs, size_t count)
{
	option_set all = 0;

	for (size_t i = 0; i < count; i++)
		all |= verbs[i].takes;
	return all;
}

static int
check_verb(const struct verb *verb, option_set all, const struct invocation *invocation,
	   struct error *err)
{
	const char *command = invocation->command->name;
	size_t count = invocation->argument_count - VERB_FIRST;

	for (unsigned i = 0; i < OPTION_COUNT; i++)
		if (options_include(all & ~verb->takes, i) && option_given(invocation, i))
			return error_set(err, ERROR_USAGE, "%s %s takes no --%s", command,
					 verb->name, option_line(i)->name);
	if (count >= verb->least && count <= verb->most)
		return 0;
	return error_set(err, ERROR_USAGE, "%s %s takes %s", command, verb->name,
			 verb->argument != NULL ? verb->argument : "nothing else");
}

static int
refuse(const struct verb *verbs, size_t count, const char *word, struct error *err)
{
	cleanup_strings struct strings names = { 0 };
	cleanup_free char *list = NULL;

	for (size_t i = 0; i < count; i++)
		strings_add(&names, verbs[i].name);
	list = strings_join(&names, ", ");
	return error_set(err, ERROR_USAGE, "\"%s\" is none of %s", word, list);
}

int
verbs_run(const struct verb *verbs, size_t count, const struct invocation *invocation,
	  struct error *err)
{
	cleanup_run struct run run = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (strcmp(verbs[i].name, invocation->arguments[0]) != 0)
			continue;
		if (check_verb(&verbs[i], all_options(verbs, count), invocation, err) <
			    0 ||
		    run_begin(&run, invocation, RUN_WITH_CACHE, err) < 0)
			return -1;
		return verbs[i].run(invocation, &run, err);
	}
	return refuse(verbs, count, invocation->arguments[0], err);
}
