/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a check compares, whether with what was published or our builds with each other: in
 * one way, so that both comparisons call one place by one path. */

#include "rebuild/check.h"

/* Where the build left what is to be compared: a folder where the artifact is one, of one
 * file too.  The caller frees. */
char *check_rebuilt_path(const struct check *check, const struct build *build);

/* As compare_confined(), by the rules of the release's ecosystem and under its name. */
int check_compare(struct comparison *out, const struct check *check,
		  const struct session *session, const char *published,
		  const char *rebuilt, struct error *err);
