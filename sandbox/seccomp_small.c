/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filters as the kernel takes them (seccomp(2)): load a
 * word of what is called, compare, jump, return.  They stand beside the payload's own
 * filter, and of several answers the strictest counts.
 */
#include "sandbox/seccomp.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#elif defined(__powerpc64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE AUDIT_ARCH_PPC64LE
#elif defined(__s390x__)
#define NATIVE AUDIT_ARCH_S390X
#else
#error "say here what the kernel calls this architecture"
#endif

#define LOAD(field)                                                                      \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action)	      BPF_STMT(BPF_RET | BPF_K, action)
#define IS(value, yes, no)    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, yes, no)
#define ABOVE(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, value, yes, no)

static int
load(const struct sock_filter *steps, size_t count, struct error *err)
{
	const struct sock_fprog program = {
		.len = (unsigned short)count,
		.filter = (struct sock_filter *)(uintptr_t)steps,
	};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		return error_set_errno(
			err, "this kernel takes no system call filter (seccomp)");
	return 0;
}

/* Calls of another architecture, and x32's, which have a bit of their own, are killed by
 * what follows. */
enum { PINNING = 6 };

static void
add_pinning(struct sock_filter *steps, uint32_t last)
{
	const struct sock_filter pinning[PINNING] = {
		LOAD(arch),	   IS(NATIVE, 0, 4),
		LOAD(nr),	   ABOVE(0x3fffffff, 2, 0),
		ABOVE(last, 0, 1), RETURN(SECCOMP_RET_ERRNO | ENOSYS),
	};

	memcpy(steps, pinning, sizeof(pinning));
}

int
seccomp_pin(uint32_t last, struct error *err)
{
	struct sock_filter steps[PINNING + 1];

	add_pinning(steps, last);
	steps[PINNING] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	return load(steps, array_length(steps), err);
}

int
seccomp_pin_and_deny(struct bytes program, uint32_t last, struct error *err)
{
	struct sock_filter steps[BPF_MAXINSNS];
	size_t count = program.size / sizeof(steps[0]);

	if (count == 0 || program.size % sizeof(steps[0]) != 0 ||
	    count > array_length(steps) - PINNING)
		return error_set(err, ERROR_SYSTEM, "the system call filter is broken");
	add_pinning(steps, last);
	memcpy(steps + PINNING, program.data, program.size);
	return load(steps, PINNING + count, err);
}

int
seccomp_deny_memory_files(struct error *err)
{
	static const struct sock_filter steps[] = {
		LOAD(arch),
		IS(NATIVE, 1, 0),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(nr),
		IS(SYS_memfd_create, 0, 1),
		RETURN(SECCOMP_RET_ERRNO | ENOSYS),
		RETURN(SECCOMP_RET_ALLOW),
	};

	return load(steps, array_length(steps), err);
}

int
seccomp_keep_house(struct error *err)
{
	static const struct sock_filter steps[] = {
		LOAD(arch),
		IS(NATIVE, 1, 0),
		RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
#define ALLOW(name) IS(SYS_##name, 0, 1), RETURN(SECCOMP_RET_ALLOW),
#include "sandbox/seccomp_house.def"
		RETURN(SECCOMP_RET_ERRNO | EPERM),
	};

	return load(steps, array_length(steps), err);
}
