/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Many checks, each by a cupel of its own, several at a time.  What one says is kept in
 * the cache, so that a run that was interrupted goes on where it was.
 */

#include "cli/kept.h"
#include "cli/run.h"
#include "rebuild/checks.h"

struct batch_item {
	const char *target;  /* borrowed: a purl */
	struct json *report; /* owned: cupel-check/1; NULL: there is none */
	char *trouble;	     /* owned: why not; NULL */
	bool source_only;    /* no more than its source is looked for */
};

struct batch {
	struct batch_item *items; /* owned */
	size_t count;
	struct run *run;		     /* borrowed */
	const struct invocation *invocation; /* borrowed: its options are handed down */
	struct kept kept;		     /* owned: the records */
	size_t done;			     /* of the count */
};

#define cleanup_batch __attribute__((cleanup(batch_release)))
void batch_release(struct batch *batch);

/* Fills in each item's report or its trouble.  `key` is what the run is about: the same
 * key and options go on, unless --fresh is given.  -1 when it was interrupted, or nothing
 * can be kept. */
int batch_run(struct batch *batch, const char *key, struct error *err);

/* What came of an item, as that of a release. */
void batch_give(const struct batch_item *item, struct checked *checked, bool strict);

/* Refuses options that make no sense for several checks. */
int batch_check_options(const struct invocation *invocation, const char *with,
			struct error *err);
