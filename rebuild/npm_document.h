/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* npm's registry document of one package, as docs/responses/package-metadata.md of the npm
 * registry describes it: dist-tags, versions, time. */

#include "rebuild/release.h"

/* The registry's address: the session's, or the public one's; borrowed. */
const char *npm_registry_of(const struct session *session);

/* Fetches the document; the caller frees it.  ERROR_NOT_FOUND when there is no such package. */
int npm_document_fetch(struct json **out, const struct session *session, const char *name,
		       struct error *err);

/* The member of "versions"; NULL when there is none. */
const struct json *npm_document_version(const struct json *document, const char *version);

/* "latest" of the dist-tags, else the newest; the caller frees; NULL when there is none. */
char *npm_document_latest(const struct json *document);

/* The newest version that is `range` or starts with it and a dot, and is no prerelease; the
 * caller frees; NULL when there is none. */
char *npm_document_newest(const struct json *document, const char *range);

/* Fetches the tarball of a version, verified; the caller frees *path. */
int npm_document_tarball(char **path, const struct session *session,
			 const struct json *version, struct error *err);

/* "github:owner/x", "owner/x", "git@host:owner/x", "git+ssh://…", … as an https URL; the
 * caller frees; NULL for what is none of these. */
char *npm_repository_url(const char *text);
