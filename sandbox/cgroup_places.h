/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where in the trees of control groups this process is: cgroups(7). */

#include "sandbox/cgroup.h"

/* Where groups may be made, before there is any. */
struct cgroup_places {
	char *separate[CGROUP_CONTROLLERS], *unified; /* owned; NULL: there is none */
};

#define cleanup_cgroup_places __attribute__((cleanup(cgroup_places_release)))

void cgroup_places_find(struct cgroup_places *places);
void cgroup_places_release(struct cgroup_places *places);

/* What a small file says; "" when it cannot be read. */
char *cgroup_read(const char *path);
