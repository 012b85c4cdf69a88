/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/reserved.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "sandbox/inside.h"
#include "sandbox/mounting.h"

/* Above what systemd gives to containers (uid range 524288 to 1879048191), and no account
 * of any distribution's.  Process numbers are below 2^22, and two processes that live at
 * once in one PID namespace have two, so that the number of process 1 chooses a user
 * without a list of those that are taken. */
enum { FIRST = 0x70000000 };

/* What root is called inside: no file has it for an owner. */
enum { ROOT_INSIDE = 0x7ffffff0 };

void
reserved_release(struct reserved *reserved)
{
	for (size_t i = 0; i < reserved->count; i++)
		close(reserved->trees[i]);
	reserved->count = 0;
}

/* Where everybody may read everything, and root's files may stay root's. */
static bool
is_everybodys(const char *path)
{
	static const char *const tops[] = { "/usr", "/bin", "/sbin", "/lib", "/lib64" };

	for (size_t i = 0; i < array_length(tops); i++) {
		size_t size = strlen(tops[i]);

		if (text_starts_with(path, tops[i]) &&
		    (path[size] == '\0' || path[size] == '/'))
			return strstr(path, "/../") == NULL;
	}
	return false;
}

static bool
is_opened(const struct sandbox_mount *mount)
{
	return mount->kind == MOUNT_WRITABLE ||
	       (mount->kind == MOUNT_READ_ONLY && !is_everybodys(mount->from));
}

int
reserved_root(const struct sandbox_plan *plan)
{
	return plan->root != NULL ? 0 : -1;
}

int
reserved_layer(const struct sandbox_plan *plan)
{
	return plan->layer != NULL ? reserved_root(plan) + 1 : -1;
}

int
reserved_mount(const struct sandbox_plan *plan, size_t mount)
{
	int index = (plan->root != NULL) + (plan->layer != NULL);

	if (!is_opened(&plan->mounts[mount]))
		return -1;
	for (size_t i = 0; i < mount; i++)
		index += is_opened(&plan->mounts[i]);
	return index;
}

static int
write_map(pid_t init, unsigned user, const char *name, struct error *err)
{
	cleanup_free char *path = xasprintf("/proc/%d/%s", (int)init, name);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);
	char map[96];
	int size = snprintf(map, sizeof(map), "0 %u 1\n%u 0 1\n", user,
			    (unsigned)ROOT_INSIDE);

	if (fd < 0 || write(fd, map, (size_t)size) < 0)
		return error_set(err, ERROR_UNSUPPORTED,
				 "this root may not be user %u (%s)", user,
				 strerror(errno));
	return 0;
}

static int
add_tree(struct reserved *out, const char *path, bool writable, int users,
	 struct error *err)
{
	int tree;

	if (out->count == RESERVED_TREES_MAX)
		return error_set(err, ERROR_UNSUPPORTED, "more than %d mounts",
				 RESERVED_TREES_MAX);
	tree = mounting_open(path, writable, users, err);
	if (tree < 0)
		return -1;
	out->trees[out->count++] = tree;
	return 0;
}

int
reserved_make(struct reserved *out, const struct inside *inside, pid_t init,
	      struct error *err)
{
	const struct sandbox_plan *plan = inside->plan;
	unsigned user = (unsigned)FIRST + (unsigned)init;
	cleanup_free char *path = xasprintf("/proc/%d/ns/user", (int)init);
	cleanup_close int users = -1;

	if (write_map(init, user, "uid_map", err) < 0 ||
	    write_map(init, user, "gid_map", err) < 0)
		return -1;
	users = open(path, O_RDONLY | O_CLOEXEC);
	if (users < 0)
		return error_set_errno(err, "%s", path);
	if ((plan->root != NULL && add_tree(out, plan->root, false, users, err) < 0) ||
	    (plan->layer != NULL && add_tree(out, plan->layer, true, users, err) < 0))
		return -1;
	for (size_t i = 0; i < plan->mount_count; i++) {
		const struct sandbox_mount *mount = &plan->mounts[i];

		if (is_opened(mount) &&
		    add_tree(out, mount->from, mount->kind == MOUNT_WRITABLE, users,
			     err) < 0)
			return -1;
	}
	/* The log is the payload's own, so that it can open /dev/stdout; last, for where
	 * there is no such user it stays root's. */
	return fchown(inside->log, user, user) < 0 ? error_set_errno(err, "the log") : 0;
}

/* unix(7): descriptors travel beside a message, in a block of their own. */
int
reserved_send(const struct reserved *reserved, int socket)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(reserved->trees))] = { 0 };
	size_t size = reserved->count * sizeof(reserved->trees[0]);
	char word = '\0';
	struct iovec text = { &word, sizeof(word) };
	struct msghdr message = { .msg_iov = &text, .msg_iovlen = 1 };

	if (size > 0) {
		struct cmsghdr *beside;

		message.msg_control = room;
		message.msg_controllen = CMSG_SPACE(size);
		beside = CMSG_FIRSTHDR(&message);
		beside->cmsg_level = SOL_SOCKET;
		beside->cmsg_type = SCM_RIGHTS;
		beside->cmsg_len = CMSG_LEN(size);
		memcpy(CMSG_DATA(beside), reserved->trees, size);
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int
reserved_receive(struct reserved *out, int socket)
{
	_Alignas(struct cmsghdr) char room[CMSG_SPACE(sizeof(out->trees))];
	char word;
	struct iovec text = { &word, sizeof(word) };
	struct msghdr message = { .msg_iov = &text,
				  .msg_iovlen = 1,
				  .msg_control = room,
				  .msg_controllen = sizeof(room) };
	const struct cmsghdr *beside;

	out->count = 0;
	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != sizeof(word))
		return -1;
	beside = CMSG_FIRSTHDR(&message);
	if (beside == NULL)
		return 0;
	out->count = (beside->cmsg_len - CMSG_LEN(0)) / sizeof(out->trees[0]);
	memcpy(out->trees, CMSG_DATA(beside), out->count * sizeof(out->trees[0]));
	return 0;
}
