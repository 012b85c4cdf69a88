/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The names of what is in a folder, in an order that is chosen. */

#include <stdbool.h>
#include <stdint.h>

#include "base/strings.h"

enum folder_order_kind {
	ORDER_AS_IT_IS, /* as the file system has it */
	ORDER_SORTED,	/* bytewise */
	ORDER_SHUFFLED, /* by the seed, the same for the same names */
	ORDER_REVERSED, /* as the file system has it, the last first */
};

struct folder_order {
	enum folder_order_kind kind;
	uint64_t seed;
	bool backwards; /* the last first */
};

/* Adds the names in an open folder, but for "." and ".."; -1 with errno. */
int folder_list(struct strings *names, int folder, const struct folder_order *order);

/* Whether the file system that this open, empty folder is on lists the newest entry
 * first. */
bool folder_lists_backwards(int folder);
