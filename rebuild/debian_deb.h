/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a .deb says of itself (deb(5), deb-control(5)): its control file, read in a
 * confined child. */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

/* Fills in package, version, architecture, built_name, sha256, size and path (a copy of
 * `path`), and of the source package that it was built from name and version, which the
 * caller frees.  ERROR_MALFORMED for what is no Debian package. */
int debian_deb_read(struct debian_binary *out, char **source, char **source_version,
		    const struct session *session, const char *path, struct error *err);
