/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * When to give up: Ctrl-C, and the person's --timeout.  cli/ owns the flag that its
 * signal handler sets; everything that may take long looks here between its steps.
 */

#include <signal.h>
#include <stdint.h>

#include "base/error.h"

struct cancel {
	const volatile sig_atomic_t *flag; /* borrowed; NULL: nobody can interrupt */
	int64_t deadline;		   /* on clock_milliseconds(); 0: none */
};

/* 0 to go on; -1 with ERROR_INTERRUPTED or ERROR_LIMIT ("the time limit ..."). */
int cancel_check(const struct cancel *cancel, struct error *err);

/* Milliseconds until the deadline, at least 0 and at most `most`. */
int64_t cancel_left(const struct cancel *cancel, int64_t most);
