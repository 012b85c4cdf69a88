/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* HTTP, through libcurl: retries with backoff, Retry-After, resume, mirrors, size limits,
 * and a cache by content. */

#include "base/buffer.h"
#include "rebuild/session.h"

struct fetch_request {
	const char *url;
	const char *accept;	/* NULL: anything */
	const char *integrity;	/* "sha512-BASE64 ..." (W3C SRI), or NULL */
	const char *shasum;	/* hex SHA-1, or NULL */
	uint64_t limit;		/* bytes */
	bool stated;		/* the URL is what a registry's document says */
	bool reusable;		/* a cached answer without a digest may be used offline */
	/* What else must hold before the cache keeps a file: -1 says why not; or NULL. */
	int (*check)(void *context, const char *path, struct error *err);
	void *check_context; /* borrowed */
};

/* The answer as a file in the cache; the caller frees *path.  With integrity or shasum given
 * the bytes are verified before they get their name, and a cached file again when used. */
int fetch_file(char **path, const struct session *session,
	       const struct fetch_request *request, struct error *err);

/* The hex of a SHA-256, SHA-384 or SHA-512 as an integrity: "sha256-BASE64".  The caller
 * frees *integrity.  -1 with ERROR_MALFORMED. */
int fetch_integrity(char **integrity, const char *hex, struct error *err);

/* 0 when the file matches every digest given (NULL: not given); -1 with ERROR_MALFORMED. */
int fetch_verify(const char *path, const char *integrity, const char *shasum,
		 struct error *err);
