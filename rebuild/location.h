/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a person says the source is: --source, taken apart. */

#include "rebuild/source.h"

struct location {
	enum source_kind kind;
	char *place;	 /* owned: a URL or a path that exists */
	bool remote;	 /* place is a URL */
	char *ref;	 /* owned: after '@'; NULL */
	char *directory; /* owned: after '#'; NULL */
};

#define cleanup_location __attribute__((cleanup(location_release)))
void location_release(struct location *location);

/* "git+https://host/repo@ref#dir" and the like without "git+", a local repository, folder or
 * tarball, the local ones with @ref and #dir too.  ERROR_USAGE for what is none of these,
 * ERROR_NOT_FOUND for a path that is not there. */
int location_parse(struct location *out, const char *text, struct error *err);
