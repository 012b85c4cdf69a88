/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attempts to get out, to get at process 1, or to get at the kernel. */
#include "tests/attack/attack.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

enum { INIT = 1 };

/* Calls that are younger than some headers, and the same on every architecture. */
enum {
	CALL_OPEN_TREE = 428,
	CALL_MOVE_MOUNT = 429,
	CALL_FSOPEN = 430,
	CALL_CLONE3 = 435,
	CALL_PIDFD_OPEN = 434,
	CALL_PIDFD_GETFD = 438,
	CALL_MOUNT_SETATTR = 442,
	CALL_IO_URING_SETUP = 425,
	CALL_OPEN_TREE_ATTR = 467,
};

const char *
attack_mount(void)
{
	return outcome(mount("x", "/tmp", "tmpfs", 0, NULL));
}

const char *
attack_remount(void)
{
	return outcome(mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL));
}

const char *
attack_unmount(void)
{
	return outcome(umount2("/proc", MNT_DETACH));
}

const char *
attack_pivot(void)
{
	return outcome(syscall(SYS_pivot_root, "/tmp", "/tmp"));
}

const char *
attack_change_root(void)
{
	return outcome(chroot("/tmp"));
}

const char *
attack_unshare_user(void)
{
	return outcome(unshare(CLONE_NEWUSER));
}

const char *
attack_clone_user(void)
{
	return outcome(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, 0));
}

const char *
attack_clone3_user(void)
{
	uint64_t arguments[11] = { CLONE_NEWUSER, [4] = SIGCHLD };

	return outcome(syscall(CALL_CLONE3, arguments, sizeof(arguments)));
}

const char *
attack_enter_namespace(void)
{
	return outcome_of_open("/proc/1/ns/mnt", O_RDONLY);
}

const char *
attack_set_namespace(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

	return outcome(setns(fd, 0));
}

/* The first of several calls that does not fail as it should, or how all of them do. */
static const char *
worst(const long *calls, size_t count, const char *wanted)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = outcome(syscall(calls[i], -1L, -1L, -1L, -1L, -1L));

		if (strstr(wanted, text) == NULL)
			return outcome_text("call %ld: %s", calls[i], text);
	}
	return wanted;
}

const char *
attack_new_mount_calls(void)
{
	static const long calls[] = { CALL_OPEN_TREE,
				      CALL_MOVE_MOUNT,
				      CALL_FSOPEN,
				      CALL_MOUNT_SETATTR,
				      431,
				      432,
				      433,
				      CALL_OPEN_TREE_ATTR };

	return worst(calls, sizeof(calls) / sizeof(calls[0]), "ENOSYS");
}

const char *
attack_root_of_init(void)
{
	return outcome_of_open("/proc/1/root/etc/passwd", O_RDONLY);
}

const char *
attack_environment_of_init(void)
{
	return outcome_of_open("/proc/1/environ", O_RDONLY);
}

const char *
attack_memory_of_init(void)
{
	return outcome_of_open("/proc/1/mem", O_RDWR);
}

const char *
attack_files_of_init(void)
{
	return outcome_of_open("/proc/1/fd", O_RDONLY | O_DIRECTORY);
}

const char *
attack_trace_init(void)
{
	return outcome(ptrace(PTRACE_SEIZE, INIT, NULL, NULL));
}

const char *
attack_read_init(void)
{
	char byte;
	struct iovec here = { &byte, 1 }, there = { (void *)(uintptr_t)0x400000, 1 };

	return outcome(process_vm_readv(INIT, &here, 1, &there, 1, 0));
}

const char *
attack_take_from_init(void)
{
	long process = syscall(CALL_PIDFD_OPEN, INIT, 0);

	return outcome(syscall(CALL_PIDFD_GETFD, process, 3, 0));
}

const char *
attack_stop_init(void)
{
	return outcome(kill(INIT, SIGSTOP));
}

const char *
attack_kill_init(void)
{
	return outcome(kill(INIT, SIGKILL));
}

const char *
attack_unmount_mask(void)
{
	return outcome(umount2("/proc/kcore", 0));
}

const char *
attack_write_pid_max(void)
{
	return outcome_of_open("/proc/sys/kernel/pid_max", O_WRONLY);
}

/* It may be /dev/null that stands there: what is written is nothing. */
const char *
attack_write_sysrq(void)
{
	struct stat mask, null;
	int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &mask) == 0 && stat("/dev/null", &null) == 0 &&
	    mask.st_rdev == null.st_rdev && mask.st_rdev != 0)
		return "nothing";
	return outcome(fd);
}

const char *
attack_call_32_bits(void)
{
#if defined(__x86_64__)
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "0"(20L)
			 : "memory", "r8", "r9", "r10", "r11");
	return outcome_text("succeeded: %ld", result);
#else
	return "none";
#endif
}

const char *
attack_call_x32(void)
{
#if defined(__x86_64__)
	return outcome(syscall(0x40000000L | SYS_getpid));
#else
	return "none";
#endif
}

const char *
attack_calls_of_tomorrow(void)
{
	static const long calls[] = { 447, 449, 452, 457, 459, 462, 463, 467,
				      468, 469, 470, 480, 500, 511, 600, 1000 };

	return worst(calls, sizeof(calls) / sizeof(calls[0]), "ENOSYS");
}

const char *
attack_io_uring(void)
{
	char parameters[256] = "";

	return outcome(syscall(CALL_IO_URING_SETUP, 4, parameters));
}

const char *
attack_program_of_init(void)
{
	return outcome_of_open("/proc/1/exe", O_WRONLY);
}

const char *
attack_own_program(void)
{
	return outcome_of_open("/proc/self/exe", O_WRONLY);
}

const char *
attack_descriptors(void)
{
	return open_at_start;
}

const char *
attack_folder_outside(void)
{
	char path[4096];

	if (getcwd(path, sizeof(path)) == NULL || path[0] != '/')
		return "it starts outside";
	for (int i = 0; i < 100; i++)
		if (chdir("..") < 0)
			return outcome(-1);
	return access("host", F_OK) == 0 || access("root", F_OK) == 0 ? "out" : "none";
}

const char *
attack_control_groups(void)
{
	char line[4096];
	FILE *mounts = fopen("/proc/self/mounts", "re");

	while (mounts != NULL && fgets(line, sizeof(line), mounts) != NULL)
		if (strstr(line, " cgroup") != NULL)
			return "there is one";
	if (mounts != NULL)
		fclose(mounts);
	return outcome(mount("x", "/tmp", "cgroup", 0, "memory"));
}

const char *
attack_core_pattern(void)
{
	return outcome_of_open("/proc/sys/kernel/core_pattern", O_WRONLY);
}

const char *
attack_core(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	if (setrlimit(RLIMIT_CORE, &limit) == 0)
		return "it may";
	return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 ? "none"
									  : "it may";
}

const char *
attack_binfmt(void)
{
	return outcome(mount("x", "/tmp", "binfmt_misc", 0, NULL));
}

const char *
attack_device(void)
{
	return outcome(mknod("/tmp/mem", S_IFCHR | 0600, makedev(1, 1)));
}

const char *
attack_whiteout(void)
{
	return outcome(mknod("/tmp/whiteout", S_IFCHR | 0600, makedev(0, 0)));
}

const char *
attack_block_device(void)
{
	return outcome(mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)));
}

const char *
attack_other_calls(void)
{
	static const long calls[] = {
		SYS_bpf,	   SYS_perf_event_open, SYS_userfaultfd,
		SYS_kexec_load,	   SYS_init_module,	SYS_finit_module,
		SYS_delete_module, SYS_swapon,		SYS_swapoff,
		SYS_acct,	   SYS_settimeofday,	SYS_clock_settime,
		SYS_adjtimex,	   SYS_clock_adjtime,	SYS_sethostname,
		SYS_setdomainname, SYS_syslog,		SYS_vhangup,
		SYS_reboot,	   SYS_quotactl,	SYS_open_by_handle_at,
		SYS_kcmp,	   SYS_fanotify_init,	SYS_name_to_handle_at,
		SYS_move_pages,	   SYS_mbind,
	};
	const char *text = worst(calls, sizeof(calls) / sizeof(calls[0]), "EPERM ENOSYS");

	return strcmp(text, "EPERM ENOSYS") == 0 ? "denied" : text;
}

const char *
attack_capabilities(void)
{
	char line[256];
	FILE *status = fopen("/proc/self/status", "re");

	if (status == NULL || setuid(0) == 0 || setgid(0) == 0)
		return "some";
	while (fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, "Cap", 3) == 0 &&
		    strspn(strchr(line, '\t') + 1, "0") != 16)
			return "some";
	fclose(status);
	return "none";
}
