/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the container of a release tarball says beside what it holds. */

#include "rebuild/check.h"

/* Adds remarks, to a check whose build was compared: whether only the packaging differs,
 * and which files are not those of the commit that the archive itself names. */
int dist_examine_packaging(struct check *check, const struct session *session,
			   struct error *err);
