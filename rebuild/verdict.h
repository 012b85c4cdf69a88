/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The one word, from what the stops of the road left behind, and why. */

#include "rebuild/check.h"

/* Sets decided, outcome, suspicious and reasons. */
void verdict_decide(struct check *check);

/* The road ended early, at a limit or at an artifact that cannot be read. */
void verdict_incomplete(struct check *check, const char *why);
