/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* From the name of a package to its release in the archives of Debian. */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

struct debian_wanted {
	const char *name;	  /* of a source package, or of one that it builds */
	const char *version;	  /* of either; NULL: the newest */
	const char *architecture; /* NULL: this machine's */
	const char *suite;	  /* NULL: this machine's release */
};

/* Fills in what the signed indexes say: *out, which is all zeros, but for the folders and
 * paths.  Says in `notes` what was chosen.  ERROR_NOT_FOUND says what there is instead.
 */
int debian_lookup(struct debian_release *out, struct strings *notes,
		  const struct session *session, const struct debian_wanted *wanted,
		  struct error *err);

/* Fetches the published binaries and verifies them: out->binary_folder, with copies by
 * their built names, and the path of each.  A .udeb that the archive lists and does not
 * have is left out, as `notes` says then. */
int debian_fetch_binaries(struct debian_release *out, struct strings *notes,
			  const struct session *session, struct error *err);

/* Fetches the .dsc and its files, and verifies them, into release->source_folder; those
 * that are there already are only verified.  Says in `notes` who signed the .dsc, or why
 * that is not known. */
int debian_fetch_source(const struct debian_release *release, struct strings *notes,
			const struct session *session, struct error *err);
