/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <stddef.h>

#include "base/memory.h"

static volatile sig_atomic_t arrived;

static void
remember(int number)
{
	arrived = number;
}

/* A write to a closed pipe shall fail, not kill.  SIG_IGN would do that too, but it lives
 * on in the programs that are started, which then see pipes that never close. */
static void
let_write_fail(int number)
{
	(void)number;
}

void
interrupt_watch(void)
{
	static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction once = { .sa_handler = remember, .sa_flags = (int)SA_RESETHAND };
	struct sigaction pipe = { .sa_handler = let_write_fail, .sa_flags = SA_RESTART };
	struct sigaction before;

	for (size_t i = 0; i < array_length(stopping); i++) {
		/* nohup(1) and a shell's background jobs want it ignored. */
		if (sigaction(stopping[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(stopping[i], &once, NULL);
	}
	sigaction(SIGPIPE, &pipe, NULL);
}

const volatile sig_atomic_t *
interrupt_flag(void)
{
	return &arrived;
}

int
interrupt_signal(void)
{
	return arrived;
}
