/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The user of the host that a run of root's is: one that no account has, and no other run
 * at the time, as far as cupel sees processes: two roots of two containers that share
 * a user namespace may have the same, and then a limit on its processes.  Root itself
 * stays known in the outer user namespace, so that process 1 may make the world from what
 * is root's; the payload is in one that knows nobody else.
 *
 * What the plan shows of the host is mounted so that what root owns there is that user's
 * inside, and what is written there is root's again outside (id-mapped mounts, Linux
 * 5.12).  Where a file system cannot do so, the run is root's as a whole.
 */

#include <sys/types.h>

#include "base/error.h"
#include "sandbox/plan.h"

struct inside; /* sandbox/inside.h */

enum { RESERVED_TREES_MAX = 200 }; /* scm_max_fd of unix(7) is 253 */

/* Host paths of a plan, opened as mounts of nowhere; in the order that the functions
 * below tell. */
struct reserved {
	int trees[RESERVED_TREES_MAX]; /* owned */
	size_t count;
};

#define cleanup_reserved __attribute__((cleanup(reserved_release)))
void reserved_release(struct reserved *reserved);

/* The index of the mount among those that are opened, which begin with the plan's root
 * and layer; -1 for one that every user of the host may read as it is. */
int reserved_root(const struct sandbox_plan *plan);
int reserved_layer(const struct sandbox_plan *plan);
int reserved_mount(const struct sandbox_plan *plan, size_t mount);

/* Gives the user namespace of process 1, which has no users yet, its own, and opens the
 * mounts.  -1 with what this host lacks. */
int reserved_make(struct reserved *out, const struct inside *inside, pid_t init,
		  struct error *err);

/* Hands them over, with one byte; and takes them. */
int reserved_send(const struct reserved *reserved, int socket);
int reserved_receive(struct reserved *out, int socket);
