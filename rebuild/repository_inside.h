/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files share that read repositories by libgit2: repository*.c include this,
 * nobody else. */

#include "compare/git_library.h"
#include "rebuild/repository.h"

struct repository {
	git_repository *git; /* owned */
};

/* Empty, with the library started; repository_close() stops it. */
struct repository *repository_new(void);

/* Sets *err to what libgit2 says of `what`; -1. */
int repository_fail(enum error_kind kind, const char *what, struct error *err);

/* NULL when there is none; the caller frees. */
git_commit *repository_commit(const struct repository *repository, const char *commit);
git_tree *repository_tree(const struct repository *repository, const char *commit);
