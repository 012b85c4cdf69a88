/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A comparison in the making: findings, the ledger, and the account of the bytes. */

#include "compare/budget.h"
#include "compare/finding.h"
#include "compare/rule.h"

struct claims;
struct context;

struct report {
	struct comparison *comparison;		  /* borrowed: what it becomes */
	const struct comparison_options *options; /* borrowed */
	const struct context *context;		  /* borrowed; NULL */
	bool excuses; /* the context, for both sides are such a package */
	struct rule_set rules;
	struct budget budget;
	uint64_t text;	     /* bytes of text in findings and ledger so far */
	uint64_t unmeasured; /* what was excused without counting a byte */
};

/* Where in the artifact something stands. */
struct place {
	const char *path;    /* "x.tgz//package/index.js" */
	const char *artifact; /* what the package that it stands in is called */
	const char *member;   /* of the package: "package/index.js"; NULL */
	const char *entered; /* the innermost member that it stands in; NULL */
	const struct package *package; /* the innermost that it stands in; NULL */
	struct claims *claims;	       /* about the members of what stands here; NULL */
	struct claims *scoped;	       /* about the members of one of its members; NULL */
	struct claims *listed;	       /* of which the list is somewhere in here; NULL */
	unsigned depth;	  /* members that it stands in: 0 for the artifact itself */
	unsigned outer;	  /* the depth of a package: 1 where the artifact is a folder of
			     several */
	unsigned nesting; /* the same, and streams: bounded by limits.depth */
	bool in_leaf;	  /* within a file that holds no other files */
};

/* A finding at a place, counted as `bytes`; borrowed until the next one.  A change,
 * unless it is made more or less.  NULL once the report is full, which is a limit. */
struct finding *report_finding(struct report *report, const struct place *place,
			       const char *key, enum finding_kind kind, uint64_t bytes);

/* The last finding; NULL when there is none. */
struct finding *report_last(struct report *report);

/* One side of a finding, from the tile that it has there (NULL: absent). */
void report_side(struct side *side, const struct tile *tile, const struct limits *limits);

/* A text cut to what one shown value may have; the caller's.  NULL stays NULL. */
char *report_value(const char *text, const struct limits *limits);

/* The findings are complete: the outcome, by the findings, the ledger and the limits. */
void report_end(struct report *report, bool bytes_equal);

/* A line in the ledger; values may be NULL for absent ones. */
struct ledger_line {
	const struct rule *rule;
	const char *key, *published, *rebuilt;
	uint64_t bytes;
};
void report_normalized(struct report *report, const struct place *place,
		       const struct ledger_line *line);

/* Bytes that differ because others do. */
void report_follows(struct report *report, uint64_t bytes);
