/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Which commits of a repository a release may have been made from, each with its reason,
 * and the choice among them (rebuilding: hints are no proof, content decides last).
 */

#include "rebuild/manifest.h"
#include "rebuild/repository.h"
#include "rebuild/source.h"

struct candidates {
	const struct repository *repository; /* borrowed */
	const struct release *release;	     /* borrowed */
	const struct manifest_kind *manifest; /* borrowed; NULL: the ecosystem has none */
	struct repository_files files;	     /* owned; the texts are the inventory's */
	struct candidate *items; /* owned; in the order in which they came up */
	size_t count;
	char *directory; /* owned: the package's folder, "" for the root; NULL: not found yet */
};

void candidates_start(struct candidates *out, const struct repository *repository,
		      const struct release *release, const struct inventory *inventory);
void candidates_release(struct candidates *candidates);

#define cleanup_candidates __attribute__((cleanup(candidates_release)))

/* Adds the commit, unless it is there, and judges its manifest and content.  `ref` may be
 * NULL.  The candidate is borrowed until the next is added. */
struct candidate *candidates_add(struct candidates *candidates, enum candidate_origin origin,
				 const char *commit, const char *ref);

/* All that the registry, the tags and the history of the manifest suggest. */
void candidates_gather(struct candidates *candidates);

/* The best valid one: a tag whose tree contradicts no published file, then most files, then
 * tag, hint, history in their order.  NULL when none is
 * valid; *rival is another that is as good and has other content, else NULL. */
struct candidate *candidates_choose(struct candidates *candidates,
				    const struct candidate **rival);

/* The best first, for the report. */
void candidates_sort(struct candidates *candidates);

void candidate_release(struct candidate *candidate);
