/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The caller's side: clones process 1 into its namespaces, gathers the log and the news,
 * watches the clock and the person, and waits until all is dead.
 */
#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "sandbox/attend.h"
#include "sandbox/inside.h"

enum { BLOCK = 512 }; /* of getrusage(2) */

static bool
file_says_zero(const char *path)
{
	char first = '\0';
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd >= 0 && read(fd, &first, 1) == 1 && first == '0';
}

static int
explain_no_clone(struct error *err)
{
	static const char *const kinds[] = { "user", "net", "pid",   "mnt",
					     "ipc",  "uts", "cgroup" };
	int code = errno;

	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_free char *path =
			xasprintf("/proc/sys/user/max_%s_namespaces", kinds[i]);

		if (file_says_zero(path))
			return error_set(err, ERROR_UNSUPPORTED,
					 "the sandbox needs %s namespaces: "
					 "sysctl user.max_%s_namespaces is 0",
					 kinds[i], kinds[i]);
	}
	if (file_says_zero("/proc/sys/kernel/unprivileged_userns_clone"))
		return error_set(err, ERROR_UNSUPPORTED,
				 "the sandbox needs user namespaces: "
				 "sysctl kernel.unprivileged_userns_clone is 0");
	return error_set(err, ERROR_UNSUPPORTED,
			 "the sandbox cannot make its user namespace: %s (sysctl "
			 "user.max_user_namespaces, kernel.unprivileged_userns_clone and "
			 "kernel.apparmor_restrict_unprivileged_userns say who may)",
			 strerror(code));
}

static bool
lacks(const struct sandbox_plan *plan, enum control control)
{
	return strings_contain(&plan->pretended, control_name(control));
}

/* clone3 without a stack returns twice, as fork does. */
static pid_t
clone_as(const struct inside *inside)
{
	struct clone_args args = { .flags = namespaces_of(inside->plan, inside->separate),
				   .exit_signal = SIGCHLD };

	return (pid_t)syscall(SYS_clone3, &args, sizeof(args));
}

/* A user whom the host does not know, where what runs is one of the host's. */
static void
choose_user(struct inside *inside)
{
	enum { SPARE = 0x70000000, ROOM = 1 << 14 };
	struct passwd account, *found = NULL;
	char room[ROOM];

	if (getpwuid_r(inside->own_user, &account, room, sizeof(room), &found) != 0 ||
	    found != NULL || inside->own_user == 0)
		inside->own_user = inside->own_group = SPARE;
}

/* Root can do without a user namespace; that is weaker, and is told. */
static pid_t
clone_init(struct inside *inside)
{
	pid_t process = -1;

	errno = EPERM;
	if (!lacks(inside->plan, CONTROL_user_namespace))
		process = clone_as(inside);
	if (process >= 0 || geteuid() != 0)
		return process;
	inside->separate = false;
	choose_user(inside);
	return clone_as(inside);
}

/* Groups cost some milliseconds, so only limits on the whole are worth them. */
static void
make_group(struct cgroup *cgroup, const struct sandbox_plan *plan)
{
	struct sandbox_limits limits = plan->limits;

	*cgroup = (struct cgroup){ .leash = -1 };
	if (limits.memory_total == 0 && limits.cpu_total == 0)
		return;
	if (lacks(plan, CONTROL_memory_limit))
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
		       !lacks(plan, CONTROL_memory_limit);
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
	if (lacks(plan, CONTROL_disk_limit)) {
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

/* Process 1 waits for this before it does anything. */
static int
let_go(struct run *run, struct error *err)
{
	if (cgroup_join(run->cgroup, run->init, err) < 0 ||
	    send(run->status_in, "", 1, MSG_NOSIGNAL) < 0) {
		kill(run->init, SIGKILL);
		waitpid(run->init, NULL, 0);
		return -1;
	}
	return 0;
}

static int
start(struct run *run, const struct sandbox_plan *plan, struct error *err)
{
	int log[2] = { -1, -1 }, status[2] = { -1, -1 };
	struct inside inside = {
		.plan = plan,
		.user = geteuid(),
		.group = getegid(),
		.separate = true,
		.own_user = plan->look.user,
		.own_group = plan->look.group,
		.terminal = run->service != NULL && run->service->terminal != NULL
				    ? *run->service->terminal
				    : -1,
		.counted = run->cgroup->folders[CGROUP_PROCESSES] != NULL,
		.memory_counted = run->cgroup->folders[CGROUP_MEMORY] != NULL,
	};

	if (pipe2(log, O_CLOEXEC) < 0)
		return error_set_errno(err, "pipe");
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, status) < 0) {
		close(log[0]);
		close(log[1]);
		return error_set_errno(err, "socketpair");
	}
	inside.log = log[1];
	inside.status = status[1];
	run->log_in = log[0];
	run->status_in = status[0];
	run->init = clone_init(&inside);
	if (run->init == 0) {
		close(log[0]);
		close(status[0]);
		inside_main(&inside);
	}
	if (run->init < 0)
		explain_no_clone(err);
	close(log[1]);
	close(status[1]);
	return run->init < 0 ? -1 : let_go(run, err);
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
	make_group(&cgroup, plan);
	code = settle_memory_limit(&run, plan, err);
	if (code == 0)
		code = settle_disk_limit(&run, plan, err);
	if (code == 0)
		code = start(&run, plan, err);
	if (code == 0) {
		attend(&run, plan, cancel);
		finish(&run, plan);
		code = judge(&run, err);
	}
	inputs_free(run.inputs);
	log_close(&run.log);
	if (run.log_in >= 0) {
		close(run.log_in);
		close(run.status_in);
	}
	return code;
}
