/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Released versions of autoconf, unpacked and never built or run: their lib/ is m4 that
 * the environment's own autom4te reads. */

#include "rebuild/session.h"

struct autoconf_release {
	const char *version, *year, *home, *pool, *name, *sha256;
};

/* NULL when the table has no such version. */
const struct autoconf_release *autoconf_release_find(const char *version);

/* Fetches it, or finds it in the cache, checks its digest, and unpacks it in scratch;
 * *folder is the caller's. */
int autoconf_release_open(char **folder, const struct session *session,
			  const struct autoconf_release *release, struct error *err);
