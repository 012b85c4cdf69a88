/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/inputs.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"

enum { PATH_ROOM = 4096, PATHS_MAX = 1 << 20, PAGE = 4096 };

/* A path as it was given, made absolute, and the file that it led to. */
struct named {
	char *path;		     /* owned */
	struct sandbox_input *input; /* borrowed from `files`; NULL: none that counts */
};

struct inputs {
	int listener; /* owned */
	int root;     /* owned: the world's, held open after its end; -1: not known yet */
	void *paths;  /* owned: struct named, of search(3), by path */
	void *files;  /* owned: struct sandbox_input, likewise */
	size_t count, calls, lost;
};

static int
order_named(const void *a, const void *b)
{
	return strcmp(((const struct named *)a)->path, ((const struct named *)b)->path);
}

static int
order_inputs(const void *a, const void *b)
{
	return strcmp(((const struct sandbox_input *)a)->path,
		      ((const struct sandbox_input *)b)->path);
}

static void
named_free(void *at)
{
	free(((struct named *)at)->path);
	free(at);
}

static void
input_free(void *at)
{
	free(((struct sandbox_input *)at)->path);
	free(at);
}

static void *
grow_tree(void **tree, void *node, int (*order)(const void *a, const void *b))
{
	if (tsearch(node, tree, order) == NULL)
		end_program("out of memory");
	return node;
}

struct inputs *
inputs_new(int listener)
{
	struct inputs *inputs = xcalloc(1, sizeof(*inputs));

	inputs->listener = listener;
	inputs->root = -1;
	return inputs;
}

void
inputs_free(struct inputs *inputs)
{
	if (inputs == NULL)
		return;
	close(inputs->listener);
	if (inputs->root >= 0)
		close(inputs->root);
	tdestroy(inputs->paths, named_free);
	tdestroy(inputs->files, input_free);
	free(inputs);
}

int
inputs_descriptor(const struct inputs *inputs)
{
	return inputs->listener;
}

size_t
inputs_calls(const struct inputs *inputs)
{
	return inputs->calls;
}

size_t
inputs_lost(const struct inputs *inputs)
{
	return inputs->lost;
}

/* A text of another process, page by page: what lies behind its end may not be mapped. */
static bool
read_text(pid_t process, uint64_t address, char *text, size_t room)
{
	size_t size = 0;

	while (size < room - 1) {
		size_t part = PAGE - (size_t)((address + size) % PAGE);
		struct iovec ours, theirs;
		ssize_t done;

		if (part > room - 1 - size)
			part = room - 1 - size;
		ours = (struct iovec){ text + size, part };
		theirs = (struct iovec){ (void *)(uintptr_t)(address + size), part };
		done = process_vm_readv(process, &ours, 1, &theirs, 1, 0);
		if (done <= 0)
			return false;
		if (memchr(text + size, '\0', (size_t)done) != NULL)
			return true;
		size += (size_t)done;
	}
	return false;
}

/* Which argument is the path, and which the folder that it starts from. */
static const struct {
	int call, folder, path; /* folder -1: the current one */
	bool run;
} calls[] = {
#ifdef SYS_open
	{ SYS_open, -1, 0, false },
#endif
	{ SYS_openat, 0, 1, false }, { SYS_openat2, 0, 1, false },
	{ SYS_execve, -1, 0, true }, { SYS_execveat, 0, 1, true },
};

static bool
read_folder(pid_t process, int folder, char *text, size_t room)
{
	cleanup_free char *link =
		folder == AT_FDCWD ? xasprintf("/proc/%ld/cwd", (long)process)
				   : xasprintf("/proc/%ld/fd/%d", (long)process, folder);
	ssize_t size = readlink(link, text, room - 1);

	if (size <= 0 || text[0] != '/')
		return false;
	text[size] = '\0';
	return true;
}

static char *
absolute_path(pid_t process, int folder, const char *path)
{
	char above[PATH_ROOM];

	if (path[0] == '/')
		return xstrdup(path);
	if (!read_folder(process, folder, above, sizeof(above)))
		return NULL;
	return path[0] == '\0' ? xstrdup(above) : path_join(above, path);
}

/* Opened within the world, whatever links there are; files that could be written are the
 * run's own. */
static int
open_input(const struct inputs *inputs, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	cleanup_close int fd =
		(int)syscall(SYS_openat2, inputs->root, path + 1, &how, sizeof(how));
	struct statvfs system;
	struct stat about;

	if (fd < 0 || fstat(fd, &about) < 0 || !S_ISREG(about.st_mode) ||
	    fstatvfs(fd, &system) < 0 || (system.f_flag & ST_RDONLY) == 0)
		return -1;
	return steal_fd(&fd);
}

static bool
digest_file(int fd, char *hex)
{
	enum { PIECE = 1 << 16 };
	struct digest_state *state = digest_begin(DIGEST_SHA256);
	struct digest digest;
	uint8_t piece[PIECE];
	ssize_t size;

	while ((size = read(fd, piece, sizeof(piece))) > 0)
		digest_add(state, (struct bytes){ piece, (size_t)size });
	digest_end(state, &digest);
	digest_to_hex(&digest, hex);
	return size == 0;
}

/* Where the file really is, seen from inside. */
static char *
real_path(int fd, const char *given)
{
	cleanup_free char *link = xasprintf("/proc/self/fd/%d", fd);
	char path[PATH_ROOM];
	ssize_t size = readlink(link, path, sizeof(path) - 1);

	if (size <= 0 || path[0] != '/')
		return xstrdup(given);
	path[size] = '\0';
	return xstrdup(path);
}

/* The file that a path leads to, as it is while the process waits for it: what cannot be
 * written stays so until the run has ended. */
static struct sandbox_input *
find_file(struct inputs *inputs, const char *path)
{
	cleanup_close int fd = open_input(inputs, path);
	cleanup_free char *real = fd < 0 ? NULL : real_path(fd, path);
	struct sandbox_input wanted = { .path = real };
	struct sandbox_input *const *found =
		fd < 0 ? NULL : tfind(&wanted, &inputs->files, order_inputs);
	struct sandbox_input *fresh;

	if (fd < 0 || found != NULL)
		return fd < 0 ? NULL : *found;
	if (!digest_file(fd, wanted.sha256))
		return NULL;
	fresh = xcalloc(1, sizeof(*fresh));
	*fresh = wanted;
	fresh->path = steal_pointer(&real);
	return grow_tree(&inputs->files, fresh, order_inputs);
}

static void
keep(struct inputs *inputs, char *path, bool run)
{
	struct named wanted = { .path = path };
	struct named *const *found = tfind(&wanted, &inputs->paths, order_named);
	struct named *named = found == NULL ? NULL : *found;

	if (named == NULL && inputs->count == PATHS_MAX) {
		inputs->lost++;
		free(path);
		return;
	}
	if (named == NULL) {
		named = xcalloc(1, sizeof(*named));
		*named = (struct named){ path, find_file(inputs, path) };
		grow_tree(&inputs->paths, named, order_named);
		inputs->count++;
	} else {
		free(path);
	}
	if (named->input != NULL)
		named->input->run |= run;
}

/* "#!/usr/bin/perl -w": the kernel runs the interpreter without a call that we would see.
 */
static char *
find_interpreter(const struct inputs *inputs, const char *path)
{
	enum { LINE = 256 }; /* BINPRM_BUF_SIZE of linux/binfmts.h */
	cleanup_close int fd = open_input(inputs, path);
	char line[LINE];
	ssize_t size = fd < 0 ? -1 : pread(fd, line, sizeof(line) - 1, 0);
	char *start;

	if (size < 2 || line[0] != '#' || line[1] != '!')
		return NULL;
	line[size] = '\0';
	start = line + 2 + strspn(line + 2, " \t");
	start[strcspn(start, " \t\n")] = '\0';
	return *start == '/' ? xstrdup(start) : NULL;
}

static void
keep_program(struct inputs *inputs, char *path)
{
	enum { INTERPRETERS = 4 }; /* as many as the kernel follows */
	char *next = path;

	for (unsigned i = 0; i <= INTERPRETERS && next != NULL; i++) {
		path = next;
		next = find_interpreter(inputs, path);
		keep(inputs, path, true);
	}
	free(next);
}

static void
note_path(struct inputs *inputs, char *path, bool run)
{
	if (run)
		keep_program(inputs, path);
	else
		keep(inputs, path, false);
}

static void
note_call(struct inputs *inputs, const struct seccomp_notif *call)
{
	pid_t process = (pid_t)call->pid;
	char path[PATH_ROOM];

	if (inputs->root < 0) {
		cleanup_free char *root = xasprintf("/proc/%ld/root", (long)process);

		inputs->root = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	for (size_t i = 0; i < array_length(calls); i++) {
		int folder = calls[i].folder < 0 ? AT_FDCWD
						 : (int)call->data.args[calls[i].folder];
		char *whole;

		if (calls[i].call != call->data.nr)
			continue;
		if (!read_text(process, call->data.args[calls[i].path], path,
			       sizeof(path)))
			return;
		whole = absolute_path(process, folder, path);
		/* The process may be another one by now. */
		if (whole != NULL &&
		    ioctl(inputs->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &call->id) == 0)
			note_path(inputs, whole, calls[i].run);
		else
			free(whole);
		return;
	}
}

bool
inputs_note(struct inputs *inputs)
{
	struct seccomp_notif call = { 0 };
	struct seccomp_notif_resp answer = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	if (ioctl(inputs->listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0)
		return errno == EINTR || errno == ENOENT; /* it died while it waited */
	inputs->calls++;
	note_call(inputs, &call);
	answer.id = call.id;
	return ioctl(inputs->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0 ||
	       errno == ENOENT;
}

struct listing {
	struct sandbox_input *items;
	size_t count;
};

static void
list_one(const void *node, VISIT visit, void *context)
{
	const struct sandbox_input *input = *(const struct sandbox_input *const *)node;
	struct listing *listing = context;
	struct sandbox_input copy = *input;

	if (visit != postorder && visit != leaf)
		return;
	copy.path = xstrdup(input->path);
	array_append(listing->items, listing->count, copy);
}

void
inputs_list(const struct inputs *inputs, struct sandbox_input **out, size_t *count)
{
	struct listing listing = { NULL, 0 };

	twalk_r(inputs->files, list_one, &listing);
	*out = listing.items;
	*count = listing.count;
}
