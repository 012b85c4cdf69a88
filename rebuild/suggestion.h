/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "rebuild/build.h"
#include "rebuild/strategy.h"

enum { CHANGES_MAX = 3 };

/* Which other try a result suggests, likeliest first.  A build without its dependencies,
 * or one that wants the network, will want it with other tools too. */
struct suggestion {
	const char *ecosystem;
	bool succeeded;
	const char *phase;				 /* NULL: any */
	const char *cause_name;				 /* NULL: any */
	void (*changes[CHANGES_MAX])(struct wish *wish); /* up to the first NULL */
};

/* NULL when nothing else is worth a try. */
const struct suggestion *suggestion_find(const char *ecosystem,
					 const struct build *build);
