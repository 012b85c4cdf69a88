/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Process 2: gives up what it could still do, one thing after the other, and becomes the
 * program of the plan.  Filters come last, as what comes before needs calls that they
 * deny.
 */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/seccomp.h"

/* Signals as a program expects to find them: nothing ignored, nothing blocked. */
static void
reset_signals(void)
{
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* For a person who looks around.  It becomes the controlling terminal of the session that
 * process 2 leads, so that Ctrl-C reaches what runs there. */
static int
connect_terminal(int terminal, struct error *err)
{
	setsid();
	if (dup2(terminal, STDIN_FILENO) < 0 || dup2(terminal, STDOUT_FILENO) < 0 ||
	    dup2(terminal, STDERR_FILENO) < 0 || ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0)
		return error_set_errno(err, "cannot connect the terminal");
	return 0;
}

static int
connect_standard_streams(const struct inside *inside, struct error *err)
{
	cleanup_close int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (inside->terminal >= 0)
		return connect_terminal(inside->terminal, err);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(inside->log, STDOUT_FILENO) < 0 || dup2(inside->log, STDERR_FILENO) < 0)
		return error_set_errno(err, "cannot connect the standard streams");
	return 0;
}

/* Everything but the standard streams closes at exec, the status pipe too. */
static int
close_others(struct error *err)
{
	enum { AT_EXEC = 4 }; /* CLOSE_RANGE_CLOEXEC, since Linux 5.11 */

	if (syscall(SYS_close_range, 3U, ~0U, AT_EXEC) < 0)
		return error_set_errno(err, "close_range");
	return 0;
}

/* The caller has made the filter meanwhile, or is about to. */
static int
deny_calls(const struct inside *inside, struct error *err)
{
	_Alignas(uint64_t) uint8_t program[PROGRAM_MAX];
	ssize_t size = recv(inside->filter, program, sizeof(program), 0);

	if (size < 0)
		return error_set_errno(err, "the system call filter");
	return seccomp_pin_and_deny((struct bytes){ program, (size_t)size },
				    inside->plan->look.last_call, err);
}

/* From here on every file that is opened waits for the caller, who has to have the
 * descriptor by then. */
static int
tell_inputs(const struct inside *inside, struct error *err)
{
	struct news news = { .kind = NEWS_INPUTS };
	int listener;

	if (inside_lacks(inside, CONTROL_inputs))
		return inside_settle(inside, CONTROL_inputs, STATE_ABSENT, err,
				     "this kernel has no user notification (Linux 5.5)") <
				       0
			       ? -1
			       : deny_calls(inside, err);
	if (inside_settle(inside, CONTROL_inputs, STATE_ENFORCED, err, "%s", "") < 0 ||
	    seccomp_pin(inside->plan->look.last_call, err) < 0 ||
	    seccomp_deny_and_tell(&listener, err) < 0)
		return -1;
	inside_hand_out(inside, &news, listener);
	close(listener);
	return 0;
}

static int
deny_setuid_files(const struct inside *inside, struct error *err)
{
	if (!inside_wants(inside, CONTROL_setuid_files))
		return 0;
	if (inside_lacks(inside, CONTROL_setuid_files))
		return inside_settle(inside, CONTROL_setuid_files, STATE_ABSENT, err,
				     "this kernel takes no filter (seccomp)");
	return seccomp_deny_setuid_files(err) < 0
		       ? -1
		       : inside_settle(inside, CONTROL_setuid_files, STATE_ENFORCED, err,
				       "%s", "");
}

static int
close_calls(const struct inside *inside, struct error *err)
{
	if (deny_setuid_files(inside, err) < 0)
		return -1;
	if (!inside_wants(inside, CONTROL_system_calls))
		return 0;
	if (inside_lacks(inside, CONTROL_system_calls))
		return inside_settle(inside, CONTROL_system_calls, STATE_ABSENT, err,
				     "this kernel takes no filter (seccomp)");
	if (inside_settle(inside, CONTROL_system_calls, STATE_ENFORCED, err, "%s", "") <
	    0)
		return -1;
	if (inside->plan->limits.memory_total > 0 && !inside->memory_counted &&
	    seccomp_deny_memory_files(err) < 0)
		return -1;
	return inside_wants(inside, CONTROL_inputs) ? tell_inputs(inside, err)
						    : deny_calls(inside, err);
}

/* Where memory runs out, what is inside is killed before process 1 and before anybody
 * else's.  Nothing depends on it. */
static void
be_killed_first(void)
{
	cleanup_close int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		(void)!write(fd, "1000", sizeof("1000") - 1);
}

static int
prepare_payload(const struct inside *inside, struct error *err)
{
	if (namespaces_enter_inner(inside, err) < 0 ||
	    connect_standard_streams(inside, err) < 0)
		return -1;
	setsid();
	be_killed_first();
	umask(inside->plan->look.file_mask);
	if (chdir(inside->plan->directory) < 0)
		return error_set_errno(err, "%s", inside->plan->directory);
	if (look_apply(inside, err) < 0 || limits_apply(inside, err) < 0 ||
	    capabilities_drop(err) < 0)
		return -1;
	if (walls_close(inside, err) < 0 || close_others(err) < 0)
		return -1;
	reset_signals();
	if (limits_apply_memory(inside, err) < 0)
		return -1;
	return close_calls(inside, err);
}

_Noreturn void
payload_main(const struct inside *inside)
{
	const struct sandbox_plan *plan = inside->plan;
	cleanup_strings struct strings settings = { NULL, 0 };
	char **arguments = NULL, **environment = NULL;
	size_t argument_count = 0, setting_count = 0;
	struct error err;

	for (size_t i = 0; i < plan->arguments.count; i++)
		array_append(arguments, argument_count, plan->arguments.items[i]);
	array_append(arguments, argument_count, NULL);
	strings_add_all(&settings, &plan->environment);
	if (look_set_clock(inside, &settings, &err) < 0)
		inside_give_up(inside, NEWS_REFUSED, &err);
	for (size_t i = 0; i < settings.count; i++)
		array_append(environment, setting_count, settings.items[i]);

	array_append(environment, setting_count, NULL);
	if (prepare_payload(inside, &err) < 0)
		inside_give_up(inside, NEWS_REFUSED, &err);
	inside_tell_enforced(inside);
	environ = environment; /* execvp() is to look in the plan's PATH */
	execvp(arguments[0], arguments);
	error_set_errno(&err, "%s", arguments[0]);
	inside_give_up(inside, NEWS_NOT_STARTED, &err);
}
