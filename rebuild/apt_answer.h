/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Why apt-get could not install what it was asked for, read off what it says: the archive
 * has no such packages, which is the fault of who wants them; or anything else, of a
 * mirror or of this machine, after which nothing is known of them.
 */

#include "base/strings.h"

struct apt_answer {
	struct strings unmet;	/* "Depends: x (>= 2) but it is not installable" */
	struct strings missing; /* URLs of packages that the index has and the mirror has
				   not */
	struct strings errors;	/* all "E: " lines, without it */
	size_t unfetched;	/* files that could not be had, for whatever reason */
	bool listing;		/* the next lines are of the list of what is unmet */
};

#define cleanup_apt_answer __attribute__((cleanup(apt_answer_release)))
void apt_answer_release(struct apt_answer *answer);

void apt_answer_take(struct apt_answer *answer, const char *line);

/* Why what was wanted is not to be had, in apt's words; NULL where apt could not tell.
 * The caller frees. */
char *apt_answer_refusal(const struct apt_answer *answer);
