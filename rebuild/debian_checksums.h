/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lists of files by digest, as a Release, a .dsc, a .changes, a .buildinfo and the
 * Sources index have them: lines "SHA-256 SIZE NAME". */

#include "rebuild/debian_release.h"

/* Appends to an array that starts as NULL; of each are filled in name, sha256 and size. A
 * name may be a path that stays inside.  ERROR_MALFORMED also when a name stands twice:
 * readers would disagree about which one counts. */
int debian_checksums_read(struct debian_file **files, size_t *count, struct bytes value,
			  struct error *err);

/* NULL when there is none of that name. */
const struct debian_file *debian_checksums_find(const struct debian_file *files,
						size_t count, const char *name);

void debian_checksums_free(struct debian_file *files, size_t count);

/* Whether the file has these bytes; ERROR_MALFORMED says what it has instead. */
int debian_checksums_verify(const struct debian_file *file, const char *path,
			    struct error *err);
