/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The indexes of an archive, Packages and Sources, and the files of its pool that they
 * name: fetched, verified against what is signed, and searched. */

#include "rebuild/debian_archive.h"

enum debian_index { DEBIAN_PACKAGES, DEBIAN_SOURCES };

struct debian_query {
	const struct debian_archive *archive;
	enum debian_index index;
	const char *component;
	const char *architecture; /* of packages */
	const char *name; /* paragraphs of this source package, and of sources also those
			   * that build a binary package of this name */
};

/* Appends the paragraphs that are meant, each with a blank line behind it.  The index is
 * decoded and searched in a confined child.  No error when the archive has no such index:
 * it may well have nothing for an architecture. */
int debian_index_search(struct buffer *out, const struct session *session,
			const struct debian_query *query, struct error *err);

/* Fetches a file by its url, and verifies size and digest.  The caller frees *path. */
int debian_index_fetch(char **path, const struct session *session,
		       const struct debian_file *file, struct error *err);
