/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The words of a verdict, from best to worst, and what each means for an exit status. */

#include <stdbool.h>

enum outcome {
	OUTCOME_IDENTICAL,   /* the same bytes */
	OUTCOME_EQUIVALENT,  /* every differing byte is normalised by a rule or follows */
	OUTCOME_FLAKY,	     /* two rebuilds differ from each other there */
	OUTCOME_UNBUILDABLE, /* the build failed */
	OUTCOME_NO_SOURCE,   /* no commit found, or several */
	OUTCOME_INCOMPLETE,  /* not everything was compared */
	OUTCOME_DIFFERENT,   /* at least one finding */
};

/* "identical", "no-source", ...: the word that reports print. */
const char *outcome_name(enum outcome outcome);

/* What the word means, in a sentence. */
const char *outcome_meaning(enum outcome outcome);

/* false when there is no such word. */
bool outcome_find(const char *name, enum outcome *outcome);

/* 0, 1 or 3; `strict` makes equivalent 1. */
int outcome_exit(enum outcome outcome, bool strict);
