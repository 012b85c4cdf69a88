/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two archives by what they hold: enough to see which of several builds comes nearest. */

#include "base/strings.h"
#include "rebuild/inventory.h"

/* How many files stand in one of the two only, or, with their bytes, otherwise in one. */
size_t inventory_count_unequal(const struct inventory *a, const struct inventory *b,
			       bool with_bytes);

/* Appends the paths that only the published one has. */
void inventory_list_absent(struct strings *out, const struct inventory *published,
			   const struct inventory *built);
