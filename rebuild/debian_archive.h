/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * One suite of an archive of Debian packages: its Release, which is signed, and the
 * indexes that it lists by digest (https://wiki.debian.org/DebianRepository/Format).
 */

#include "rebuild/apt_sources.h"
#include "rebuild/debian_release.h"

struct debian_archive {
	char *uri, *suite;	   /* owned: as they were asked for */
	char *origin;		   /* owned: "Debian"; "" when it says nothing */
	char *codename;		   /* owned: bookworm-security; NULL */
	struct strings components; /* those that were asked for */
	int64_t date;		   /* of the Release, seconds since 1970 */
	bool by_hash;		   /* indexes can be had by their digests */
	bool separates_all; /* packages for all architectures have indexes of their own */
	char *signer;	    /* owned: the user ID of the key */
	struct debian_file *indexes; /* owned: by their paths below the suite's folder */
	size_t index_count;
};

#define cleanup_debian_archive __attribute__((cleanup(debian_archive_release)))
void debian_archive_release(struct debian_archive *archive);

/* Fetches the Release and verifies it: by a signature of a key that counts for `source`,
 * as not expired, as of this suite, and as no older than the one that was seen there
 * before.  ERROR_MALFORMED says which of these does not hold. */
int debian_archive_open(struct debian_archive *out, const struct session *session,
			const struct apt_sources *sources,
			const struct apt_source *source, struct error *err);
