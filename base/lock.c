/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lock.h"

#include <errno.h>
#include <sys/file.h>

#include "base/clock.h"

/* flock(2) itself would wait for what nobody can cancel. */
enum { LOOK_MILLISECONDS = 200 };

/* 1: another has it. */
static int
try(int fd, struct error *err)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			return 1;
		if (errno != EINTR)
			return error_set_errno(err, "flock");
	}
	return 0;
}

int
lock_take(int fd, const struct lock_wait *wait, struct error *err)
{
	int taken = try(fd, err);

	if (taken > 0)
		progress_note(wait->progress, "%s", wait->note);
	while (taken > 0) {
		if (cancel_check(wait->cancel, err) < 0)
			return -1;
		clock_sleep(LOOK_MILLISECONDS);
		taken = try(fd, err);
	}
	return taken;
}
