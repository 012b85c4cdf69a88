/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A control group of its own for one run (cgroups(7)), where this host lets us make one:
 * the only limits that hold for all processes of a run together, and the only exact
 * measures. Both versions: in the second, one folder of one tree; in the first, one in
 * the tree of each controller.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "sandbox/plan.h"

enum cgroup_controller {
	CGROUP_MEMORY,
	CGROUP_PROCESSES,
	CGROUP_CPU,
	CGROUP_CONTROLLERS
};

struct cgroup {
	char *folders[CGROUP_CONTROLLERS]; /* owned; NULL: not to be had */
	bool unified;			   /* version 2: the folders are one */
	int leash; /* owned: a janitor removes them when it is closed, by our death too */
	pid_t janitor; /* after whom they are called; 0: there is none */
};

/* What the kernel counted; 0 where it did not. */
struct cgroup_usage {
	uint64_t memory_peak, cpu_milliseconds, processes_peak;
	uint64_t killed; /* processes that the memory limit has killed */
};

#define cleanup_cgroup __attribute__((cleanup(cgroup_remove)))

/* Makes the groups that can be had and sets the limits of the plan in them.  Groups of
 * runs whose caller has died are removed on the way. */
void cgroup_make(struct cgroup *cgroup, const struct sandbox_limits *limits);

/* Puts a process and all that it will start into them. */
int cgroup_join(const struct cgroup *cgroup, pid_t process, struct error *err);

/* How many processes the memory limit has killed. */
uint64_t cgroup_killed(const struct cgroup *cgroup);

void cgroup_measure(const struct cgroup *cgroup, struct cgroup_usage *usage);

/* Of a run whose processes are dead. */
void cgroup_remove(struct cgroup *cgroup);
