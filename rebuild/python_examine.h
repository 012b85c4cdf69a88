/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a Python release tells beside the comparison: whether files that pip runs or reads
 * are the source's, and whether another version of the backend made it. */

#include "rebuild/check.h"

/* Adds what it sees to the remarks and the causes. */
void python_examine(struct check *check);
