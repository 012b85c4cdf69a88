/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A run of releases of one package, and change control: what changed in the artifact from
 * one to the next that the change in the source does not explain.
 */

#include "rebuild/checks.h"

struct history_change {
	char *path;	  /* owned: in the artifact, without its first folder */
	const char *kind; /* "added", "changed", "removed" */
	char *why;	  /* owned: why it is not explained; NULL: it is */
	bool unsure; /* it may be: too little is known of the source, or of a build */
};

/* From a release to the next one. */
struct history_step {
	struct history_change *changes; /* owned, by path */
	size_t count;
};

struct history {
	struct lockfile releases;   /* owned: from --since on, in the order of versions */
	struct checks checks;	    /* of all but the first, of which only the source */
	struct history_step *steps; /* owned: the first leads to the second release */
	size_t step_count;
};

#define cleanup_history __attribute__((cleanup(history_release)))
void history_release(struct history *history);

/* Lists the releases after `since` up to the one that the spec names (NULL: the newest).
 * ERROR_NOT_FOUND where one of the two is none, ERROR_USAGE where there is nothing
 * between. */
int history_start(struct history *out, const struct session *session,
		  const struct spec *spec, const char *since, bool strict,
		  struct error *err);

/* What changed between neighbours; each has been checked by now. */
int history_compare(struct history *history, const struct session *session,
		    struct error *err);

/* How many changes of a step are not explained; and of how many too little is known. */
size_t history_unexplained(const struct history_step *step);
size_t history_unsure(const struct history_step *step);

/* That of the checks; 1 where the source does not explain a change, and never 0 where
 * nobody knows whether it does. */
int history_status(const struct history *history);

/* cupel-history/1 (docs/history.schema.json). */
#define HISTORY_FORMAT "cupel-history/1"
struct json *history_to_json(const struct history *history);

int document_of_history(struct document *out, const struct history *history,
			struct error *err);
