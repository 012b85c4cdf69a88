/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a .deb says of itself (deb(5), deb-control(5)): its control file, read in a
 * confined child. */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

struct debian_deb {
	struct debian_binary binary;
	char *source, *source_version; /* owned: what it was built from */
};

#define cleanup_debian_deb __attribute__((cleanup(debian_deb_release)))
void debian_deb_release(struct debian_deb *deb);

/* Fills in all but the names of the file and the URL of the binary; its path is a copy of
 * `path`.  ERROR_MALFORMED for what is no Debian package. */
int debian_deb_read(struct debian_deb *out, const struct session *session,
		    const char *path, struct error *err);
