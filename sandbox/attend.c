/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/attend.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "sandbox/inside.h"

enum { POLL_MILLISECONDS = 50 };

/* How a run ended that was stopped is known already. */
static void
note_end(struct run *run, const struct news *news)
{
	struct sandbox_result *result = run->result;

	run->ended = true;
	result->leftovers = news->leftovers;
	if (run->warned > 0 ||
	    (result->end == SANDBOX_NOT_STARTED && result->reason[0] != '\0'))
		return; /* the failed exec was told before */
	if (WIFEXITED(news->value)) {
		result->end = SANDBOX_EXITED;
		result->exit_code = WEXITSTATUS(news->value);
	} else {
		result->end = SANDBOX_SIGNALED;
		result->signal = WTERMSIG(news->value);
	}
}

static void
note_control(struct sandbox_result *result, const struct news *news)
{
	enum control_state state = (enum control_state)news->value;

	if (news->control >= CONTROLS || state > STATE_ABSENT)
		return;
	result->controls[news->control].state = state;
	replace_text(&result->controls[news->control].why,
		     news->text[0] != '\0' ? xstrdup(news->text) : NULL);
	if (state == STATE_WEAKENED || state == STATE_ABSENT)
		strings_add_format(&result->weakened, "%s: %s",
				   control_name(news->control), news->text);
}

static void
note_enforced(struct sandbox_result *result, const struct news *news)
{
	for (enum control i = 0; i < CONTROLS; i++)
		if ((news->value & 1 << i) != 0)
			result->controls[i].state = STATE_ENFORCED;
}

static void
note_output(struct sandbox_result *result, const struct news *news, int *fd)
{
	struct sandbox_output output = { .fd = steal_fd(fd) };

	if (output.fd < 0)
		output.why = xstrdup(news->text);
	array_append(result->outputs, result->output_count, output);
}

static void
note_usage(struct run *run, const struct news *news)
{
	struct sandbox_result *result = run->result;

	run->cpu_used = news->cpu_milliseconds;
	run->memory_used = news->memory;
	if (news->value > 0 && (uint64_t)news->value > result->processes)
		result->processes = (uint64_t)news->value;
}

static void
hear(struct run *run, const struct news *news, int *fd)
{
	switch (news->kind) {
	case NEWS_CONTROL:
		note_control(run->result, news);
		break;
	case NEWS_ENFORCED:
		note_enforced(run->result, news);
		break;
	case NEWS_OUTPUT:
		note_output(run->result, news, fd);
		break;
	case NEWS_USAGE:
		note_usage(run, news);
		break;
	case NEWS_INPUTS:
		if (*fd >= 0 && run->inputs == NULL)
			run->inputs = inputs_new(steal_fd(fd));
		break;
	case NEWS_LISTENING:
		if (*fd >= 0 && run->service != NULL && run->service->listen != NULL)
			run->service->listen(run->service->context, steal_fd(fd));
		break;
	case NEWS_REFUSED:
		if (run->refused.kind == ERROR_NONE)
			error_set(&run->refused, news->error,
				  "the sandbox cannot be made: %s", news->text);
		break;
	case NEWS_NOT_STARTED:
		run->result->end = SANDBOX_NOT_STARTED;
		snprintf(run->result->reason, sizeof(run->result->reason), "%.*s",
			 (int)sizeof(run->result->reason) - 1, news->text);
		break;
	case NEWS_ENDED:
		note_end(run, news);
		break;
	}
}

/* A message, and the descriptor that came with it, or -1. */
static ssize_t
receive(int from, struct news *news, int *fd)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))];
	struct iovec text = { news, sizeof(*news) };
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = room,
				  .msg_controllen = sizeof(room) };
	ssize_t size = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *beside = size < 0 ? NULL : CMSG_FIRSTHDR(&message);

	if (beside != NULL && beside->cmsg_level == SOL_SOCKET &&
	    beside->cmsg_type == SCM_RIGHTS && beside->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(fd, CMSG_DATA(beside), sizeof(*fd));
	return size;
}

/* False once the socket is closed on the other side. */
static bool
take_news(struct run *run)
{
	struct news news;
	cleanup_close int fd = -1;
	ssize_t size = receive(run->status_in, &news, &fd);

	if (size < 0)
		return errno == EINTR || errno == EAGAIN;
	if (size != (ssize_t)sizeof(news))
		return false;
	news.text[sizeof(news.text) - 1] = '\0';
	hear(run, &news, &fd);
	return true;
}

static bool
take_output(struct run *run)
{
	char data[1 << 16];
	ssize_t size = read(run->log_in, data, sizeof(data));

	if (size < 0)
		return errno == EINTR || errno == EAGAIN;
	run->heard = clock_milliseconds();
	log_add(&run->log, data, (size_t)size);
	return size > 0;
}

/* Process 1 hands SIGTERM on to all that is inside; what does not end in time is killed.
 */
static void
stop(struct run *run, enum sandbox_end end)
{
	kill(run->init, SIGTERM);
	run->result->end = end;
	run->warned = clock_milliseconds();
}

static void
kill_in_time(struct run *run, const struct sandbox_limits *limits)
{
	int64_t waited = clock_milliseconds() - run->warned;

	if (waited >= limits->grace_milliseconds ||
	    run->result->end == SANDBOX_INTERRUPTED) {
		kill(run->init, SIGKILL);
		run->ended = true;
	}
}

/* A run of which the kernel has killed a part is not to go on without it.  What is told
 * is told at the end, with numbers. */
static bool
is_maimed(struct run *run, int64_t now)
{
	enum { LOOK_PAUSE = 200 };

	if (now < run->next_look)
		return false;
	run->next_look = now + LOOK_PAUSE;
	return cgroup_killed(run->cgroup) > 0;
}

/* Limits on the whole that no kernel feature holds for us.  Those on memory and
 * processors are the kernel's where there is a control group, which this only backs up.
 */
static bool
is_over(struct run *run, const struct sandbox_limits *limits, int64_t now)
{
	enum { THOUSAND = 1000 };
	struct strings *hit = &run->result->limits;
	cleanup_free char *disk = disk_is_over(run->disk, run->init);

	if (limits->silence_milliseconds > 0 &&
	    now - run->heard >= limits->silence_milliseconds)
		strings_add_format(hit, "silence limit: no output for %" PRId64 " s",
				   limits->silence_milliseconds / THOUSAND);
	else if (limits->cpu_total > 0 && run->cpu_used / THOUSAND >= limits->cpu_total)
		strings_add_format(hit, "CPU limit: %" PRIu64 " s of all processes",
				   limits->cpu_total);
	else if (limits->memory_total > 0 && run->memory_used > limits->memory_total)
		strings_add_format(hit,
				   "memory limit: %" PRIu64 " bytes of all processes",
				   limits->memory_total);
	else if (limits->output > 0 && run->log.kept + run->log.dropped > limits->output)
		strings_add_format(hit, "output limit: %" PRIu64 " bytes",
				   limits->output);
	else if (disk != NULL)
		strings_add(hit, disk);
	else
		return false;
	return true;
}

static void
watch_limits(struct run *run, const struct sandbox_limits *limits,
	     const struct cancel *cancel)
{
	int64_t now = clock_milliseconds();
	struct error ignored;

	if (run->ended)
		return;
	if (run->warned > 0) {
		kill_in_time(run, limits);
	} else if (cancel != NULL && cancel_check(cancel, &ignored) < 0) {
		stop(run, ignored.kind == ERROR_INTERRUPTED ? SANDBOX_INTERRUPTED
							    : SANDBOX_TIMEOUT);
	} else if (limits->wall_milliseconds > 0 &&
		   now - run->started >= limits->wall_milliseconds) {
		stop(run, SANDBOX_TIMEOUT);
	} else if (is_maimed(run, now) || is_over(run, limits, now)) {
		stop(run, SANDBOX_STOPPED);
	}
}

void
attend(struct run *run, const struct sandbox_plan *plan, const struct cancel *cancel)
{
	enum { STATUS, LOG, INPUTS, SOURCES };
	struct pollfd fds[SOURCES] = { [STATUS] = { .fd = run->status_in,
						    .events = POLLIN },
				       [LOG] = { .fd = run->log_in, .events = POLLIN },
				       [INPUTS] = { .fd = -1, .events = POLLIN } };

	bool told = false;

	while (fds[STATUS].fd >= 0 || fds[LOG].fd >= 0) {
		int ready = poll(fds, SOURCES, POLL_MILLISECONDS);

		if (ready > 0 && fds[INPUTS].revents != 0 && !inputs_note(run->inputs))
			fds[INPUTS].fd = -1;
		if (ready > 0 && fds[STATUS].revents != 0 && !take_news(run))
			fds[STATUS].fd = -1;
		if (ready > 0 && fds[LOG].revents != 0 && !take_output(run))
			fds[LOG].fd = -1;
		if (run->inputs != NULL && !told) {
			fds[INPUTS].fd = inputs_descriptor(run->inputs);
			told = true;
		}
		watch_limits(run, &plan->limits, cancel);
	}
}
