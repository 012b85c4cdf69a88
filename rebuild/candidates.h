/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Which commits of a repository a release may have been made from, each with its reason,
 * and the choice among them (rebuilding: hints are no proof, content decides last).
 */

#include "rebuild/manifest_index.h"
#include "rebuild/repository.h"
#include "rebuild/source.h"

struct candidates {
	const struct repository *repository; /* borrowed */
	const struct session *session;	     /* borrowed */
	const struct release *release;	     /* borrowed */
	struct manifest_index
		manifests;	       /* its kind is NULL where the ecosystem has none */
	struct strings names;	       /* what the project may be called in tags */
	struct repository_files files; /* owned; the texts are the inventory's */
	int64_t newest; /* time of the newest published file; 0: not to be believed */
	struct candidate *items; /* owned; in the order in which they came up */
	size_t count;
	char *directory; /* owned: the package's folder, "" for the root; NULL: not found
			  * yet */
	struct error trouble; /* the first; the calls after it do nothing */
};

/* `place` is where the repository is, as a person or a registry names it. */
void candidates_start(struct candidates *out, const struct session *session,
		      const struct repository *repository, const struct release *release,
		      const struct inventory *inventory, const char *place);
void candidates_release(struct candidates *candidates);

#define cleanup_candidates __attribute__((cleanup(candidates_release)))

/* Adds the commit, unless it is there, and judges its manifest and content.  `ref` may be
 * NULL.  The candidate is borrowed until the next is added. */
struct candidate *candidates_add(struct candidates *candidates,
				 enum candidate_origin origin, const char *commit,
				 const char *ref);

/* All that the registry, the tags, the history of the manifest and the content suggest
 * (candidates_gather.c). */
int candidates_gather(struct candidates *candidates, struct error *err);

/* The package's folder, looked for in this commit where it is not known: "" for the root.
 */
const char *candidates_directory(struct candidates *candidates, const char *commit);

/* How many published files stand in the commit as they are, less those that stand there
 * with other bytes. */
int64_t candidate_score(const struct candidate *candidate);

/* The best valid one: a tag whose tree contradicts no published file, then most files,
 * then what the artifact itself names, a tag, a hint, history in their order.  NULL when
 * none is valid; *rival is another that is as good and has other content, else NULL. */
struct candidate *candidates_choose(struct candidates *candidates,
				    const struct candidate **rival);

/* The best first, for the report. */
void candidates_sort(struct candidates *candidates);

void candidate_release(struct candidate *candidate);
