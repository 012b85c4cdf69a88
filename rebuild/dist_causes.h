/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why a file of a release tarball is not what was rebuilt, as far as its name, its lines
 * and the source tell. */

#include "rebuild/check.h"

/* The file of the release that a finding's path is about, without the first folder; NULL
 * for the archive itself.  The caller frees. */
char *dist_causes_file(const char *path);

/* Which tool makes a file of this name; NULL: none that we know. */
const char *dist_causes_generator(const char *path);

/* Gives a cause to each finding about a file that has none yet. */
void dist_causes_find(struct check *check);
