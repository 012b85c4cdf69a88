/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The .git of a work tree that reads its objects elsewhere. */

#include "rebuild/repository.h"

/* Where the repository keeps its objects; the caller frees. */
char *repository_objects(const struct repository *repository);

/* Makes of `folder`, which is empty, the .git of a work tree at `commit` with the tags of
 * its past; its objects are those at `objects`, a path that need not be there yet. */
int repository_write_skeleton(const struct repository *repository, const char *commit,
			      const char *folder, const char *objects, struct error *err);

/* Puts what a partial clone lacks of the commit into such a folder, as far as `tree`, the
 * commit written out, has it. */
int repository_fill_skeleton(const struct repository *repository, const char *commit,
			     const char *folder, const char *tree, struct error *err);
