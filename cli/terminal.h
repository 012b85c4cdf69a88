/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A terminal of its own for what runs in the sandbox (pty(7)), and a thread that carries
 * what is typed and shown between it and ours.  The program inside never holds our
 * terminal.
 */

#include <pthread.h>
#include <termios.h>

#include "base/error.h"
#include "sandbox/sandbox.h"

struct terminal {
	int outer, inner; /* owned: our end and that of the program */
	int stop[2];	  /* owned: a pipe whose end ends the thread */
	struct termios before;
	pthread_t carrier;
};

/* -1 with ERROR_USAGE where standard input or output is no terminal. */
int terminal_begin(struct terminal *terminal, struct error *err);

/* Ours is as it was before. */
void terminal_end(struct terminal *terminal);

/* Runs the plan on a terminal of its own; `lent` is what it is given beside that, or
 * NULL. */
int terminal_run(struct sandbox_result *result, const struct sandbox_plan *plan,
		 const struct sandbox_service *lent, const struct cancel *cancel,
		 struct error *err);
