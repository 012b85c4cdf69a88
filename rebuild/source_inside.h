/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that find a source share: source*.c include this, nobody else. */

#include "rebuild/candidates.h"
#include "rebuild/location.h"

/* A fresh folder for the source. */
int source_make_tree(struct source *out, const struct session *session,
		     struct error *err);

/* What the candidate's manifest says of the release, said aloud. */
void source_note_manifest(struct source *out, const struct candidate *chosen);

/* In a git repository (source_git.c). */
int source_find_in_repository(struct source *out, const struct session *session,
			      const struct release *release,
			      const struct inventory *inventory,
			      const struct location *location, struct error *err);

/* How the commit that was chosen stands to the tags of this version and to what the
 * release names; what is wrong with that (source_remarks.c). */
void source_remark(struct source *out, const struct candidates *candidates,
		   const struct candidate *chosen);

/* The same for the commit that a provenance names (source_attested.c). */
void source_remark_attested(struct source *out, const struct candidates *candidates,
			    const struct candidate *chosen);

/* Files whose content a partial clone lacks are put into the tree from the artifact,
 * where it has content of the same name of git (source_absent.c). */
int source_restore_absent(struct source *out, const struct session *session,
			  const struct release *release,
			  const struct inventory *inventory,
			  const struct repository *repository, struct error *err);
