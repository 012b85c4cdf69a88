/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What published binary packages show of how they were built, read in a confined child:
 * nothing of it is proof, it decides what to try.
 */

#include "base/cleanup.h"
#include "base/error.h"
#include "rebuild/debian_release.h"
#include "rebuild/session.h"

struct debian_published {
	char *build_path;   /* owned: /build/x-Ab12Cd/x-1.0, as files hold it; NULL */
	char *binnmu_entry; /* owned: what makes the changelog that of a binNMU; NULL */
};

#define cleanup_debian_published __attribute__((cleanup(debian_published_release)))
void debian_published_release(struct debian_published *published);

/* -1 for our own or the host's failure; what cannot be read shows nothing. */
int debian_published_read(struct debian_published *out, const struct session *session,
			  const struct debian_release *release, struct error *err);

/* The first path in the bytes that ends in "/build/.../FOLDER"; the caller frees; NULL
 * when there is none. */
char *debian_published_path(struct bytes content, const char *folder);

/* The first entry of a changelog, when it says binary-only=yes; the caller frees; NULL.
 */
char *debian_published_entry(struct bytes changelog);
