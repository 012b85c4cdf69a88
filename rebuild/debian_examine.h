/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a check of a package of Debian says beside the comparison: why there are
 * differences, with the versions of that day and those of the environment. */

#include "rebuild/check.h"

/* As registry.examine (rebuild/registry.h). */
int debian_examine(struct check *check, const struct session *session, struct error *err);
