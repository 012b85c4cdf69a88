/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The caller's side of a run that has been started: gathers the log and the news, watches
 * the clock and the person. */

#include "sandbox/cgroup.h"
#include "sandbox/disk.h"
#include "sandbox/inputs.h"
#include "sandbox/log.h"
#include "sandbox/sandbox.h"

struct run {
	pid_t init;
	int log_in, status_in;	/* owned: our ends of the pipe and of the socket */
	int64_t started, heard; /* milliseconds: when it began, and when it last wrote */
	int64_t warned;		/* when it was told to end; 0: it was not */
	const struct sandbox_service *service; /* borrowed; NULL */
	struct cgroup *cgroup;		       /* borrowed */
	int64_t next_look;		       /* at the group */
	struct disk *disk;		       /* borrowed */
	uint64_t cpu_used, memory_used; /* milliseconds and bytes, when looked at last */
	struct inputs *inputs;		/* owned; NULL: not asked for */
	struct log log;
	struct sandbox_result *result; /* borrowed */
	struct error refused;	       /* kind ERROR_NONE: it was not */
	bool ended;
};

/* Until both are closed, which the death of all that is inside brings about. */
void attend(struct run *run, const struct sandbox_plan *plan,
	    const struct cancel *cancel);
