/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"

enum { TAIL_LINES = 40, LINE_MAX_SIZE = 4096, POLL_MILLISECONDS = 100 };

struct running {
	const struct program *program;
	struct program_result *result;
	const struct cancel *cancel;
	pid_t child;
	int output; /* owned */
	struct buffer line;
	int64_t kill_at; /* 0: it has not been told to stop */
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

/* Says on `trouble` what errno was; the pipe just closes when all went well. */
static _Noreturn void
child_main(const struct program *program, int output, int trouble)
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
	environ = vector(&program->environment);
	if (nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
	    dup2(output, STDOUT_FILENO) >= 0 && dup2(output, STDERR_FILENO) >= 0 &&
	    chdir("/") == 0)
		execvp(arguments[0], arguments);
	failed = errno;
	(void)!write(trouble, &failed, sizeof(failed));
	_exit(127);
}

/* 0, or the errno that execvp(3) left. */
static int
start(struct running *running, struct error *err)
{
	int output[2], trouble[2], failed = 0;

	if (pipe2(output, O_CLOEXEC) < 0)
		return error_set_errno(err, "pipe");
	if (pipe2(trouble, O_CLOEXEC) < 0) {
		close(output[0]);
		close(output[1]);
		return error_set_errno(err, "pipe");
	}
	running->child = fork();
	if (running->child == 0)
		child_main(running->program, output[1], trouble[1]);
	close(output[1]);
	close(trouble[1]);
	running->output = output[0];
	if (running->child < 0) {
		close(trouble[0]);
		return error_set_errno(err, "fork");
	}
	setpgid(running->child, running->child);
	while (read(trouble[0], &failed, sizeof(failed)) < 0 && errno == EINTR)
		;
	close(trouble[0]);
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

/* Asked first, so that it can clean up after itself, and then made to. */
static void
heed_cancel(struct running *running)
{
	int64_t now = clock_milliseconds();

	if (running->kill_at == 0 && running->cancel != NULL &&
	    cancel_check(running->cancel, &running->why) < 0) {
		running->kill_at = now + running->program->grace_milliseconds;
		kill(-running->child, SIGINT);
	}
	if (running->kill_at != 0 && now >= running->kill_at)
		kill(-running->child, SIGKILL);
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
		pid_t ended = waitpid(running->child, &running->result->status, WNOHANG);

		if (ended == running->child || (ended < 0 && errno != EINTR))
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
	if (running.kill_at != 0) {
		kill(-running.child, SIGKILL); /* what it left behind */
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
