/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two files compared line by line, in a confined child. */

#include <stdbool.h>

#include "base/buffer.h"
#include "base/cancel.h"

struct text_diff {
	bool equal;  /* by their bytes, which this process compares */
	bool stamps; /* as many lines, equal but for numbers and words of a date */
	uint64_t added, removed; /* lines that only the published, or only ours, has */
	char *diff;		 /* owned: bounded; NULL where it is too large */
};

void text_diff_release(struct text_diff *diff);

int text_diff_find(struct text_diff *out, struct bytes rebuilt, struct bytes published,
		   const struct cancel *cancel, struct error *err);
