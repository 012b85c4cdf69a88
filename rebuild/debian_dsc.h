/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Control files that list files by digest: .dsc(5), deb-changes(5), deb-buildinfo(5).
 * Each may be signed in the clear; nothing is verified here. */

#include "rebuild/debian_release.h"

struct debian_dsc {
	char *source, *version; /* owned: of the source package, without +bN */
	char *built_version;	/* owned: as it stands in "Version", which of a binNMU is
				 * that    of its packages */
	struct strings architectures;
	struct strings packages;   /* by its Binary */
	struct debian_file *files; /* owned: by its Checksums-Sha256 */
	size_t file_count;
};

#define cleanup_debian_dsc __attribute__((cleanup(debian_dsc_release)))
void debian_dsc_release(struct debian_dsc *dsc);

/* ERROR_MALFORMED when a part is missing, and for names of files with a path in them. */
int debian_dsc_parse(struct debian_dsc *out, struct bytes text, struct error *err);
int debian_dsc_read(struct debian_dsc *out, const char *path, struct error *err);

/* What else a .buildinfo says; *out is the caller's. */
int debian_buildinfo_parse(struct debian_buildinfo **out, struct bytes text,
			   struct error *err);
int debian_buildinfo_read(struct debian_buildinfo **out, const char *path,
			  struct error *err);
