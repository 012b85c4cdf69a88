/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/start.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/inside.h"
#include "sandbox/seccomp.h"

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
	if (!sandbox_plan_lacks(inside->plan, CONTROL_user_namespace))
		process = clone_as(inside);
	if (process >= 0 || geteuid() != 0)
		return process;
	inside->separate = inside->reserved = false;
	choose_user(inside);
	return clone_as(inside);
}

static int
send_filter(int to, struct error *err)
{
	cleanup_buffer struct buffer program = BUFFER_INIT(PROGRAM_MAX);

	if (seccomp_write_program(&program, err) < 0)
		return -1;
	if (send(to, program.data, program.size, MSG_NOSIGNAL) < 0 &&
	    errno != EPIPE) /* it has ended already, and has told why */
		return error_set_errno(err, "cannot hand over the system call filter");
	return 0;
}

/* Process 1 waits for the first word before it does anything, the payload for the
 * filter, which takes a while to be made. */
static int
let_go(struct run *run, const struct sandbox_plan *plan, const struct reserved *reserved,
       int filter, struct error *err)
{
	(void)setpriority(PRIO_PROCESS, (id_t)run->init, (int)plan->look.niceness);
	if (cgroup_join(run->cgroup, run->init, err) == 0) {
		if (reserved_send(reserved, run->status_in) < 0)
			error_set_errno(err, "process 1 of the sandbox");
		else if (plan->needs[CONTROL_system_calls] == NEED_OFF ||
			 send_filter(filter, err) == 0)
			return 0;
	}
	kill(run->init, SIGKILL);
	waitpid(run->init, NULL, 0);
	return -1;
}

/* Our ends, and theirs. */
struct ends {
	int log[2], status[2], filter[2];
};

static int
open_ends(struct ends *ends, struct error *err)
{
	*ends = (struct ends){ { -1, -1 }, { -1, -1 }, { -1, -1 } };
	if (pipe2(ends->log, O_CLOEXEC) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends->status) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends->filter) < 0)
		return error_set_errno(err, "cannot open a way to the sandbox");
	return 0;
}

void
start_close(int *end)
{
	if (*end >= 0)
		close(steal_fd(end));
}

static pid_t
clone_run(struct inside *inside)
{
	pid_t init = clone_init(inside);

	if (init == 0)
		inside_main(inside);
	return init;
}

/* Who process 1 is to be it has to know from its start. */
static int
begin(struct run *run, struct inside *inside, struct reserved *reserved,
      struct error *err)
{
	struct error why;

	run->init = clone_run(inside);
	if (run->init > 0 && inside->reserved &&
	    reserved_make(reserved, inside, run->init, &why) < 0) {
		kill(run->init, SIGKILL);
		waitpid(run->init, NULL, 0);
		inside->reserved = false;
		inside->not_reserved = why.message;
		reserved_release(reserved);
		run->init = clone_run(inside);
		inside->not_reserved =
			NULL; /* `why` is told by the child, and ends here */
	}
	return run->init < 0 ? explain_no_clone(err) : 0;
}

static void
choose_reserved(struct inside *inside)
{
	if (inside->user != 0 || !inside_wants(inside, CONTROL_reserved_user))
		return;
	if (inside_lacks(inside, CONTROL_reserved_user))
		inside->not_reserved = "this kernel has no mounts with other owners";
	inside->reserved = inside->not_reserved == NULL;
}

int
start_run(struct run *run, const struct sandbox_plan *plan, struct error *err)
{
	cleanup_reserved struct reserved reserved = { .count = 0 };
	struct ends ends;
	int enforced = 0; /* process 1 has its own */
	struct inside inside = {
		.plan = plan,
		.user = geteuid(),
		.group = getegid(),
		.separate = true,
		.enforced = &enforced,
		.own_user = plan->look.user,
		.own_group = plan->look.group,
		.terminal = run->service != NULL && run->service->terminal != NULL
				    ? *run->service->terminal
				    : -1,
		.counted = run->cgroup->folders[CGROUP_PROCESSES] != NULL,
		.memory_counted = run->cgroup->folders[CGROUP_MEMORY] != NULL,
	};
	int code = open_ends(&ends, err);

	run->log_in = ends.log[0];
	run->status_in = ends.status[0];
	inside.log = ends.log[1];
	inside.status = ends.status[1];
	inside.filter = ends.filter[1];
	choose_reserved(&inside);
	if (code == 0)
		code = begin(run, &inside, &reserved, err);
	start_close(&ends.log[1]);
	start_close(&ends.status[1]);
	start_close(&ends.filter[1]);
	if (code == 0)
		code = let_go(run, plan, &reserved, ends.filter[0], err);
	start_close(&ends.filter[0]);
	return code;
}
