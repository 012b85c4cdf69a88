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
#include <sys/stat.h>
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

	FILE_RUN = 1 << 0,
	FILE_WRITE = 1 << 1,
	FILE_READ = 1 << 2,
	FOLDER_READ = 1 << 3,
	FOLDER_REMOVE = 1 << 4,
	FILE_REMOVE = 1 << 5,
	FOLDER_MAKE = 1 << 7,
	DEVICE_MAKE = 1 << 6, /* of characters */
	FILE_MAKE = 1 << 8,
	DISK_MAKE = 1 << 11, /* a block device */
	LINK_MAKE = 1 << 12,
	FILE_REFER = 1 << 13,
	FILE_TRUNCATE = 1 << 14,
	FILE_IOCTL = 1 << 15,
	FILES_VERSION_1 = (1 << 13) - 1,
	FOLDER_RIGHTS = FILE_WRITE | FILE_READ | FOLDER_READ | FOLDER_REMOVE |
			FILE_REMOVE | FOLDER_MAKE | FILE_MAKE | LINK_MAKE | FILE_REFER |
			FILE_TRUNCATE,

	READ_RIGHTS = FILE_RUN | FILE_READ | FOLDER_READ,
	DEVICE_RIGHTS = FILE_READ | FILE_WRITE | FOLDER_READ | FILE_TRUNCATE | FILE_IOCTL,
	RIGHTS_OF_A_FILE = FILE_RUN | FILE_READ | FILE_WRITE | FILE_TRUNCATE | FILE_IOCTL,

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
make_rules(const struct ruleset *denied, struct error *err)
{
	int rules = (int)syscall(SYSCALL_CREATE, denied, sizeof(*denied), 0);

	return rules < 0 ? error_set_errno(err, "landlock") : rules;
}

static int
enforce(int rules, struct error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYSCALL_RESTRICT, rules, 0) < 0)
		return error_set_errno(err, "landlock");
	return 0;
}

static int
add_rule(int rules, int folder, uint64_t allowed, struct error *err)
{
	struct beneath rule = { .allowed = allowed, .folder = folder };

	return syscall(SYSCALL_ADD, rules, RULE_BENEATH, &rule, 0) < 0
		       ? error_set_errno(err, "landlock")
		       : 0;
}

int
landlock_close_all(int folder, struct error *err)
{
	struct ruleset denied = everything(landlock_version());
	cleanup_close int rules = make_rules(&denied, err);

	if (rules < 0 || (folder >= 0 &&
			  add_rule(rules, folder, FOLDER_RIGHTS & denied.files, err) < 0))
		return -1;
	return enforce(rules, err);
}

static uint64_t
rights_of(enum landlock_right right)
{
	switch (right) {
	case RIGHT_READ:
		return READ_RIGHTS;
	case RIGHT_DEVICE:
		return DEVICE_RIGHTS;
	case RIGHT_WRITE:
		break;
	}
	return ~(uint64_t)(DEVICE_MAKE | DISK_MAKE);
}

static int
allow_place(int rules, const struct landlock_place *place, uint64_t denied,
	    struct error *err)
{
	uint64_t allowed = rights_of(place->right) & denied;
	cleanup_close int fd = open(place->path, O_PATH | O_CLOEXEC);
	struct stat about;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &about) < 0)
		return error_set_errno(err, "%s", place->path);
	if (!S_ISDIR(about.st_mode))
		allowed &= RIGHTS_OF_A_FILE;
	return add_rule(rules, fd, allowed, err);
}

int
landlock_close_run(bool scopes, const struct landlock_place *places, size_t count,
		   struct error *err)
{
	struct ruleset denied = everything(landlock_version());
	cleanup_close int rules = -1;

	denied.network = 0;
	if (!scopes)
		denied.scopes = 0;
	if (places == NULL)
		denied.files = 0;
	if (denied.scopes == 0 && denied.files == 0)
		return 0;
	rules = make_rules(&denied, err);
	if (rules < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (allow_place(rules, &places[i], denied.files, err) < 0)
			return -1;
	return enforce(rules, err);
}
