/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/outcome.h"

#include <string.h>

#include "base/memory.h"

static const struct {
	const char *name;
	int exit;
	const char *meaning;
} words[] = {
	[OUTCOME_IDENTICAL] = { "identical", 0, "Both sides are the same bytes." },
	[OUTCOME_EQUIVALENT] = { "equivalent", 0,
				 "Every byte that differs is excused by a rule that is "
				 "named here, or follows from one that is." },
	[OUTCOME_FLAKY] = { "flaky", 3,
			    "Two rebuilds differ from each other where the published "
			    "side "
			    "differs from them." },
	[OUTCOME_UNBUILDABLE] = { "unbuildable", 3,
				  "The build failed, so that nothing could be "
				  "compared." },
	[OUTCOME_NO_SOURCE] = { "no-source", 3,
				"No commit was found that this was made from, or several "
				"fit." },
	[OUTCOME_INCOMPLETE] = { "incomplete", 3,
				 "Not everything was compared, so that nothing is "
				 "known." },
	[OUTCOME_DIFFERENT] = { "different", 1,
				"The two sides differ in ways that no rule excuses." },
};

const char *
outcome_name(enum outcome outcome)
{
	return words[outcome].name;
}

const char *
outcome_meaning(enum outcome outcome)
{
	return words[outcome].meaning;
}

bool
outcome_find(const char *name, enum outcome *outcome)
{
	for (size_t i = 0; i < array_length(words); i++)
		if (strcmp(words[i].name, name) == 0) {
			*outcome = (enum outcome)i;
			return true;
		}
	return false;
}

int
outcome_exit(enum outcome outcome, bool strict)
{
	if (outcome == OUTCOME_EQUIVALENT && strict)
		return 1;
	return words[outcome].exit;
}
