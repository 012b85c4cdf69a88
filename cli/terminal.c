/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { PIECE = 4096, LOOK_MILLISECONDS = 500 };

/* A window that is made larger or smaller. */
static void
pass_size(int outer)
{
	struct winsize ours, theirs;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ours) == 0 &&
	    ioctl(outer, TIOCGWINSZ, &theirs) == 0 &&
	    (ours.ws_row != theirs.ws_row || ours.ws_col != theirs.ws_col))
		(void)ioctl(outer, TIOCSWINSZ, &ours);
}

/* False at an end. */
static bool
carry_piece(int from, int to)
{
	uint8_t piece[PIECE];
	ssize_t size = read(from, piece, sizeof(piece));

	if (size < 0 && errno == EINTR)
		return true;
	return size > 0 && file_write_all(to, (struct bytes){ piece, (size_t)size }) == 0;
}

static void *
carry(void *context)
{
	const struct terminal *terminal = context;
	struct pollfd fds[] = { { .fd = terminal->outer, .events = POLLIN },
				{ .fd = STDIN_FILENO, .events = POLLIN },
				{ .fd = terminal->stop[0], .events = POLLIN } };

	for (;;) {
		int ready = poll(fds, array_length(fds), LOOK_MILLISECONDS);

		pass_size(terminal->outer);
		if (ready <= 0)
			continue;
		/* What was written before the end is shown first. */
		if ((fds[0].revents & POLLIN) != 0) {
			if (!carry_piece(terminal->outer, STDOUT_FILENO))
				fds[0].fd = -1;
		} else if (fds[2].revents != 0) {
			return NULL;
		}
		if (fds[1].revents != 0 && !carry_piece(STDIN_FILENO, terminal->outer))
			fds[1].fd = -1;
	}
}

static void
set_raw(const struct termios *before)
{
	struct termios raw = *before;

	cfmakeraw(&raw);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

static int
open_both(struct terminal *terminal, struct error *err)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };

	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (openpty(&terminal->outer, &terminal->inner, NULL, &terminal->before, &size) <
	    0)
		return error_set_errno(err, "cannot open a terminal");
	(void)fcntl(terminal->outer, F_SETFD, FD_CLOEXEC);
	(void)fcntl(terminal->inner, F_SETFD, FD_CLOEXEC);
	if (pipe2(terminal->stop, O_CLOEXEC) == 0)
		return 0;
	close(terminal->outer);
	close(terminal->inner);
	return error_set_errno(err, "pipe");
}

static void
close_all(const struct terminal *terminal)
{
	close(terminal->outer);
	close(terminal->inner);
	close(terminal->stop[0]);
}

int
terminal_begin(struct terminal *terminal, struct error *err)
{
	if (tcgetattr(STDIN_FILENO, &terminal->before) < 0 || !isatty(STDOUT_FILENO))
		return error_set(err, ERROR_USAGE,
				 "a shell needs a terminal on standard input and output");
	if (open_both(terminal, err) < 0)
		return -1;
	set_raw(&terminal->before);
	if (pthread_create(&terminal->carrier, NULL, carry, terminal) == 0)
		return 0;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->before);
	close(terminal->stop[1]);
	close_all(terminal);
	return error_set(err, ERROR_SYSTEM, "cannot start a thread");
}

void
terminal_end(struct terminal *terminal)
{
	close(terminal->stop[1]);
	pthread_join(terminal->carrier, NULL);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal->before);
	close_all(terminal);
}

int
terminal_run(struct sandbox_result *result, const struct sandbox_plan *plan,
	     const struct sandbox_service *lent, const struct cancel *cancel,
	     struct error *err)
{
	struct terminal terminal;
	struct sandbox_service service = { 0 };
	int code;

	if (lent != NULL)
		service = *lent;
	service.terminal = &terminal.inner;

	if (terminal_begin(&terminal, err) < 0)
		return -1;

	code = sandbox_run_served(result, plan, &service, NULL, cancel, err);
	terminal_end(&terminal);
	return code;
}
