/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

#include <stddef.h>

#include "base/clock.h"

int
cancel_check(const struct cancel *cancel, struct error *err)
{
	if (cancel == NULL)
		return 0;
	if (cancel->flag != NULL && *cancel->flag != 0)
		return error_set(err, ERROR_INTERRUPTED, "interrupted");
	if (cancel->deadline != 0 && clock_milliseconds() >= cancel->deadline)
		return error_set(err, ERROR_LIMIT, "the time limit is used up");
	return 0;
}

int64_t
cancel_left(const struct cancel *cancel, int64_t most)
{
	int64_t left;

	if (cancel == NULL || cancel->deadline == 0)
		return most;
	left = cancel->deadline - clock_milliseconds();
	if (left < 0)
		return 0;
	return left < most ? left : most;
}
