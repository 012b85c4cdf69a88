/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What came of checking many releases: all that a lock file names. */

#include "compare/document.h"
#include "rebuild/lockfile.h"

struct checked {
	const struct lock_entry *entry; /* borrowed from the lock file */
	char *purl;			/* owned; NULL where it is left out */
	struct json *report;  /* owned: its cupel-check/1; NULL: there is none */
	enum outcome outcome; /* meaningful with a report */
	bool suspicious, assisted;
	int status;		/* of its exit: 0 to 3 */
	struct strings reasons; /* why; or what the trouble was */
};

struct checks {
	const struct lockfile *lockfile; /* borrowed */
	struct checked *items;		 /* owned: one for each entry */
	size_t count;
	bool strict;
};

#define cleanup_checks __attribute__((cleanup(checks_release)))

/* One for each entry of the lock file, which nothing is known of yet. */
void checks_start(struct checks *out, const struct lockfile *lockfile, bool strict);
void checks_release(struct checks *checks);

/* Takes what the check of one said; *json becomes its.  An integrity that is not the
 * registry's is an alarm.  -1 with ERROR_MALFORMED for what is no cupel-check/1. */
int checked_take(struct checked *checked, struct json **json, bool strict,
		 struct error *err);

/* There is no report, for this reason: trouble of ours, exit status 2. */
void checked_fail(struct checked *checked, const char *why);

/* "different (suspicious)", "trouble", "not checked"; the caller frees. */
char *checked_word(const struct checked *checked);

/* Whether the first is worse than the second. */
bool checked_is_worse(const struct checked *a, const struct checked *b);

/* The worst first, equals by name. */
void checks_sort(struct checks *checks);

/* The worst exit status: 1 before 2 before 3 before 0. */
int checks_status(const struct checks *checks);

/* "1 different (suspicious), 2 no-source, 37 identical", the worst first; the caller
 * frees. */
char *checks_counts(const struct checks *checks);

/* cupel-checks/1 (docs/checks.schema.json). */
#define CHECKS_FORMAT "cupel-checks/1"
struct json *checks_to_json(const struct checks *checks);

/* One package of it. */
struct json *checked_to_json(const struct checked *checked);

/* What it says, for the other forms of a report: an artifact for each package. */
int document_of_checks(struct document *out, const struct checks *checks,
		       struct error *err);
