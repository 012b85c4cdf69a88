/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The confined child.  Its answer travels over one pipe: a byte that says how it went
 * (the error's kind, 0 for none), then the answer, or the error's message.  The end of
 * the pipe counts only together with an orderly exit: what a dead child has written is
 * nothing.
 */
#include "sandbox/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/archive.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/later.h"
#include "base/libraries.h"
#include "base/memory.h"
#include "sandbox/landlock.h"
#include "sandbox/seccomp.h"

enum { POLL_MILLISECONDS = 100, ANSWER_FD = 3 };

/* Address space cannot be limited where a sanitizer's shadow takes terabytes of it. */
#ifdef BUILT_WITH_SANITIZERS
enum { CAN_LIMIT_MEMORY = false };
#else
enum { CAN_LIMIT_MEMORY = true };
#endif

static void
limit(__rlimit_resource_t resource, uint64_t value)
{
	struct rlimit limit = { value, value };

	setrlimit(resource, &limit);
}

/* What is mapped already: the inputs, the program, the libraries. */
static uint64_t
mapped_bytes(void)
{
	char text[64];
	cleanup_close int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (size <= 0)
		return 0;
	text[size] = '\0';
	return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int
order_of_bytes(const void *a, const void *b)
{
	return memcmp(a, b, 1);
}

/* The C library asks how much memory there is when qsort(3) first has more than 1 KiB to
 * sort (glibc before 2.37), and remembers the answer. */
static void
prepare_sorting(void)
{
	char bytes[2048] = "";

	qsort(bytes, sizeof(bytes), 1, order_of_bytes);
}

/* An arena of a thread of its own reads /proc/sys/vm/overcommit_memory when it shrinks
 * (glibc); the one of the whole process never does. */
static void
prepare_allocation(void)
{
	mallopt(M_ARENA_MAX, 1);
}

/* Before the fork, so that the next child has them too, and no thread that we do not have
 * is in the middle of opening one. */
static int
open_libraries(const struct confined *confined, struct error *err)
{
	if (base_libraries_open(err) < 0)
		return -1;
	return confined->open != NULL ? confined->open(err) : 0;
}

/* What they would open at their first use, when it is too late. */
static void
prepare_libraries(void)
{
	later_stop();
	archive_prepare();
	digest_prepare();
	json_prepare();
	prepare_sorting();
	prepare_allocation();
}

static int
close_doors(const struct confined *confined, struct error *err)
{
	cleanup_close int folder = -1;
	int version = landlock_version();

	if (confined->folder != NULL) {
		folder = open(confined->folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (folder < 0 || fchdir(folder) < 0)
			return error_set_errno(err, "%s", confined->folder);
		/* Without landlock the calls for files would reach every file. */
		if (version < LANDLOCK_WITH_FILES)
			return error_set(err, ERROR_UNSUPPORTED,
					 "unpacking needs landlock: Linux 5.13 or newer, "
					 "with \"landlock\" in its lsm= list");
	}
	limit(RLIMIT_CORE, 0);
	if (CAN_LIMIT_MEMORY && confined->memory > 0)
		limit(RLIMIT_AS, mapped_bytes() + confined->memory);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return error_set_errno(err, "PR_SET_NO_NEW_PRIVS");
	if (version >= LANDLOCK_WITH_FILES && landlock_close_all(folder, err) < 0)
		return -1;
	if (confined->prepare != NULL)
		confined->prepare(confined->context);
	/* Without landlock seccomp alone still allows no call that takes a path. */
	return seccomp_allow_only_parsing(confined->folder != NULL, err);
}

static void
send_all(struct bytes bytes)
{
	if (file_write_all(ANSWER_FD, bytes) < 0)
		_exit(1);
}

static _Noreturn void
child_main(const struct confined *confined, int answer)
{
	struct buffer out = BUFFER_INIT((size_t)confined->answer_limit);
	struct error err = { .kind = ERROR_NONE };
	uint8_t kind;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(answer, ANSWER_FD) < 0)
		_exit(1);
	syscall(SYS_close_range, ANSWER_FD + 1U, ~0U, 0U);
	prepare_libraries();
	if (close_doors(confined, &err) == 0 &&
	    confined->run(confined->context, &out, &err) == 0)
		buffer_check(&out, &err);
	kind = (uint8_t)err.kind;
	send_all((struct bytes){ &kind, 1 });
	if (err.kind == ERROR_NONE)
		send_all(buffer_bytes(&out));
	else
		send_all(bytes_of_text(err.message));
	_exit(0);
}

enum { PIECE = 1 << 16 };

static bool
take(int fd, struct buffer *raw)
{
	uint8_t *at = buffer_reserve(raw, PIECE);
	uint8_t overflow[1];
	ssize_t size = at != NULL ? read(fd, at, PIECE) : read(fd, overflow, 1);

	if (size < 0)
		return errno == EINTR || errno == EAGAIN;
	if (at != NULL)
		raw->size += (size_t)size;
	else if (size > 0)
		return false;
	return size > 0;
}

static int
gather(int fd, pid_t child, const struct cancel *cancel, struct buffer *raw,
       struct error *err)
{
	for (bool open = true; open;) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

		if (poll(&poll_fd, 1, POLL_MILLISECONDS) > 0)
			open = take(fd, raw);
		if (cancel != NULL && cancel_check(cancel, err) < 0) {
			kill(child, SIGKILL);
			return -1;
		}
	}
	return 0;
}

static int
judge_end(pid_t child, struct error *err)
{
	int status = 0;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFSIGNALED(status)) {
		const char *name = sigabbrev_np(WTERMSIG(status));

		return error_set(err, ERROR_MALFORMED,
				 "the parser died of SIG%s on this input",
				 name != NULL ? name : "?");
	}
	if (WEXITSTATUS(status) != 0)
		return error_set(err, ERROR_MALFORMED,
				 "the parser ended with exit %d on this input",
				 WEXITSTATUS(status));
	return 0;
}

static int
unwrap(struct buffer *raw, struct buffer *out, struct error *err)
{
	struct cursor cursor;
	uint8_t kind;

	if (buffer_check(raw, err) < 0)
		return error_wrap(err, "the parser's answer");
	cursor = cursor_on(buffer_bytes(raw));
	kind = cursor_u8(&cursor);
	if (cursor.overrun || kind > ERROR_INTERRUPTED)
		return error_set(err, ERROR_MALFORMED, "the parser gave no answer");
	if (kind != ERROR_NONE)
		return error_set(err, (enum error_kind)kind, "%.*s",
				 (int)cursor.rest.size, (const char *)cursor.rest.data);
	buffer_append(out, cursor.rest);
	return buffer_check(out, err);
}

int
confine_run(const struct confined *confined, const struct cancel *cancel,
	    struct buffer *out, struct error *err)
{
	/* The kind and an error's message, and what a read may ask for. */
	enum { SLACK = 2048 + PIECE };
	cleanup_buffer struct buffer raw =
		BUFFER_INIT((size_t)confined->answer_limit + SLACK);
	int fds[2], gathered;
	pid_t child;

	if (open_libraries(confined, err) < 0)
		return -1;
	if (pipe2(fds, O_CLOEXEC) < 0)
		return error_set_errno(err, "pipe");
	child = fork();
	if (child == 0)
		child_main(confined, fds[1]);
	close(fds[1]);
	if (child < 0) {
		close(fds[0]);
		return error_set_errno(err, "fork");
	}
	gathered = gather(fds[0], child, cancel, &raw, err);
	close(fds[0]);
	if (gathered < 0) {
		waitpid(child, NULL, 0);
		return -1;
	}
	if (judge_end(child, err) < 0)
		return -1;
	return unwrap(&raw, out, err);
}

int
confine_run_json(const struct confined *confined, const struct cancel *cancel,
		 struct json **answer, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT((size_t)confined->answer_limit);

	if (confine_run(confined, cancel, &text, err) < 0)
		return -1;
	return json_parse(answer, buffer_bytes(&text), err);
}
