/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Several programs, so many at a time (rebuild/program.h). */

#include "rebuild/program.h"

struct programs {
	const struct program *items; /* borrowed, as is all else */
	size_t count;
	size_t jobs; /* at a time; at least 1 */
	const struct cancel *cancel;

	/* Told of each that begins and ends, never of two at a time; `result` is NULL,
	 * with *why set, for one that could not be run or was stopped. */
	void (*begins)(void *context, size_t index);
	void (*ended)(void *context, size_t index, const struct program_result *result,
		      const struct error *why);
	void *context;
};

/* 0 when all have ended; -1 when cancel said stop, and those that ran were stopped. */
int programs_run(const struct programs *programs, struct error *err);
