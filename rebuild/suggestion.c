/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/suggestion.h"

#include <string.h>

#include "base/memory.h"

static void
change_to_build(struct wish *wish)
{
	wish->strategy = "npm-build";
}

static void
change_to_own_age(struct wish *wish)
{
	wish->own_age = true;
}

static void
change_to_all_scripts(struct wish *wish)
{
	wish->all_scripts = true;
}

static void
change_to_no_tests(struct wish *wish)
{
	wish->no_tests = true;
}

static void
change_to_no_lock(struct wish *wish)
{
	wish->own_age = false;
	wish->without_lock = true;
}

static void
change_to_repository(struct wish *wish)
{
	wish->repository = true;
}

static void
change_to_usual_way(struct wish *wish)
{
	wish->usual_way = true;
}

static void
change_to_autotools(struct wish *wish)
{
	wish->strategy = "autotools";
}

static void
change_nothing(struct wish *wish)
{
	(void)wish; /* what was learnt is in the workshop */
}

static void
change_to_next_tool(struct wish *wish)
{
	wish->turn++;
}

static const struct suggestion suggestions[] = {
	{ "npm", true, NULL, NULL, { change_to_build, change_to_all_scripts } },
	{ "npm", false, NULL, "limit", { NULL } },
	{ "npm", false, NULL, "process-limit", { NULL } },
	{ "npm", false, NULL, "network-in-build", { NULL } },
	{ "npm", false, NULL, "npm-missing", { NULL } },
	{ "npm", false, "build", "git-wanted", { change_to_repository } },
	{ "npm",
	  false,
	  "fetch",
	  "lock-refused",
	  { change_to_own_age, change_to_no_lock } },
	{ "npm", false, "fetch", NULL, { NULL } },
	{ "npm", false, "build", NULL, { change_to_own_age, change_to_all_scripts } },
	{ "generic", true, NULL, NULL, { change_nothing } },
	{ "generic",
	  false,
	  NULL,
	  NULL,
	  { change_nothing, change_to_usual_way, change_to_autotools } },
	{ "cargo", true, NULL, NULL, { change_to_next_tool } },
	{ "cargo", false, NULL, NULL, { change_to_next_tool } },
	{ "deb", false, "build", "tests-failed", { change_to_no_tests } },
};

static bool
says(const char *wanted, const char *text)
{
	return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

const struct suggestion *
suggestion_find(const char *ecosystem, const struct build *build)
{
	for (size_t i = 0; i < array_length(suggestions); i++)
		if (strcmp(suggestions[i].ecosystem, ecosystem) == 0 &&
		    suggestions[i].succeeded == build->succeeded &&
		    says(suggestions[i].phase, build->phase) &&
		    says(suggestions[i].cause_name, build->cause_name))
			return &suggestions[i];
	return NULL;
}
