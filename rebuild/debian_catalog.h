/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a few archives have of one source package, as their signed indexes say. */

#include "rebuild/debian_archive.h"

/* A version of a source package in one archive. */
struct debian_source_entry {
	const struct debian_archive *archive; /* borrowed from the catalog */
	const char *component;		      /* borrowed likewise */
	char *name, *version;		      /* owned */
	struct bytes paragraph;		      /* borrowed likewise: of Sources */
};

/* A version of one of its binary packages. */
struct debian_binary_entry {
	const struct debian_archive *archive; /* borrowed from the catalog */
	char *source, *source_version;	      /* owned */
	struct debian_binary binary;
};

struct debian_catalog {
	struct apt_sources sources;
	char *architecture;		 /* owned */
	struct debian_archive *archives; /* owned */
	size_t archive_count;
	struct debian_source_entry *entries; /* owned */
	size_t entry_count;
	struct debian_binary_entry *binaries; /* owned */
	size_t binary_count;
	struct buffer *texts; /* owned: found paragraphs */
	size_t text_count;
	struct strings notes;
};

#define cleanup_debian_catalog __attribute__((cleanup(debian_catalog_release)))
void debian_catalog_release(struct debian_catalog *catalog);

/* Opens the archives of a suite, or of this machine's release (NULL), that are Debian's;
 * `architecture` NULL is this machine's. */
int debian_catalog_open(struct debian_catalog *out, const struct session *session,
			const char *suite, const char *architecture, struct error *err);

/* Adds the source packages that are called so or build a package that is called so, and
 * of each its binary packages for the architecture and for all. */
int debian_catalog_find(struct debian_catalog *catalog, const struct session *session,
			const char *name, struct error *err);

/* "bookworm, bookworm-updates": for messages; the caller frees. */
char *debian_catalog_names(const struct debian_catalog *catalog);
