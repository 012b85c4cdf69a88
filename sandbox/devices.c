/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the world that no plan names: /dev, /proc and a small /etc. */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "sandbox/mounting.h"

#define HOST "/host" /* where mounts.c keeps the host's tree meanwhile */

struct link {
	const char *to, *target;
};

int
devices_make(const struct inside *inside, const char *root, struct error *err)
{
	static const char *const devices[] = { "null", "zero", "full", "random",
					       "urandom" };
	static const struct link links[] = {
		{ "fd", "/proc/self/fd" },
		{ "stdin", "/proc/self/fd/0" },
		{ "stdout", "/proc/self/fd/1" },
		{ "stderr", "/proc/self/fd/2" },
	};
	enum { SIZE = 1 << 20 };
	cleanup_free char *dev = xasprintf("%s/dev", root),
			  *shm = xasprintf("%s/shm", dev);

	if (mounting_tmpfs(dev, SIZE, 0755, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(devices); i++) {
		cleanup_free char *from = xasprintf(HOST "/dev/%s", devices[i]);
		cleanup_free char *to = xasprintf("%s/%s", dev, devices[i]);

		if (mounting_device(from, to, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < array_length(links); i++) {
		cleanup_free char *to = xasprintf("%s/%s", dev, links[i].to);

		if (symlink(links[i].target, to) < 0)
			return error_set_errno(err, "%s", to);
	}
	if (mounting_tmpfs(shm, inside->plan->limits.scratch, 01777, err) < 0)
		return -1;
	return mounting_seal(dev, err);
}

/* What a build has no business with: read as empty, or only read. */
static int
mask_proc(const char *proc, struct error *err)
{
	static const char *const emptied[] = { "kcore",	   "keys",	 "key-users",
					       "kmsg",	   "timer_list", "sysrq-trigger",
					       "kallsyms", "interrupts", "config.gz",
					       "cmdline" };
	static const char *const sealed[] = { "sys",  "irq",  "bus",	"fs",
					      "acpi", "scsi", "sysvipc" };

	if (mounting_write("/empty", "", 0444, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(emptied); i++) {
		cleanup_free char *path = xasprintf("%s/%s", proc, emptied[i]);

		if (mounting_cover("/empty", path, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < array_length(sealed); i++) {
		cleanup_free char *path = xasprintf("%s/%s", proc, sealed[i]);

		if (mounting_cover(path, path, err) < 0)
			return -1;
	}
	return 0;
}

/* kernel.pid_max belongs to the PID namespace since Linux 6.14: an exact cap on the
 * number of processes.  In older kernels it is the whole host's and must not be touched.
 */
static bool
pid_max_is_ours(void)
{
	struct utsname name;
	int major = 0, minor = 0;

	if (uname(&name) < 0 || sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return false;
	return major > 6 || (major == 6 && minor >= 14);
}

static int
cap_processes(const struct inside *inside, const char *proc, struct error *err)
{
	enum { RESERVED = 301 }; /* the kernel takes no less */
	uint64_t most = inside->plan->limits.processes;
	bool root = inside->user == 0 && !inside->reserved;
	cleanup_free char *path = xasprintf("%s/sys/kernel/pid_max", proc);
	cleanup_free char *text = xasprintf(
		"%llu", (unsigned long long)(most > RESERVED ? most : RESERVED));
	cleanup_close int fd = -1;

	if (most == 0)
		return 0;
	if (pid_max_is_ours() && !inside_lacks(inside, CONTROL_process_limit)) {
		fd = open(path, O_WRONLY | O_CLOEXEC);
		if (fd >= 0 && dprintf(fd, "%s", text) > 0)
			return inside_settle(inside, CONTROL_process_limit,
					     STATE_ENFORCED, err, "%s", "");
	}
	if (inside->counted && !inside_lacks(inside, CONTROL_process_limit))
		return inside_settle(inside, CONTROL_process_limit, STATE_ENFORCED, err,
				     "%s", "");
	/* limits.c sets RLIMIT_NPROC as well, which holds for all but the host's root. */
	return inside_settle(inside, CONTROL_process_limit,
			     root ? STATE_ABSENT : STATE_WEAKENED, err,
			     "an exact one wants Linux 6.14%s",
			     root ? ", and root knows no other" : "");
}

/* System V shared memory belongs to the namespace of its own, and outlives the process
 * that has made it: no more than a scratch mount holds. */
static void
cap_shared_memory(const struct inside *inside, const char *proc)
{
	enum { PAGE = 4096 };
	const struct sandbox_limits *limits = &inside->plan->limits;
	uint64_t most = limits->memory_total > 0 && limits->memory_total < limits->scratch
				? limits->memory_total
				: limits->scratch;
	cleanup_free char *path = xasprintf("%s/sys/kernel/shmall", proc);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0)
		dprintf(fd, "%llu", (unsigned long long)(most / PAGE));
}

int
proc_make(const struct inside *inside, const char *root, struct error *err)
{
	cleanup_free char *proc = xasprintf("%s/proc", root);
	unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;

	if (mounting_make_folder(proc, err) < 0)
		return -1;
	/* With hidepid the payload does not see process 1, whose arguments are the
	 * host's. */
	if (inside_lacks(inside, CONTROL_process_view) ||
	    (mount("proc", proc, "proc", flags, "hidepid=ptraceable") < 0 &&
	     (errno != EINVAL || mount("proc", proc, "proc", flags, NULL) < 0)))
		return error_set(
			err, ERROR_UNSUPPORTED,
			"the sandbox cannot mount /proc: a container that hides parts "
			"of it keeps others from doing so");
	cap_shared_memory(inside, proc);
	if (cap_processes(inside, proc, err) < 0 || mask_proc(proc, err) < 0)
		return -1;
	return inside_settle(inside, CONTROL_process_view, STATE_ENFORCED, err, "%s", "");
}

static int
etc_write(const char *root, const char *name, const char *content, struct error *err)
{
	cleanup_free char *path = xasprintf("%s/etc/%s", root, name);

	return mounting_write(path, content, 0644, err);
}

/* What a root has there, with one line more at the front, where it is found first. */
static int
etc_prepend(const char *root, const char *name, const char *line, struct error *err)
{
	enum { TABLE_MAX = 1 << 20 };
	cleanup_free char *path = xasprintf("%s/etc/%s", root, name);
	cleanup_buffer struct buffer text = BUFFER_INIT(TABLE_MAX);
	cleanup_close int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	buffer_append_text(&text, line);
	if (fd >= 0 && file_read_all(fd, &text) < 0)
		return error_set_errno(err, "%s", path);
	return buffer_check(&text, err) < 0
		       ? -1
		       : mounting_write_bytes(path, buffer_bytes(&text), 0644, err);
}

static int
etc_extend(const struct inside *inside, const char *root, struct error *err)
{
	const struct sandbox_look *look = &inside->plan->look;
	cleanup_free char *etc = xasprintf("%s/etc", root);
	cleanup_free char *user =
		xasprintf("%s:x:%u:%u:%s:%s:/bin/sh\n", look->user_name, inside->own_user,
			  inside->own_group, look->user_name, look->home);
	cleanup_free char *group =
		xasprintf("%s:x:%u:\n", look->group_name, inside->own_group);
	cleanup_free char *host_name = xasprintf("%s\n", look->host_name);

	if (mounting_make_folder(etc, err) < 0 ||
	    etc_prepend(root, "passwd", user, err) < 0 ||
	    etc_prepend(root, "group", group, err) < 0 ||
	    etc_write(root, "hostname", host_name, err) < 0)
		return -1;
	return inside->plan->network == NETWORK_HOST
		       ? 0
		       : etc_write(root, "hosts", "127.0.0.1 localhost\n::1 localhost\n",
				   err);
}

int
etc_make(const struct inside *inside, const char *root, struct error *err)
{
	const struct sandbox_look *look = &inside->plan->look;
	cleanup_free char *host_name = xasprintf("%s\n", look->host_name);
	cleanup_free char *users =
		xasprintf("root:x:0:0:root:/:/usr/sbin/nologin\n"
			  "%s:x:%u:%u:%s:%s:/bin/sh\n"
			  "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
			  look->user_name, inside->own_user, inside->own_group,
			  look->user_name, look->home);
	cleanup_free char *groups = xasprintf("root:x:0:\n%s:x:%u:\nnogroup:x:65534:\n",
					      look->group_name, inside->own_group);

	if (inside->plan->root != NULL)
		return etc_extend(inside, root, err);
	if (etc_write(root, "passwd", users, err) < 0 ||
	    etc_write(root, "group", groups, err) < 0 ||
	    etc_write(root, "nsswitch.conf",
		      "passwd: files\ngroup: files\nhosts: files dns\n", err) < 0 ||
	    etc_write(root, "hostname", host_name, err) < 0)
		return -1;
	if (inside->plan->network == NETWORK_HOST)
		return 0; /* mounts.c adds the host's /etc/hosts */
	return etc_write(root, "hosts", "127.0.0.1 localhost\n::1 localhost\n", err);
}
