/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Findings in the order in which a person wants to read them: alarms before changes
 * before notes, within these the largest difference first, and what repeats itself
 * together.  It decides where a finding stands, never whether it is there.
 */

#include "compare/finding.h"

/* Findings that say the same of different places: of one severity, kind, key, message
 * (but for its numbers) and cause.  Alarms and contents fold only where values and diff
 * are the same, so that none hides behind another. */
struct ranking_group {
	const struct finding *
		*findings; /* borrowed from the ranking; the largest first */
	size_t count;
	const struct finding *first; /* of them, in the order of the comparison */
	uint64_t bytes;		     /* that differ, in all of them */
};

struct ranking {
	const struct finding **findings; /* owned; each borrowed from the comparison */
	struct ranking_group *groups;	 /* owned */
	size_t group_count;
	size_t count[SEVERITY_ALARM + 1]; /* of findings, by severity */
};

#define cleanup_ranking __attribute__((cleanup(ranking_release)))
void ranking_release(struct ranking *ranking);

void ranking_of(struct ranking *out, const struct comparison *comparison);

/* "2 alarms, 1 change", or "nothing"; the caller frees. */
char *ranking_counts(const struct ranking *ranking);
