/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of the machine a run sees, where the kernel lets a process choose: the clocks
 * since boot (time_namespaces(7)), the layout of its memory and the name of the machine
 * (personality(2)), the processors that it may use and how nice it is to others.  The
 * time of day is libfaketime's, which the world must have.
 */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>

#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"

#ifndef CLONE_NEWTIME
enum { CLONE_NEWTIME = 0x80 }; /* linux/sched.h, since Linux 5.6 */
#endif

enum { SECONDS_SINCE_BOOT = 1000 };

static int
write_offsets(void)
{
	cleanup_close int fd = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);

	return fd < 0 ? -1
		      : dprintf(fd, "monotonic %lld 0\nboottime %lld 0\n",
				(long long)(SECONDS_SINCE_BOOT -
					    clock_milliseconds() / 1000),
				(long long)(SECONDS_SINCE_BOOT - clock_since_boot()));
}

/* Children of this process live in the new namespace, which takes no offsets any more
 * once the first of them does. */
int
look_set_boot_time(const struct inside *inside, struct error *err)
{
	if (!inside_wants(inside, CONTROL_boot_time))
		return 0;
	if (!inside_lacks(inside, CONTROL_boot_time) && unshare(CLONE_NEWTIME) == 0 &&
	    write_offsets() > 0)
		return inside_settle(inside, CONTROL_boot_time, STATE_ENFORCED, err, "%s",
				     "");
	return inside_settle(inside, CONTROL_boot_time, STATE_ABSENT, err,
			     "this kernel has no time namespaces");
}

/* The lowest of those that this process may use. */
static int
choose_processors(cpu_set_t *chosen, unsigned wanted)
{
	cpu_set_t allowed;

	CPU_ZERO(chosen);
	if (sched_getaffinity(0, sizeof(allowed), &allowed) < 0)
		return -1;
	for (unsigned i = 0; i < CPU_SETSIZE && wanted > 0; i++)
		if (CPU_ISSET(i, &allowed)) {
			CPU_SET(i, chosen);
			wanted--;
		}
	errno = EINVAL;
	return wanted > 0 ? -1 : 0;
}

static int
set_processors(const struct inside *inside, struct error *err)
{
	unsigned wanted = inside->plan->look.processors;
	cpu_set_t chosen;

	if (wanted == 0 || !inside_wants(inside, CONTROL_processors))
		return 0;
	if (!inside_lacks(inside, CONTROL_processors) &&
	    choose_processors(&chosen, wanted) == 0 &&
	    sched_setaffinity(0, sizeof(chosen), &chosen) == 0)
		return inside_settle(inside, CONTROL_processors, STATE_ENFORCED, err,
				     "%s", "");
	return inside_settle(inside, CONTROL_processors, STATE_ABSENT, err,
			     "this machine has no %u processors to give", wanted);
}

static int
set_personality(const struct inside *inside, struct error *err)
{
	bool fixed = inside_wants(inside, CONTROL_addresses);
	unsigned long wanted =
		inside->plan->look.personality != NULL ? PER_LINUX32 : PER_LINUX;

	if (fixed && inside_lacks(inside, CONTROL_addresses))
		return inside_settle(inside, CONTROL_addresses, STATE_ABSENT, err,
				     "this kernel does not let a process choose");
	if (fixed)
		wanted |= ADDR_NO_RANDOMIZE;
	if (wanted != PER_LINUX && personality(wanted) < 0)
		return error_set_errno(err, "cannot set the personality");
	return fixed ? inside_settle(inside, CONTROL_addresses, STATE_ENFORCED, err, "%s",
				     "")
		     : 0;
}

/* setpriority(2): down goes only whoever may on the host; the caller has tried. */
static int
set_niceness(const struct inside *inside, struct error *err)
{
	int wanted = (int)inside->plan->look.niceness;

	if (!inside_wants(inside, CONTROL_niceness))
		return 0;
	(void)setpriority(PRIO_PROCESS, 0, wanted);
	if (!inside_lacks(inside, CONTROL_niceness) &&
	    getpriority(PRIO_PROCESS, 0) == wanted)
		return inside_settle(inside, CONTROL_niceness, STATE_ENFORCED, err, "%s",
				     "");
	return inside_settle(inside, CONTROL_niceness, STATE_ABSENT, err,
			     "it is %d, and this user may not make it %d",
			     getpriority(PRIO_PROCESS, 0), wanted);
}

int
look_apply(const struct inside *inside, struct error *err)
{
	if (set_processors(inside, err) < 0 || set_niceness(inside, err) < 0)
		return -1;
	return set_personality(inside, err);
}

/* Where Debian, Fedora and Alpine have it. */
static const char *const faketime_paths[] = {
	"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
	"/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
	"/usr/lib64/faketime/libfaketime.so.1",
	"/usr/lib/faketime/libfaketime.so.1",
};

int
look_set_clock(const struct inside *inside, struct strings *environment,
	       struct error *err)
{
	const struct sandbox_look *look = &inside->plan->look;
	size_t i = 0;

	if (!inside_wants(inside, CONTROL_clock) || look->clock < 0)
		return 0;
	while (i < array_length(faketime_paths) && access(faketime_paths[i], R_OK) < 0)
		i++;
	if (i == array_length(faketime_paths) || inside_lacks(inside, CONTROL_clock))
		return inside_settle(inside, CONTROL_clock, STATE_ABSENT, err,
				     "libfaketime is not in this environment");
	strings_add_format(environment, "LD_PRELOAD=%s", faketime_paths[i]);
	strings_add_format(environment, "FAKETIME=@%lld", (long long)look->clock);
	strings_add(environment, "FAKETIME_FMT=%s");
	strings_add(environment, "FAKETIME_DONT_FAKE_MONOTONIC=1");
	/* Without it "now" as a file's time (utimes(2)) comes out as another one, with
	 * a part of a second that is refused every other time. */
	strings_add(environment, "FAKE_UTIME=1");
	/* Ahead of the machine's, files are as old as they are; behind it, every one
	 * would come from the future, so that their times go along. */
	if (look->clock > clock_now())
		strings_add(environment, "NO_FAKE_STAT=1");
	/* Programs without the C library's calls see the real clock. */
	return inside_settle(inside, CONTROL_clock, STATE_WEAKENED, err,
			     "static programs see the time of this machine");
}
