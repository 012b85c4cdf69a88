/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What only the rebuild of a release tarball can tell an alarm by. */

#include "rebuild/check.h"

/* Adds an alarm for a compiled catalogue of messages that its source does not give, and
 * for code that is neither in the source nor made by any tool that is missing here. */
void dist_alarms_find(struct check *check, const struct session *session);
