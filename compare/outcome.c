/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/outcome.h"

#include <string.h>

#include "base/memory.h"

static const struct {
	const char *name;
	int exit;
} words[] = {
	[OUTCOME_IDENTICAL] = { "identical", 0 },
	[OUTCOME_EQUIVALENT] = { "equivalent", 0 },
	[OUTCOME_FLAKY] = { "flaky", 3 },
	[OUTCOME_UNBUILDABLE] = { "unbuildable", 3 },
	[OUTCOME_NO_SOURCE] = { "no-source", 3 },
	[OUTCOME_INCOMPLETE] = { "incomplete", 3 },
	[OUTCOME_DIFFERENT] = { "different", 1 },
};

const char *
outcome_name(enum outcome outcome)
{
	return words[outcome].name;
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
