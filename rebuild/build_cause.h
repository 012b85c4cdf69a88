/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Why a step of a build failed, read off its log. */

#include "base/bytes.h"

struct build_cause {
	const char *phase; /* NULL: either */
	const char *words;
	const char *name; /* stable */
	const char *said;
};

/* NULL when nothing known stands there. */
const struct build_cause *build_cause_find(const char *phase, struct bytes log);
