/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <stddef.h>

#include "base/clock.h"
#include "base/memory.h"

/* timeout(1) and some shells send one signal twice, to the process and to its group: what
 * comes so soon is the same wish.  A person who is impatient is slower. */
enum { SAME_WISH_MILLISECONDS = 500 };

static volatile sig_atomic_t arrived;
static volatile int64_t arrived_at;

/* The first asks to end in order, a later one ends at once. */
static void
remember(int number)
{
	int64_t now = clock_milliseconds();

	if (arrived == 0) {
		arrived = number;
		arrived_at = now;
	} else if (now - arrived_at > SAME_WISH_MILLISECONDS) {
		signal(number, SIG_DFL);
		raise(number);
	}
}

/* A write to a closed pipe, or beyond ulimit -f, shall fail, not kill.  SIG_IGN would do
 * that too, but it lives on in the programs that are started, which then see pipes that
 * never close. */
static void
let_write_fail(int number)
{
	(void)number;
}

void
interrupt_watch(void)
{
	static const int stopping[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction stop = { .sa_handler = remember };
	struct sigaction pipe = { .sa_handler = let_write_fail, .sa_flags = SA_RESTART };
	struct sigaction before;

	for (size_t i = 0; i < array_length(stopping); i++) {
		/* nohup(1) and a shell's background jobs want it ignored. */
		if (sigaction(stopping[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(stopping[i], &stop, NULL);
	}
	sigaction(SIGPIPE, &pipe, NULL);
	sigaction(SIGXFSZ, &pipe, NULL);
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
