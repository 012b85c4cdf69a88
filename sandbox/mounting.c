/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/mounting.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

/* mount_setattr(2), since Linux 5.12.  The C library's header of it and the kernel's own
 * exclude each other in several versions, so the few names stand here. */
struct attributes {
	uint64_t set, clear, propagation, user_namespace;
};

enum {
	ATTRIBUTE_READ_ONLY = 0x1,
	ATTRIBUTE_NO_SETUID = 0x2,
	ATTRIBUTE_NO_DEVICES = 0x4,
	ATTRIBUTE_USERS = 0x100000,
	RECURSIVE = 0x8000,
	TREE_CLONE = 0x1, /* open_tree(2), move_mount(2): since Linux 5.2 */
	MOVE_OPENED = 0x4,
	SYSCALL_OPEN_TREE = 428, /* the same on every architecture, all three */
	SYSCALL_MOVE_MOUNT = 429,
	SYSCALL_MOUNT_SETATTR = 442,
};

static int
set_attributes(const char *path, uint64_t set, unsigned flags, struct error *err)
{
	struct attributes attributes = { .set = set };

	if (syscall(SYSCALL_MOUNT_SETATTR, AT_FDCWD, path, flags, &attributes,
		    sizeof(attributes)) == 0)
		return 0;
	if (errno == ENOSYS)
		return error_set(
			err, ERROR_UNSUPPORTED,
			"the sandbox needs mount_setattr(2): Linux 5.12 or newer");
	return error_set_errno(err, "%s: cannot set how it is mounted", path);
}

/* Whether a folder or a file is there: 1, or 0.  A root file system that somebody else
 * made may have a link where we make a folder or a file, and it would lead to the host's
 * tree, which is still there: openat2(2). */
static int
is_there(const char *path, struct error *err)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
	cleanup_close int fd =
		(int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));

	if (fd >= 0)
		return 1;
	if (errno != ELOOP)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED,
			 "%s: there is a link in this root where the sandbox needs a "
			 "folder or a file of its own",
			 path);
}

int
mounting_make_folder(const char *path, struct error *err)
{
	cleanup_free char *above = xstrdup(path);
	char *slash = strrchr(above, '/');
	int there = is_there(path, err);

	if (there != 0)
		return there < 0 ? -1 : 0;
	if (slash > above) {
		*slash = '\0';
		if (mounting_make_folder(above, err) < 0)
			return -1;
	}
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return error_set_errno(err, "%s", path);
	return 0;
}

static int
make_folder_above(const char *path, struct error *err)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *above = xstrndup(path, (size_t)(slash - path));

	return above[0] == '\0' ? 0 : mounting_make_folder(above, err);
}

int
mounting_make_file(const char *path, struct error *err)
{
	struct stat about;

	if (make_folder_above(path, err) < 0)
		return -1;
	if (lstat(path, &about) == 0 && !S_ISLNK(about.st_mode))
		return 0;
	return mounting_write(path, "", 0644, err);
}

int
mounting_make_link(const char *path, const char *target, struct error *err)
{
	if (make_folder_above(path, err) < 0)
		return -1;
	if (symlink(target, path) < 0)
		return error_set_errno(err, "%s: cannot make the link", path);
	return 0;
}

int
mounting_write(const char *path, const char *content, mode_t mode, struct error *err)
{
	return mounting_write_bytes(path, bytes_of_text(content), mode, err);
}

static int
open_new(const char *path, mode_t mode)
{
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(path, flags, mode);

	if (fd < 0 && errno == EEXIST && unlink(path) == 0)
		fd = open(path, flags, mode);
	return fd;
}

int
mounting_write_bytes(const char *path, struct bytes content, mode_t mode,
		     struct error *err)
{
	cleanup_close int fd = -1;

	if (make_folder_above(path, err) < 0)
		return -1;
	fd = open_new(path, mode);
	if (fd < 0 || file_write_all(fd, content) < 0 || fchmod(fd, mode) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

int
mounting_tmpfs(const char *path, uint64_t size, mode_t mode, struct error *err)
{
	enum { PAGE = 4096, FEWEST_FILES = 1024 };
	uint64_t files = size / PAGE > FEWEST_FILES ? size / PAGE : FEWEST_FILES;
	cleanup_free char *options =
		xasprintf("size=%llu,nr_inodes=%llu,mode=%o", (unsigned long long)size,
			  (unsigned long long)files, mode);

	if (mounting_make_folder(path, err) < 0)
		return -1;
	if (mount("tmpfs", path, "tmpfs", MS_NOSUID | MS_NODEV, options) < 0)
		return error_set_errno(err, "%s: cannot mount a tmpfs", path);
	return 0;
}

static int
bind(const char *from, const char *to, uint64_t attributes, struct error *err)
{
	struct stat facts;

	if (stat(from, &facts) < 0)
		return error_set_errno(err, "%s", from);
	if (S_ISDIR(facts.st_mode) ? mounting_make_folder(to, err) < 0
				   : mounting_make_file(to, err) < 0)
		return -1;
	if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) < 0)
		return error_set_errno(err, "%s: cannot be mounted at %s", from, to);
	return set_attributes(to, attributes, RECURSIVE, err);
}

int
mounting_bind(const char *from, const char *to, bool writable, struct error *err)
{
	return bind(from, to,
		    ATTRIBUTE_NO_SETUID | ATTRIBUTE_NO_DEVICES |
			    (writable ? 0 : ATTRIBUTE_READ_ONLY),
		    err);
}

int
mounting_open(const char *path, bool writable, int users, struct error *err)
{
	struct attributes attributes = {
		.set = ATTRIBUTE_NO_SETUID | ATTRIBUTE_NO_DEVICES | ATTRIBUTE_USERS |
		       (writable ? 0 : ATTRIBUTE_READ_ONLY),
		.propagation = MS_PRIVATE,
		.user_namespace = (uint64_t)users,
	};
	cleanup_close int tree = (int)syscall(SYSCALL_OPEN_TREE, AT_FDCWD, path,
					      TREE_CLONE | O_CLOEXEC | RECURSIVE);

	if (tree < 0)
		return error_set_errno(err, "%s", path);
	if (syscall(SYSCALL_MOUNT_SETATTR, tree, "", AT_EMPTY_PATH | RECURSIVE,
		    &attributes, sizeof(attributes)) < 0)
		return error_set(err, ERROR_UNSUPPORTED,
				 "%s cannot be mounted with other owners (%s)", path,
				 strerror(errno));
	return steal_fd(&tree);
}

int
mounting_attach(int tree, const char *to, struct error *err)
{
	struct stat facts;

	if (fstat(tree, &facts) < 0)
		return error_set_errno(err, "%s", to);
	if (S_ISDIR(facts.st_mode) ? mounting_make_folder(to, err) < 0
				   : mounting_make_file(to, err) < 0)
		return -1;
	if (syscall(SYSCALL_MOVE_MOUNT, tree, "", AT_FDCWD, to, MOVE_OPENED) < 0)
		return error_set_errno(err, "%s: cannot be mounted", to);
	return 0;
}

int
mounting_device(const char *from, const char *to, struct error *err)
{
	struct stat facts;

	if (stat(from, &facts) < 0)
		return error_set_errno(err, "%s", from);
	if (!S_ISCHR(facts.st_mode))
		return error_set(err, ERROR_UNSUPPORTED, "%s is no device on this host",
				 from);
	return bind(from, to, ATTRIBUTE_NO_SETUID, err);
}

int
mounting_cover(const char *from, const char *to, struct error *err)
{
	if (mount(from, to, NULL, MS_BIND | MS_REC, NULL) < 0)
		return errno == ENOENT
			       ? 0
			       : error_set_errno(err, "%s: cannot be mounted at %s", from,
						 to);
	return set_attributes(
		to, ATTRIBUTE_NO_SETUID | ATTRIBUTE_NO_DEVICES | ATTRIBUTE_READ_ONLY,
		RECURSIVE, err);
}

int
mounting_seal(const char *path, struct error *err)
{
	return set_attributes(path, ATTRIBUTE_READ_ONLY, 0, err);
}
