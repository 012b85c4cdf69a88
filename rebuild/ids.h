/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The user and group ids that a person other than root may hand to processes, as
 * subuid(5) and subgid(5) give them: packages have files of many owners, and scripts that
 * ask who they are.
 */

#include <stdint.h>
#include <sys/types.h>

#include "rebuild/session.h"

struct id_range {
	uint32_t own;	       /* of the person: 0 inside */
	uint32_t first, count; /* 1 and more inside */
};

struct ids {
	struct id_range users, groups;
};

/* Those of whoever runs this.  ERROR_UNSUPPORTED when there are none, or no newuidmap(1)
 * that could hand them out: the message says what to install or to run. */
int ids_find(struct ids *out, const struct session *session, struct error *err);

/* In a process that is about to become another program: into namespaces of users and
 * mounts of its own, as their root.  0, or -1 with errno. */
int ids_enter(const struct ids *ids);
