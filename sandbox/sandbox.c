/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The caller's side: clones process 1 into its namespaces, gathers the log and the news,
 * watches the clock and the person, and waits until all is dead.
 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "sandbox/attend.h"
#include "sandbox/inside.h"
#include "sandbox/start.h"

enum { BLOCK = 512 }; /* of getrusage(2) */

/* Groups cost some milliseconds, so only limits on the whole are worth them. */
static void
make_group(struct cgroup *cgroup, const struct sandbox_plan *plan)
{
	struct sandbox_limits limits = plan->limits;

	*cgroup = (struct cgroup){ .leash = -1 };
	if (limits.memory_total == 0 && limits.cpu_total == 0)
		return;
	if (sandbox_plan_lacks(plan, CONTROL_memory_limit))
		limits.memory_total = 0;
	cgroup_make(cgroup, &limits);
}

/* What only the caller knows of: the rest is told from inside. */
static void
settle(struct run *run, enum control control, enum control_state state, const char *why)
{
	run->result->controls[control].state = state;
	if (state == STATE_ENFORCED)
		return;
	run->result->controls[control].why = xstrdup(why);
	strings_add_format(&run->result->weakened, "%s: %s", control_name(control), why);
}

static int
refuse(const struct run *run, enum control control, struct error *err)
{
	return error_set(err, ERROR_UNSUPPORTED, "%s is required: %s",
			 control_what(control), run->result->controls[control].why);
}

static int
settle_memory_limit(struct run *run, const struct sandbox_plan *plan, struct error *err)
{
	bool grouped = run->cgroup->folders[CGROUP_MEMORY] != NULL &&
		       !sandbox_plan_lacks(plan, CONTROL_memory_limit);
	enum control_need need = plan->needs[CONTROL_memory_limit];

	if (plan->limits.memory_total == 0 || need == NEED_OFF)
		return 0;
	settle(run, CONTROL_memory_limit, grouped ? STATE_ENFORCED : STATE_WEAKENED,
	       "no control group; looked at five times a second");
	return grouped || need != NEED_REQUIRED ? 0
						: refuse(run, CONTROL_memory_limit, err);
}

/* Everything but host paths is a tmpfs, which has a size.  Looking is all that there is
 * for those, and is enough for a limit that is required. */
static int
settle_disk_limit(struct run *run, const struct sandbox_plan *plan, struct error *err)
{
	enum control_need need = plan->needs[CONTROL_disk_limit];

	if (plan->limits.disk == 0 || need == NEED_OFF)
		return 0;
	if (sandbox_plan_lacks(plan, CONTROL_disk_limit)) {
		settle(run, CONTROL_disk_limit, STATE_ABSENT, "not to be had here");
		return need == NEED_REQUIRED ? refuse(run, CONTROL_disk_limit, err) : 0;
	}
	if (disk_begin(run->disk, plan, err) < 0)
		return -1;
	settle(run, CONTROL_disk_limit,
	       run->disk->count == 0 ? STATE_ENFORCED : STATE_WEAKENED,
	       "no quota; looked at five times a second");
	return 0;
}

static void
note_limits(struct sandbox_result *result, const struct sandbox_plan *plan)
{
	if (result->end == SANDBOX_TIMEOUT)
		strings_add_format(&result->limits, "time limit: stopped after %lld s",
				   (long long)(result->wall_milliseconds / 1000));
	if (result->log_dropped > 0)
		strings_add_format(&result->limits,
				   "log limit: %llu bytes beyond %llu dropped",
				   (unsigned long long)result->log_dropped,
				   (unsigned long long)plan->limits.log_size);
	if (result->end == SANDBOX_SIGNALED && result->signal == SIGXFSZ)
		strings_add(&result->limits, "file size limit");
	if (result->end == SANDBOX_SIGNALED && result->signal == SIGXCPU)
		strings_add(&result->limits, "CPU limit");
}

/* The group has counted what process 1 could only guess. */
static void
note_group(struct run *run, const struct sandbox_limits *limits)
{
	struct sandbox_result *result = run->result;
	struct cgroup_usage usage;

	cgroup_measure(run->cgroup, &usage);
	result->memory_peak = MAX(result->memory_peak, usage.memory_peak);
	result->processes = MAX(result->processes, usage.processes_peak);
	if (usage.killed > 0) {
		strings_add_format(
			&result->limits,
			"memory limit: %llu bytes of all processes; %llu killed",
			(unsigned long long)limits->memory_total,
			(unsigned long long)usage.killed);
		/* Process 1 is the last to be killed so, but it may be. */
		if (result->end == SANDBOX_SIGNALED || !run->ended) {
			result->end = SANDBOX_STOPPED;
			run->ended = true;
		}
	}
}

static void
finish(struct run *run, const struct sandbox_plan *plan)
{
	struct sandbox_result *result = run->result;
	struct rusage usage = { 0 };
	int status;

	while (wait4(run->init, &status, 0, &usage) < 0 && errno == EINTR)
		;
	run->init = -1;
	result->wall_milliseconds = clock_milliseconds() - run->started;
	result->cpu_milliseconds =
		(int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
		(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
	result->memory_peak = (uint64_t)usage.ru_maxrss * 1024;
	result->written = (uint64_t)usage.ru_oublock * BLOCK;
	note_group(run, &plan->limits);
	result->log_size = run->log.kept;
	result->log_dropped = run->log.dropped;
	log_finish(&run->log, &result->tail);
	note_limits(result, plan);
	if (run->inputs == NULL)
		return;
	inputs_list(run->inputs, &result->inputs, &result->input_count);
	if (inputs_lost(run->inputs) > 0)
		strings_add(&result->limits, "more files were opened than are kept");
}

static int
judge(const struct run *run, struct error *err)
{
	if (run->refused.kind != ERROR_NONE) {
		*err = run->refused;
		return -1;
	}
	if (!run->ended && run->warned == 0)
		return error_set(err, ERROR_SYSTEM,
				 "process 1 of the sandbox died early");
	if (run->log.failed != 0) {
		errno = run->log.failed;
		return error_set_errno(err, "cannot keep the build's log");
	}
	return 0;
}

int
sandbox_run(struct sandbox_result *result, const struct sandbox_plan *plan,
	    const struct progress *progress, const struct cancel *cancel,
	    struct error *err)
{
	return sandbox_run_served(result, plan, NULL, progress, cancel, err);
}

int
sandbox_run_served(struct sandbox_result *result, const struct sandbox_plan *plan,
		   const struct sandbox_service *service, const struct progress *progress,
		   const struct cancel *cancel, struct error *err)
{
	int64_t now = clock_milliseconds();
	cleanup_cgroup struct cgroup cgroup = { .leash = -1 };
	cleanup_disk struct disk disk = { 0 };
	struct run run = { .init = -1,
			   .cgroup = &cgroup,
			   .disk = &disk,
			   .service = service,
			   .log_in = -1,
			   .status_in = -1,
			   .started = now,
			   .heard = now,
			   .result = result };
	int code;

	*result = (struct sandbox_result){ .end = SANDBOX_NOT_STARTED };
	if (sandbox_plan_check(plan, err) < 0 ||
	    log_open(&run.log, plan->log_path, plan->limits.log_size, progress, err) < 0)
		return -1;
	run.log.service = service;
	make_group(&cgroup, plan);
	code = settle_memory_limit(&run, plan, err);
	if (code == 0)
		code = settle_disk_limit(&run, plan, err);
	if (code == 0)
		code = start_run(&run, plan, err);
	if (code == 0) {
		attend(&run, plan, cancel);
		finish(&run, plan);
		code = judge(&run, err);
	}
	inputs_free(run.inputs);
	log_close(&run.log);
	start_close(&run.log_in);
	start_close(&run.status_in);
	return code;
}
