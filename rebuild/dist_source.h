/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A release tarball beside the tree that it is said to be made from: what each says of
 * the way in which it was made.  Nothing of the tree is run to find out.
 */

#include <stdbool.h>

#include "base/strings.h"
#include "rebuild/archive_kind.h"
#include "rebuild/source.h"

/* A row of dist_packings.def. */
struct dist_packing {
	const char *name, *suffix, *command, *target, *meson, *cpack;
};

struct dist_source {
	char *folder; /* owned: of the package, in the source's tree */
	char *top; /* owned: the artifact's first folder: "NAME-VERSION"; fit for a shell
		    */
	struct archive_kind kind;	    /* of the artifact, as is: */
	const struct dist_packing *packing; /* borrowed */
	size_t published;		    /* files in it */
	struct strings absent;	 /* those at whose path the source has nothing */
	struct strings modified; /* those of which it has others */
	size_t depth;		 /* of that folder in the tree: 0 for its root */
	bool git;		 /* the source is a commit */
	/* What earlier tries have taught (dist_learn.h): */
	struct strings options;	 /* of configure */
	struct strings packages; /* Debian's, which the environment may have lacked */
	struct strings wants;	 /* the same for a person */
};

#define cleanup_dist_source __attribute__((cleanup(dist_source_release)))
void dist_source_release(struct dist_source *dist);

/* ERROR_MALFORMED for a first folder whose name no release has, ERROR_UNSUPPORTED for a
 * way of packing that is none of a release, ERROR_USAGE where there is no source. */
int dist_source_read(struct dist_source *out, const struct session *session,
		     const struct release *release, const struct source *source,
		     const struct inventory *inventory, struct error *err);

/* Whether the tree has a file of this name (no link), at its top or beneath it. */
bool dist_source_has(const struct dist_source *dist, const char *name);

/* Whether it has the file, and these words stand in it. */
bool dist_source_says(const struct dist_source *dist, const char *name,
		      const char *words);

/* The first of the names (NULL ends them) that the tree has; NULL. */
const char *dist_source_first(const struct dist_source *dist, const char *const *names);

/* Whether the artifact has a file at this path for which the source has nothing. */
bool dist_source_lacks(const struct dist_source *dist, const char *path);

/* Whether a text can stand in a shell's words as it is: letters, digits and ._+~@- only.
 */
bool dist_text_is_plain(const char *text);
