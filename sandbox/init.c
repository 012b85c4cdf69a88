/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Process 1 of the sandbox: makes the world, starts the payload as process 2, reaps, and
 * says how the payload ended.  When it goes, for whatever reason, the kernel kills all
 * that is left; when cupel goes, the kernel kills it.
 */
#include "sandbox/inside.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/later.h"
#include "base/memory.h"
#include "sandbox/seccomp.h"

void
inside_tell(const struct inside *inside, const struct news *news)
{
	/* Nobody listens any more when this fails, and then we are about to be killed. */
	(void)!send(inside->status, news, sizeof(*news), MSG_NOSIGNAL);
}

/* unix(7): a descriptor travels beside a message, in a block of its own. */
void
inside_hand_out(const struct inside *inside, const struct news *news, int fd)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec text = { (void *)(uintptr_t)news, sizeof(*news) };
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = room,
				  .msg_controllen = sizeof(room) };
	struct cmsghdr *beside = CMSG_FIRSTHDR(&message);

	beside->cmsg_level = SOL_SOCKET;
	beside->cmsg_type = SCM_RIGHTS;
	beside->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(beside), &fd, sizeof(fd));
	(void)!sendmsg(inside->status, &message, MSG_NOSIGNAL);
}

void
inside_tell_enforced(const struct inside *inside)
{
	struct news news = { .kind = NEWS_ENFORCED, .value = *inside->enforced };

	inside_tell(inside, &news);
}

bool
inside_wants(const struct inside *inside, enum control control)
{
	return inside->plan->needs[control] != NEED_OFF;
}

bool
inside_lacks(const struct inside *inside, enum control control)
{
	return sandbox_plan_lacks(inside->plan, control);
}

int
inside_settle(const struct inside *inside, enum control control, enum control_state state,
	      struct error *err, const char *fmt, ...)
{
	struct news news = { .kind = NEWS_CONTROL,
			     .control = control,
			     .value = (int)state };
	va_list args;

	if (!inside_wants(inside, control))
		return 0;
	if (state == STATE_ENFORCED) {
		*inside->enforced |= 1 << control;
		return 0;
	}
	va_start(args, fmt);
	vsnprintf(news.text, sizeof(news.text), fmt, args);
	va_end(args);
	inside_tell(inside, &news);
	if (state != STATE_ABSENT || inside->plan->needs[control] != NEED_REQUIRED)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED, "%s is required: %s",
			 control_what(control), news.text);
}

_Noreturn void
inside_give_up(const struct inside *inside, enum news_kind kind, const struct error *err)
{
	struct news news = { .kind = kind, .error = err->kind };

	snprintf(news.text, sizeof(news.text), "%.*s", (int)sizeof(news.text) - 1,
		 err->message);
	inside_tell(inside, &news);
	_exit(1);
}

/* Processes but for this one, as /proc lists them. */
static unsigned
count_others(void)
{
	cleanup_directory DIR *folder = opendir("/proc");
	unsigned count = 0;

	for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    strcmp(entry->d_name, "1") != 0)
			count++;
	return count;
}

/* The caller's SIGTERM is for all that is inside, which a handler may hand on. */
static void
hand_on(int number)
{
	int code = errno;

	kill(-1, number);
	errno = code;
}

enum { USAGE_PAUSE = 200 }; /* milliseconds */

/* Looks at what lives inside from time to time, and rests at least fifty times as long as
 * looking takes. */
static void
look_around(const struct inside *inside, int64_t *next)
{
	enum { RESTS = 50 };
	struct news news = { .kind = NEWS_USAGE };
	int64_t now = clock_milliseconds();

	if (now < *next)
		return;
	watch_measure(inside, &news);
	inside_tell(inside, &news);
	*next = clock_milliseconds();
	*next += MAX((int64_t)USAGE_PAUSE, (*next - now) * RESTS);
}

/* Sleeps until a child ends or some time is over. */
static void
rest(const sigset_t *ended)
{
	enum { REST = 200000000 };
	struct timespec time = { 0, REST };

	(void)sigtimedwait(ended, NULL, &time);
}

static void
reap(const struct inside *inside, pid_t payload)
{
	struct news news = { .kind = NEWS_ENDED };
	int64_t next = clock_milliseconds() + USAGE_PAUSE;
	sigset_t ended;
	pid_t gone;

	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	while ((gone = waitpid(-1, &news.value, WNOHANG)) != payload) {
		if (gone > 0)
			continue;
		look_around(inside, &next);
		rest(&ended);
	}
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	/* Signal 0 is none, and reaches nobody where nobody is. */
	if (kill(-1, 0) == 0)
		news.leftovers = count_others();
	inside_tell(inside, &news);
}

/* Without a link on the way, whatever the run has put there. */
static int
open_output(const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
				.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

/* When nothing lives any more that could change them. */
static void
hand_out(const struct inside *inside)
{
	const struct strings *outputs = &inside->plan->outputs;

	if (outputs->count == 0)
		return;
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	for (size_t i = 0; i < outputs->count; i++) {
		struct news news = { .kind = NEWS_OUTPUT, .value = (int)i };
		cleanup_close int fd = open_output(outputs->items[i]);
		struct stat about;

		if (fd >= 0 && fstat(fd, &about) == 0 &&
		    (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))) {
			inside_hand_out(inside, &news, fd);
			continue;
		}
		snprintf(news.text, sizeof(news.text), "%s",
			 fd < 0 ? strerror(errno) : "neither a file nor a folder");
		inside_tell(inside, &news);
	}
}

/* A caller that went before the signal was asked for has left a socket without a reader.
 */
static int
die_with_caller(const struct inside *inside, struct error *err)
{
	struct pollfd status = { .fd = inside->status };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return error_set_errno(err, "PR_SET_PDEATHSIG");
	if (poll(&status, 1, 0) > 0 && (status.revents & (POLLERR | POLLHUP)) != 0)
		_exit(1);
	return 0;
}

/* The session keyring is inherited by user namespaces; this takes an empty one.  A kernel
 * without keyrings has nothing to inherit. */
static int
empty_keyring(const struct inside *inside, struct error *err)
{
	enum { JOIN_SESSION = 1 }; /* KEYCTL_JOIN_SESSION_KEYRING of keyctl(2) */
	int code = inside_lacks(inside, CONTROL_keyring) ? EPERM : 0;

	if (code == 0 && syscall(SYS_keyctl, JOIN_SESSION, NULL) < 0 && errno != ENOSYS)
		code = errno;
	return inside_settle(inside, CONTROL_keyring,
			     code == 0 ? STATE_ENFORCED : STATE_ABSENT, err, "%s",
			     code == 0 ? "" : strerror(code));
}

static int
prepare_world(const struct inside *inside, struct error *err)
{
	if (namespaces_settle(inside, err) < 0)
		return -1;
	if (die_with_caller(inside, err) < 0)
		return -1;
	setsid();
	umask(0);
	if (empty_keyring(inside, err) < 0)
		return -1;
	if (mounts_build(inside, err) < 0)
		return -1;
	return look_set_boot_time(inside, err);
}

/* reap() waits for them. */
static void
hold_child_signals(void)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &held, NULL);
}

/* The caller has something to do first: to put this process where it is limited. */
static bool
is_let_go(const struct inside *inside, struct reserved *trees)
{
	return reserved_receive(trees, inside->status) == 0;
}

/* The payload has told what became of the control; this is process 1's own list. */
static int
close_own_calls(const struct inside *inside, struct error *err)
{
	if (!inside_wants(inside, CONTROL_system_calls) ||
	    inside_lacks(inside, CONTROL_system_calls))
		return 0;
	return seccomp_keep_house(err);
}

/* What the caller has open is not for process 1, and what other runs of the caller wait
 * for the end of is not to be held by this one. */
static void
keep_only(int *kept, size_t count)
{
	unsigned next = STDERR_FILENO + 1;

	for (size_t i = 1; i < count; i++)
		for (size_t j = i; j > 0 && kept[j] < kept[j - 1]; j--) {
			int swapped = kept[j];

			kept[j] = kept[j - 1];
			kept[j - 1] = swapped;
		}
	for (size_t i = 0; i < count; i++) {
		if (kept[i] < (int)next)
			continue;
		if ((unsigned)kept[i] > next)
			syscall(SYS_close_range, next, (unsigned)kept[i] - 1, 0U);
		next = (unsigned)kept[i] + 1;
	}
	syscall(SYS_close_range, next, ~0U, 0U);
}

/* The payload borrows the memory of process 1, which waits until it has become another
 * program: a copy would cost more than anything else that it does. */
#ifdef BUILT_WITH_SANITIZERS
#define spawn() fork()
#else
#define spawn() vfork()
#endif

void
inside_main(struct inside *inside)
{
	struct reserved trees = { .count = 0 };
	struct error err;
	int kept[] = { inside->status, inside->log, inside->filter, inside->terminal };
	pid_t payload;

	later_stop(); /* the world that it makes has libraries that are not ours */
	keep_only(kept, array_length(kept));
	if (!is_let_go(inside, &trees))
		_exit(1);
	inside->trees = inside->reserved ? &trees : NULL;
	if (prepare_world(inside, &err) < 0)
		inside_give_up(inside, NEWS_REFUSED, &err);
	reserved_release(&trees);
	signal(SIGTERM, hand_on);
	hold_child_signals();
	payload = spawn();
	if (payload == 0)
		payload_main(inside);
	if (payload < 0) {
		error_set_errno(&err, "fork");
		inside_give_up(inside, NEWS_REFUSED, &err);
	}
	close(inside->log);
	close(inside->filter);
	/* Not for tracing or reading by the payload; its user namespace would not let it
	 * either.  And nothing that process 1 does from here on needs a privilege. */
	prctl(PR_SET_DUMPABLE, 0);
	if (capabilities_drop(&err) < 0 || close_own_calls(inside, &err) < 0)
		inside_give_up(inside, NEWS_REFUSED, &err);
	reap(inside, payload);
	hand_out(inside);
	_exit(0);
}
