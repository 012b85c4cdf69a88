/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What may be asked of the kernel: by what runs, by what parses, by process 1.
 * seccomp.c is the door to libseccomp.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* As many steps as the kernel takes (BPF_MAXINSNS). */
enum { PROGRAM_MAX = 4096 * 8 };

/* For a build: everything but seccomp_denied.def, new namespaces, terminal injection and
 * the stranger socket families.  Calls of a foreign architecture kill.  It is made as a
 * program, by the caller while process 1 makes the world, and loaded by the payload;
 * newer calls are not there either, as with seccomp_pin(). */
int seccomp_write_program(struct buffer *out, struct error *err);
int seccomp_pin_and_deny(struct bytes program, uint32_t last, struct error *err);

/* The same, and calls that open a file or run a program wait until whoever has the
 * descriptor says so (seccomp_unotify(2)); *listener is the caller's. */
int seccomp_deny_and_tell(int *listener, struct error *err);

/* Memory that is in no process's account, memfd_create(2), is not there (ENOSYS): where
 * the memory of all processes is limited by looking at theirs. */
int seccomp_deny_memory_files(struct error *err);

/* No file gets the setuid or setgid bit (EPERM): it would be the owner's for whoever can
 * reach the folder of the host that it is in. */
int seccomp_deny_setuid_files(struct error *err);

/* For a parser: nothing but computing, writing to what is open, and ending
 * (seccomp_allowed.def); with `files` also the calls that unpacking needs.  Anything else
 * kills the process with SIGSYS. */
int seccomp_allow_only_parsing(bool files, struct error *err);

/* The last call that a build finds, on each kernel: those of Linux 5.13, which all
 * architectures number alike from 403 on.  landlock(7) is the last of them; another one
 * may be chosen above what all need, where the numbers are the same everywhere. */
enum {
	SECCOMP_LEAST_LAST = 439, /* faccessat2(2), Linux 5.8 */
	SECCOMP_LAST_CALL = 446,
	SECCOMP_MOST_LAST = 511, /* x32's own begin there */
};

/* Calls after `last` are not there (ENOSYS), whatever the kernel has. */
int seccomp_pin(uint32_t last, struct error *err);

/* For process 1, once the payload lives (seccomp_house.def). */
int seccomp_keep_house(struct error *err);
