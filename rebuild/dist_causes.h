/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why a file of a release tarball is not what was rebuilt, as far as its name, its lines
 * and the source tell. */

#include "rebuild/check.h"

/* Gives a cause to each finding about a file that has none yet. */
void dist_causes_find(struct check *check);
