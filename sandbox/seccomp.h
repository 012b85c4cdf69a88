/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libseccomp: two filters, one for what runs, one for what parses. */

#include <stdbool.h>

#include "base/error.h"

/* For a build: everything but seccomp_denied.def, new namespaces, terminal injection and
 * the stranger socket families.  Calls of a foreign architecture kill. */
int seccomp_deny(struct error *err);

/* The same, and calls that open a file or run a program wait until whoever has the
 * descriptor says so (seccomp_unotify(2)); *listener is the caller's. */
int seccomp_deny_and_tell(int *listener, struct error *err);

/* For a parser: nothing but computing, writing to what is open, and ending
 * (seccomp_allowed.def); with `files` also the calls that unpacking needs.  Anything else
 * kills the process with SIGSYS. */
int seccomp_allow_only_parsing(bool files, struct error *err);
