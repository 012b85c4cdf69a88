/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The .git that stands beside a source whose recipe asks for it (`source.history`): HEAD
 * at the commit, the tags of its past, and the objects of the repository, read only.
 * Nothing of the repository's own configuration, hooks and branches comes in.
 */

#include "rebuild/build_job.h"

/* Writes it to the job's folder; ERROR_USAGE where the source is no commit. */
int build_history_make(const struct build_job *job, struct error *err);

/* Mounts where it reads its objects; for every step. */
void build_history_mount(const struct build_job *job, struct sandbox_plan *plan);

/* Adds to the plan that copies the source what is to be copied, and returns the commands
 * that do it, which start with "&&"; the caller's.  "" where nobody has asked. */
char *build_history_copy(const struct build_job *job, struct sandbox_plan *plan,
			 const char *source_path);
