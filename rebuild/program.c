/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "rebuild/ids.h"

enum { TAIL_LINES = 40, LINE_MAX_SIZE = 4096, POLL_MILLISECONDS = 100 };

struct running {
	const struct program *program;
	struct program_result *result;
	const struct cancel *cancel;
	pid_t keeper;
	int output; /* owned */
	struct buffer line;
	bool stopped; /* because of `why` */
	struct error why;
};

void
program_release(struct program *program)
{
	strings_release(&program->arguments);
	strings_release(&program->environment);
}

void
program_result_release(struct program_result *result)
{
	strings_release(&result->tail);
}

bool
program_succeeded(const struct program_result *result)
{
	return result->found && WIFEXITED(result->status) &&
	       WEXITSTATUS(result->status) == 0;
}

static char **
vector(const struct strings *strings)
{
	char **all = xcalloc(strings->count + 1, sizeof(*all));

	for (size_t i = 0; i < strings->count; i++)
		all[i] = strings->items[i];
	return all;
}

struct pipes {
	int output[2], trouble[2];
};

/* Says on `trouble` what errno was; the pipe just closes when all went well. */
static _Noreturn void
program_main(const struct program *program, const struct pipes *pipes)
{
	char **arguments = vector(&program->arguments);
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigset_t none;
	int failed;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	setpgid(0, 0);
	/* Where it may not, it has no rights to mount anything either. */
	if (program->private_mounts && unshare(CLONE_NEWNS) == 0)
		mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
	environ = vector(&program->environment);
	if ((program->ids == NULL || ids_enter(program->ids) == 0) && nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
	    dup2(pipes->output[1], STDOUT_FILENO) >= 0 &&
	    dup2(pipes->output[1], STDERR_FILENO) >= 0 && chdir("/") == 0)
		execvp(arguments[0], arguments);
	failed = errno;
	(void)!write(pipes->trouble[1], &failed, sizeof(failed));
	_exit(127);
}

/* The program's end is the keeper's, as far as an exit status can say it. */
static _Noreturn void
keep(pid_t child, int64_t grace, const sigset_t *awaited)
{
	enum { NANOSECONDS = 50 * 1000 * 1000, BY_SIGNAL = 128 };
	const struct timespec moment = { .tv_nsec = NANOSECONDS };
	int64_t kill_at = 0;
	int status = 0;

	while (waitpid(child, &status, WNOHANG) != child) {
		if (sigtimedwait(awaited, NULL, &moment) == SIGTERM && kill_at == 0) {
			kill_at = clock_milliseconds() + grace;
			kill(-child, SIGINT);
		}
		if (kill_at != 0 && clock_milliseconds() >= kill_at)
			kill(-child, SIGKILL);
	}
	kill(-child, SIGKILL); /* what it left behind */
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : BY_SIGNAL + WTERMSIG(status));
}

/* Stands between, and outlives a caller that is killed: by SIGTERM, which the caller's
 * end sends as well, the program is asked to stop, and made to.  It holds the other end
 * of the output open meanwhile, so that cleaning up does not die of a broken pipe. */
static _Noreturn void
keeper_main(const struct program *program, const struct pipes *pipes, pid_t caller)
{
	sigset_t awaited;
	pid_t child;

	setpgid(0, 0);
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGTERM);
	sigaddset(&awaited, SIGCHLD);
	sigprocmask(SIG_BLOCK, &awaited, NULL);
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != caller)
		_exit(127);
	child = fork();
	if (child == 0)
		program_main(program, pipes);
	if (child < 0) {
		int failed = errno;

		(void)!write(pipes->trouble[1], &failed, sizeof(failed));
		_exit(127);
	}
	setpgid(child, child);
	close(pipes->output[1]);
	close(pipes->trouble[1]);
	keep(child, program->grace_milliseconds, &awaited);
}

/* 0, or the errno that execvp(3) left. */
static int
start(struct running *running, struct error *err)
{
	pid_t caller = getpid();
	struct pipes pipes;
	int failed = 0;

	if (pipe2(pipes.output, O_CLOEXEC) < 0)
		return error_set_errno(err, "pipe");
	if (pipe2(pipes.trouble, O_CLOEXEC) < 0) {
		close(pipes.output[0]);
		close(pipes.output[1]);
		return error_set_errno(err, "pipe");
	}
	running->keeper = fork();
	if (running->keeper == 0)
		keeper_main(running->program, &pipes, caller);
	close(pipes.output[1]);
	close(pipes.trouble[1]);
	running->output = pipes.output[0];
	if (running->keeper < 0) {
		close(pipes.trouble[0]);
		close(pipes.output[0]);
		return error_set_errno(err, "fork");
	}
	while (read(pipes.trouble[0], &failed, sizeof(failed)) < 0 && errno == EINTR)
		;
	close(pipes.trouble[0]);
	return failed;
}

static void
end_line(struct running *running)
{
	struct strings *tail = &running->result->tail;
	const char *text = buffer_text(&running->line);

	if (tail->count >= TAIL_LINES) {
		free(tail->items[0]);
		memmove(tail->items, tail->items + 1,
			(tail->count - 1) * sizeof(*tail->items));
		tail->count--;
	}
	strings_add(tail, text);
	if (running->program->line != NULL)
		running->program->line(running->program->context, text);
	buffer_clear(&running->line);
}

static void
take_bytes(struct running *running, struct bytes piece)
{
	for (size_t i = 0; i < piece.size; i++)
		if (piece.data[i] == '\n' || running->line.size >= LINE_MAX_SIZE)
			end_line(running);
		else if (piece.data[i] != '\0')
			buffer_append_byte(&running->line, piece.data[i]);
}

static void
heed_cancel(struct running *running)
{
	if (!running->stopped && running->cancel != NULL &&
	    cancel_check(running->cancel, &running->why) < 0) {
		running->stopped = true;
		kill(running->keeper, SIGTERM);
	}
}

/* Until nobody has its output open any more. */
static void
attend(struct running *running)
{
	uint8_t piece[LINE_MAX_SIZE];
	ssize_t size = 1;

	while (size > 0) {
		struct pollfd fd = { .fd = running->output, .events = POLLIN };

		if (poll(&fd, 1, POLL_MILLISECONDS) > 0) {
			size = read(running->output, piece, sizeof(piece));
			if (size < 0 && errno == EINTR)
				size = 1;
			else if (size > 0)
				take_bytes(running,
					   (struct bytes){ piece, (size_t)size });
		}
		heed_cancel(running);
	}
	if (running->line.size > 0)
		end_line(running);
}

/* It may have closed its output and live on. */
static void
wait_for_end(struct running *running)
{
	for (;;) {
		pid_t ended = waitpid(running->keeper, &running->result->status, WNOHANG);

		if (ended == running->keeper || (ended < 0 && errno != EINTR))
			return;
		heed_cancel(running);
		clock_sleep(POLL_MILLISECONDS / 10);
	}
}

int
program_run(struct program_result *out, const struct program *program,
	    const struct cancel *cancel, struct error *err)
{
	struct running running = { .program = program,
				   .result = out,
				   .cancel = cancel,
				   .output = -1,
				   .line = BUFFER_INIT((size_t)LINE_MAX_SIZE + 1) };
	int failed;

	*out = (struct program_result){ 0 };
	failed = start(&running, err);
	if (failed < 0)
		return -1;
	attend(&running);
	close(running.output);
	wait_for_end(&running);
	buffer_release(&running.line);
	if (running.stopped) {
		*err = running.why;
		return -1;
	}
	out->found = failed == 0;
	if (failed != 0 && failed != ENOENT) {
		errno = failed;
		return error_set_errno(err, "%s", program->arguments.items[0]);
	}
	return 0;
}
