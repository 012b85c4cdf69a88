/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One request to one URL, through libcurl: no retries, no redirects followed, no cache.
 * What to do with the answer is fetch.c's to decide. */

#include "rebuild/session.h"

struct http_request {
	const char *url;	/* https, or http where the session allows it */
	const char *accept;	/* a document's types, which may come compressed; NULL: anything,
				 * as it is */
	const char *validator;	/* what `resume` bytes are a part of; NULL when it is 0 */
	uint64_t limit;		/* bytes of the whole body */
	int fd;			/* where the body goes; holds `resume` bytes already */
	uint64_t resume;
};

struct http_answer {
	long status;	      /* 0 when none came */
	bool transient;	      /* the same request may well succeed a little later */
	int64_t retry_after;  /* seconds the server asks to wait; 0 */
	uint64_t size;	      /* bytes of the body that are in the file now */
	char *location;	      /* owned: where a redirect points, absolute; NULL */
	char *validator;      /* owned: a strong ETag or Last-Modified; NULL */
};

#define cleanup_http_answer __attribute__((cleanup(http_answer_release)))
void http_answer_release(struct http_answer *answer);

/* 0 when a whole answer came, whatever its status: only the body of 200 and 206 is kept.
 * -1 otherwise; answer->transient says whether to try again. */
int http_get(struct http_answer *answer, const struct session *session,
	     const struct http_request *request, struct error *err);
