/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Which versions of the tools that decide a build's bytes there were when a package was
 * built, and which the environment has: by the .buildinfo, or by the changelogs that the
 * environment's own packages bring, which date every version (Debian Policy 4.4).
 */

#include <stdint.h>

#include "rebuild/check.h"
#include "rebuild/debian_release.h"

struct debian_tool {
	char *package; /* owned, these three */
	char *then;    /* NULL: not known */
	char *here;
	bool stated; /* `then` is the .buildinfo's, not the newest of that day */
};

struct debian_toolchain {
	int64_t built; /* seconds since 1970: when the published ones were; 0: not known
			*/
	struct debian_tool *tools; /* owned */
	size_t count;
};

#define cleanup_debian_toolchain __attribute__((cleanup(debian_toolchain_release)))
void debian_toolchain_release(struct debian_toolchain *toolchain);

/* Reads them in the environment of the session, by its own programs in the sandbox. */
int debian_toolchain_read(struct debian_toolchain *out, const struct session *session,
			  const struct debian_release *release, struct error *err);

/* The first tool whose package starts so, where its two versions are known and differ;
 * NULL. */
const struct debian_tool *
debian_toolchain_changed(const struct debian_toolchain *toolchain, const char *start);

/* The version of the newest entry of a changelog that is no newer than `time` and was not
 * for experimental; of it only heads and trailers are needed.  The caller frees; NULL. */
char *debian_toolchain_version(struct bytes changelog, int64_t time);

/* The time that dpkg-deb wrote into a .deb: that of its build's changelog; 0. */
int64_t debian_toolchain_time(struct bytes deb);
