/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to libseccomp. */
#include "sandbox/seccomp.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

#ifndef TIOCSTI
enum { TIOCSTI = 0x5412, TIOCLINUX = 0x541c }; /* asm-generic/ioctls.h */
#endif

struct denial {
	int call, error;
	const char *why;
};

static const struct denial denials[] = {
#define DENY(name, error, why) { SCMP_SYS(name), error, why },
#include "sandbox/seccomp_denied.def"
};

static void
release(scmp_filter_ctx *filter)
{
	if (*filter != NULL)
		seccomp_release(*filter);
}

#define cleanup_filter __attribute__((cleanup(release)))

/* A call that this architecture does not have needs no rule. */
static bool
added(int code)
{
	return code == 0 || code == -EDOM;
}

static bool
deny_calls(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < array_length(denials); i++)
		if (!added(seccomp_rule_add(filter,
					    SCMP_ACT_ERRNO((uint32_t)denials[i].error),
					    denials[i].call, 0)))
			return false;
	return true;
}

/* clone(2) itself must work: only its namespace flags are denied, each by its bit. */
static bool
deny_namespaces(scmp_filter_ctx filter)
{
	static const uint64_t flags[] = { CLONE_NEWNS,	  CLONE_NEWUTS, CLONE_NEWIPC,
					  CLONE_NEWUSER,  CLONE_NEWPID, CLONE_NEWNET,
					  CLONE_NEWCGROUP };

	for (size_t i = 0; i < array_length(flags); i++)
		if (!added(seccomp_rule_add(
			    filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
			    SCMP_A0(SCMP_CMP_MASKED_EQ, flags[i], flags[i]))))
			return false;
	return true;
}

/* The kernel looks at the lower half of an ioctl's number only, and so must the rule. */
static bool
deny_terminal_injection(scmp_filter_ctx filter)
{
	static const uint64_t requests[] = { TIOCSTI, TIOCLINUX };

	for (size_t i = 0; i < array_length(requests); i++)
		if (!added(seccomp_rule_add(
			    filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
			    SCMP_A1(SCMP_CMP_MASKED_EQ, UINT32_MAX, requests[i]))))
			return false;
	return true;
}

/* Families up to and including NETLINK but UNIX, INET, INET6 and NETLINK, and all above:
 * a network namespace does not hide AF_VSOCK, the hypervisor's own channel. */
static bool
deny_socket_families(scmp_filter_ctx filter)
{
	for (uint64_t family = 0; family < AF_NETLINK; family++) {
		if (family == AF_UNIX || family == AF_INET || family == AF_INET6)
			continue;
		if (!added(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT),
					    SCMP_SYS(socket), 1,
					    SCMP_A0(SCMP_CMP_EQ, family))))
			return false;
	}
	return added(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT),
				      SCMP_SYS(socket), 1,
				      SCMP_A0(SCMP_CMP_GT, AF_NETLINK)));
}

/* personality(2) has more in its upper bits than a build has use for: old bugs, by name.
 */
static bool
deny_personalities(scmp_filter_ctx filter)
{
	static const uint64_t allowed = PER_LINUX32 | ADDR_NO_RANDOMIZE;

	for (unsigned bit = 0; bit < 31; bit++) {
		uint64_t mask = UINT64_C(1) << bit;

		/* 0xffffffff asks for what it is, and has the top bit set. */
		if ((allowed & mask) == 0 &&
		    !added(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
					    SCMP_SYS(personality), 1,
					    SCMP_A0(SCMP_CMP_MASKED_EQ,
						    mask | UINT64_C(0x80000000), mask))))
			return false;
	}
	return true;
}

static int
load(scmp_filter_ctx filter, bool complete, struct error *err)
{
	int code;

	if (!complete)
		return error_set(err, ERROR_SYSTEM,
				 "cannot build the system call filter");
	code = seccomp_load(filter);
	if (code == 0)
		return 0;
	errno = -code;
	return error_set_errno(err, "this kernel takes no system call filter (seccomp)");
}

static bool
deny_all(scmp_filter_ctx filter)
{
	return filter != NULL &&
	       seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) ==
		       0 &&
	       deny_calls(filter) && deny_namespaces(filter) &&
	       deny_terminal_injection(filter) && deny_socket_families(filter) &&
	       deny_personalities(filter);
}

/* The library writes to a descriptor only; a pipe holds more than any filter. */
int
seccomp_write_program(struct buffer *out, struct error *err)
{
	cleanup_filter scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	cleanup_close int from = -1, to = -1;
	uint8_t *room = buffer_reserve(out, PROGRAM_MAX);
	ssize_t size;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set_errno(err, "pipe");
	from = ends[0];
	to = ends[1];
	if (!deny_all(filter) || room == NULL || seccomp_export_bpf(filter, to) < 0 ||
	    (size = read(from, room, PROGRAM_MAX)) <= 0)
		return error_set(err, ERROR_SYSTEM,
				 "cannot build the system call filter");
	out->size += (size_t)size;
	return 0;
}

/* Other calls that look at files tell less, and there are five times as many of them. */
static bool
tell_of_files(scmp_filter_ctx filter)
{
	static const int told[] = { SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2),
				    SCMP_SYS(execve), SCMP_SYS(execveat) };

	for (size_t i = 0; i < array_length(told); i++)
		if (!added(seccomp_rule_add(filter, SCMP_ACT_NOTIFY, told[i], 0)))
			return false;
	return true;
}

int
seccomp_deny_and_tell(int *listener, struct error *err)
{
	cleanup_filter scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	if (load(filter, deny_all(filter) && tell_of_files(filter), err) < 0)
		return -1;
	*listener = seccomp_notify_fd(filter);
	return 0;
}

/* A mode counts where a file is made; an open(2) of one that is there may have anything
 * in its place. */
static bool
deny_mode(scmp_filter_ctx filter, int call, unsigned mode, int flags)
{
	static const scmp_datum_t bits[] = { S_ISUID, S_ISGID };
	static const scmp_datum_t making[] = { O_CREAT, O_TMPFILE & ~O_DIRECTORY };

	for (size_t b = 0; b < array_length(bits); b++) {
		struct scmp_arg_cmp last =
			SCMP_CMP(mode, SCMP_CMP_MASKED_EQ, bits[b], bits[b]);

		if (flags < 0 && !added(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
							 call, 1, last)))
			return false;
		for (size_t m = 0; flags >= 0 && m < array_length(making); m++)
			if (!added(seccomp_rule_add(
				    filter, SCMP_ACT_ERRNO(EPERM), call, 2,
				    SCMP_CMP((unsigned)flags, SCMP_CMP_MASKED_EQ,
					     making[m], making[m]),
				    last)))
				return false;
	}
	return true;
}

int
seccomp_deny_setuid_files(struct error *err)
{
	enum { FCHMODAT2 = 452 }; /* Linux 6.6; newer than libseccomp 2.5 */
	static const struct {
		int call;
		unsigned mode;
		int flags; /* the argument that has O_CREAT; -1: none */
	} calls[] = {
		{ SCMP_SYS(chmod), 1, -1 },    { SCMP_SYS(fchmod), 1, -1 },
		{ SCMP_SYS(fchmodat), 2, -1 }, { FCHMODAT2, 2, -1 },
		{ SCMP_SYS(creat), 1, -1 },    { SCMP_SYS(mknod), 1, -1 },
		{ SCMP_SYS(mknodat), 2, -1 },  { SCMP_SYS(open), 2, 1 },
		{ SCMP_SYS(openat), 3, 2 },
	};
	cleanup_filter scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	bool complete = filter != NULL;

	for (size_t i = 0; complete && i < array_length(calls); i++)
		complete =
			deny_mode(filter, calls[i].call, calls[i].mode, calls[i].flags);
	/* Its mode stands behind a pointer; callers fall back to openat. */
	complete = complete && added(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS),
						      SCMP_SYS(openat2), 0));
	return load(filter, complete, err);
}

static bool
allow(scmp_filter_ctx filter, int call)
{
	return added(seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0));
}

/* Memory, but none that can be executed and none that is a file's. */
static bool
allow_memory(scmp_filter_ctx filter)
{
	return added(seccomp_rule_add(
		       filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
		       SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		       SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS))) &&
	       added(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
				      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)));
}

/* abort(3) is to be seen as SIGABRT. */
static bool
allow_own_end(scmp_filter_ctx filter)
{
	return added(seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
				      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())));
}

int
seccomp_allow_only_parsing(bool files, struct error *err)
{
	static const int always[] = {
#define ALLOW(name) SCMP_SYS(name),
#define ALLOW_FILES(name)
#include "sandbox/seccomp_allowed.def"
	};
	static const int unpacking[] = {
#define ALLOW(name)
#define ALLOW_FILES(name) SCMP_SYS(name),
#include "sandbox/seccomp_allowed.def"
	};
	cleanup_filter scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool complete = filter != NULL &&
			seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
			allow_memory(filter) && allow_own_end(filter);

	for (size_t i = 0; complete && i < array_length(always); i++)
		complete = allow(filter, always[i]);
	for (size_t i = 0; complete && files && i < array_length(unpacking); i++)
		complete = allow(filter, unpacking[i]);
	return load(filter, complete, err);
}
