/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Releases of Debian that come as files: one .deb or a folder of several, a .dsc, a
 * .changes, a .buildinfo.  What a file names and has not beside it comes from the
 * archives that apt is set up for, by its digest.
 */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

/* Whether a file of this name, or the folder at `path`, is one of these. */
bool debian_given_is(const char *path, const char *name);

/* What was given, and what it is called: in the cache it has another name. */
struct debian_gift {
	const char *path, *name;
};

/* Fills in *out, which is all zeros but for source_folder; it has no dsc where its source
 * is not known.  Nothing is fetched yet but indexes. */
int debian_given(struct debian_release *out, struct strings *notes,
		 const struct session *session, const struct debian_gift *gift,
		 struct error *err);

/* Takes the .dsc at a path or URL for its source, and what it names from beside it.
 * ERROR_USAGE when it is the one of another package or version. */
int debian_given_source(struct debian_release *out, const struct session *session,
			const char *place, struct error *err);
