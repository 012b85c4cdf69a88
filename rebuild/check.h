/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The whole road, and its verdict. */

#include "compare/document.h"
#include "rebuild/build.h"
#include "rebuild/flaky.h"
#include "rebuild/origins.h"
#include "rebuild/remarks.h"

/* Where to stop, and how far a check came. */
enum stop { STOP_RELEASE, STOP_SOURCE, STOP_RECIPE, STOP_BUILD, STOP_NONE };

struct check_request {
	const char *target;   /* a spec, a file or a URL */
	const char *source;   /* --source; NULL */
	const char *recipe;   /* --recipe file; NULL */
	enum stop stop_after; /* STOP_NONE: go to the end */
};

/* A stop that was not reached is all zeros. */
struct check {
	enum stop reached; /* the last stop that has something to say */
	struct release release;
	struct inventory inventory;
	struct source source;
	struct recipe recipe;
	struct build build;
	struct inventory rebuilt; /* of its output; empty: nothing was built and listed */
	struct comparison comparison; /* meaningful when compared */
	bool compared;
	struct flaky flaky; /* of a second build, where the first is another one than was
			     * published */
	bool decided; /* there is a verdict; false where --stop-after ended the road */
	enum outcome outcome;
	bool suspicious;	/* an alarm, in the comparison or on the road */
	struct strings reasons; /* one line each: why this word */
	struct origins origins;
	struct remarks remarks;
};

#define cleanup_check __attribute__((cleanup(check_release)))
void check_release(struct check *check);

/* 0 with outcome set whenever there is a verdict; -1 for usage, network, I/O.  A limit
 * that is hit on the way is a verdict: incomplete. */
int check_run(struct check *out, const struct session *session,
	      const struct check_request *request, struct error *err);

/* The exit status: outcome_exit(), but an alarm on the road (an orphan commit) is never
 * 0. */
int check_exit(const struct check *check, bool strict);

/* Whether something of the published artifact went into the rebuilt one. */
bool check_is_assisted(const struct check *check);

/* "release", ..., "build"; false when there is no such stop. */
bool stop_find(const char *name, enum stop *stop);

/* cupel-check/1 (docs/check.schema.json). */
#define CHECK_FORMAT "cupel-check/1"
struct json *check_to_json(const struct check *check);

/* What it says, for every form of a report; *json becomes the document's. */
int document_of_check(struct document *out, struct json **json, struct error *err);

/* Compares two files or folders in a confined child (rebuild/compare_confined.c).  A
 * child that dies or runs out of time or memory makes the comparison incomplete, with
 * what happened among its limits; -1 for bad options, interruption and what cannot be
 * opened. */
int compare_confined(struct comparison *out, const struct session *session,
		     const char *published, const char *rebuilt, struct error *err);
