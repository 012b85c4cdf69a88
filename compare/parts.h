/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What came of each file of two folders that hold nothing but a few files, as the
 * packages of one release: a table beside the findings. */

#include "compare/comparison.h"

/* After the comparison is complete.  Nothing for other folders, and for files. */
void parts_find(struct comparison *comparison, const struct subject *published,
		const struct subject *rebuilt, const char *name);

void parts_release(struct comparison *comparison);
