/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock(7): a process denies itself files, ports and signals, without privilege.  The
 * kernel tells which version it has; each adds rights that can be denied (1 files, 2
 * refer, 3 truncate, 4 TCP, 5 device ioctl, 6 scopes).  The C library has no wrapper, and
 * the kernel's header of the machine may be older than its kernel, so names stand here.
 */
#include "sandbox/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"

struct ruleset {
	uint64_t files, network, scopes;
};

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

enum {
	SYSCALL_CREATE = 444,
	SYSCALL_ADD = 445,
	SYSCALL_RESTRICT = 446,
	TELL_VERSION = 1,
	RULE_BENEATH = 1,

	FILE_WRITE = 1 << 1,
	FILE_READ = 1 << 2,
	FOLDER_READ = 1 << 3,
	FOLDER_REMOVE = 1 << 4,
	FILE_REMOVE = 1 << 5,
	FOLDER_MAKE = 1 << 7,
	FILE_MAKE = 1 << 8,
	LINK_MAKE = 1 << 12,
	FILE_REFER = 1 << 13,
	FILE_TRUNCATE = 1 << 14,
	FILE_IOCTL = 1 << 15,
	FILES_VERSION_1 = (1 << 13) - 1,
	FOLDER_RIGHTS = FILE_WRITE | FILE_READ | FOLDER_READ | FOLDER_REMOVE |
			FILE_REMOVE | FOLDER_MAKE | FILE_MAKE | LINK_MAKE | FILE_REFER |
			FILE_TRUNCATE,

	NETWORK_ALL = 3, /* bind and connect of TCP */
	SCOPES_ALL = 3,	 /* abstract sockets and signals */
};

int
landlock_version(void)
{
	return (int)syscall(SYSCALL_CREATE, NULL, 0, TELL_VERSION);
}

static struct ruleset
everything(int version)
{
	struct ruleset all = { .files = FILES_VERSION_1 };

	if (version >= 2)
		all.files |= FILE_REFER;
	if (version >= 3)
		all.files |= FILE_TRUNCATE;
	if (version >= 5)
		all.files |= FILE_IOCTL;
	if (version >= 4)
		all.network = NETWORK_ALL;
	if (version >= 6)
		all.scopes = SCOPES_ALL;
	return all;
}

/* An older kernel takes a longer struct as long as what it does not know is zero. */
static int
restrict_to(const struct ruleset *denied, int folder, struct error *err)
{
	cleanup_close int rules =
		(int)syscall(SYSCALL_CREATE, denied, sizeof(*denied), 0);
	struct beneath rule = { .allowed = FOLDER_RIGHTS & denied->files,
				.folder = folder };

	if (rules < 0)
		return error_set_errno(err, "landlock");
	if (folder >= 0 && syscall(SYSCALL_ADD, rules, RULE_BENEATH, &rule, 0) < 0)
		return error_set_errno(err, "landlock");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYSCALL_RESTRICT, rules, 0) < 0)
		return error_set_errno(err, "landlock");
	return 0;
}

int
landlock_close_all(int folder, struct error *err)
{
	struct ruleset denied = everything(landlock_version());

	return restrict_to(&denied, folder, err);
}

int
landlock_close_scopes(struct error *err)
{
	struct ruleset denied = { .scopes = SCOPES_ALL };

	return restrict_to(&denied, -1, err);
}
