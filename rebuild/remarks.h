/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What is known of a release beside the comparison: where a file that nothing rebuilds
 * comes from, which tool of which version is the likely cause of a difference, a commit
 * that no branch reaches.  An alarm among them makes any verdict suspicious.
 */

#include "base/json.h"
#include "compare/comparison.h"

struct remark {
	enum severity severity;
	char *path; /* owned: of a published file, as findings have it; NULL: of the whole
		     */
	char *cause;   /* owned: one word for statistics: "m4-unknown"; NULL */
	char *message; /* owned: one line for a person */
	char *diff;    /* owned: NULL where there is none */
};

struct remarks {
	struct remark *items; /* owned, in the order in which they were made */
	size_t count;
};

void remarks_release(struct remarks *remarks);

/* `path` and `cause` may be NULL.  The remark is borrowed until the next one is added. */
struct remark *remarks_add(struct remarks *remarks, enum severity severity,
			   const char *path, const char *cause, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Moves all of `from` behind those that are there. */
void remarks_move(struct remarks *remarks, struct remarks *from);

size_t remarks_count(const struct remarks *remarks, enum severity severity);

struct json *remarks_to_json(const struct remarks *remarks);
