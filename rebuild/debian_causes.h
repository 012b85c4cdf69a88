/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Why packages of Debian that were built again differ from the published ones, read off
 * the findings.  Each cause is a row of debian_causes.c; what compare/ has named already
 * stays as it is.
 */

#include "compare/comparison.h"

struct debian_cause {
	const char *name;	   /* static: "compiler-codegen" */
	char *path;		   /* owned: of the first finding */
	size_t count;		   /* findings */
	char *published, *rebuilt; /* owned: a version, a year; NULL where none shows */
};

struct debian_causes {
	struct debian_cause *items; /* owned, in the order of the table */
	size_t count;
	size_t names;	    /* build-ids that differ, for whatever cause */
	size_t unexplained; /* changes and alarms with no cause */
	bool only_names;    /* nothing but build-ids differ, and what follows from them */
};

#define cleanup_debian_causes __attribute__((cleanup(debian_causes_release)))
void debian_causes_release(struct debian_causes *causes);

/* Gives findings without a cause theirs.  `built` is when the published ones were,
 * seconds since 1970; 0: not known.  `network` is what the log of the build here says of
 * its tries to reach one (debian_clue_network()); NULL: nothing. */
void debian_causes_find(struct debian_causes *out, struct comparison *comparison,
			int64_t built, const char *network);

const struct debian_cause *debian_causes_named(const struct debian_causes *causes,
					       const char *name);
