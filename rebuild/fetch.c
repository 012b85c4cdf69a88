/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to do about one URL: take it from the store, or ask for it, follow redirects, try
 * again after what is likely to pass, go on where a body broke off, and give the bytes their
 * name only once they match their digests.
 */
#include "rebuild/fetch.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "rebuild/fetch_http.h"
#include "rebuild/fetch_origin.h"
#include "rebuild/store.h"

enum {
	TRIES = 5,
	FIRST_WAIT = 250,      /* milliseconds; each next one is twice as long */
	ASKED_WAIT_MAX = 60,   /* seconds; a server that asks for more is tried after these */
	WAIT_STEP = 100,       /* milliseconds between two looks at Ctrl-C */
	REDIRECTS_MAX = 10,
};

struct download {
	const struct session *session;
	const struct fetch_request *request;
	struct store_draft draft;
	char *validator; /* owned: what the draft's bytes are a part of; NULL: of nothing */
	uint64_t size;	 /* of the draft */
};

#define cleanup_download __attribute__((cleanup(download_release)))

static void
download_release(struct download *download)
{
	store_draft_discard(&download->draft);
	replace_text(&download->validator, NULL);
}

/* The same digests are the same file, wherever it comes from. */
static char *
request_key(const struct fetch_request *request)
{
	if (request->integrity != NULL || request->shasum != NULL)
		return xasprintf("digest %s %s", request->integrity ? request->integrity : "-",
				 request->shasum ? request->shasum : "-");
	return xasprintf("url %s %s", request->url, request->accept ? request->accept : "*/*");
}

/* What a broken attempt left is worth something only when the server can say that the rest
 * belongs to it.  A document may come compressed, so its offsets mean nothing. */
static void
remember_part(struct download *download, const struct http_answer *answer)
{
	bool usable = answer->status / 100 == 2 && answer->validator != NULL &&
		      download->request->accept == NULL;

	if (answer->status == 0) /* nothing came: what we had is as good as before */
		return;
	download->size = usable ? answer->size : 0;
	replace_text(&download->validator, usable ? xstrdup(answer->validator) : NULL);
}

static int
check_redirect(const char *from, const char *to, struct error *err)
{
	if (text_starts_with(from, "https:") && !text_starts_with(to, "https:"))
		return error_set(err, ERROR_NETWORK, "redirected from https to %.200s", to);
	return 0;
}

/* One attempt, redirects included. */
static int
attempt(struct download *download, struct http_answer *answer, struct error *err)
{
	cleanup_free char *url = session_mirrored(download->session, download->request->url);

	for (int i = 0; i <= REDIRECTS_MAX; i++) {
		struct http_request request = {
			.url = url,
			.accept = download->request->accept,
			.validator = download->validator,
			.limit = download->request->limit,
			.fd = download->draft.fd,
			.resume = download->validator != NULL ? download->size : 0,
		};

		http_answer_release(answer);
		if (origin_check(download->session, download->request, url, err) < 0)
			return -1;
		if (http_get(answer, download->session, &request, err) < 0) {
			remember_part(download, answer);
			return -1;
		}
		if (answer->location == NULL)
			return 0;
		if (check_redirect(url, answer->location, err) < 0)
			return -1;
		replace_text(&url, steal_pointer(&answer->location));
	}
	return error_set(err, ERROR_NETWORK, "more than %d redirects", REDIRECTS_MAX);
}

static int
refuse_status(long status, struct error *err)
{
	if (status == 404 || status == 410)
		return error_set(err, ERROR_NOT_FOUND, "there is no such thing (%ld)", status);
	return error_set(err, ERROR_NETWORK, "the server answers %ld", status);
}

static int
wait_before(int tries, int64_t asked, const struct cancel *cancel, struct error *err)
{
	int64_t wait = (int64_t)FIRST_WAIT << (tries - 1), until;

	if (asked > 0)
		wait = (asked < ASKED_WAIT_MAX ? asked : ASKED_WAIT_MAX) * 1000;
	until = clock_milliseconds() + wait;
	while (clock_milliseconds() < until) {
		if (cancel_check(cancel, err) < 0)
			return -1;
		clock_sleep(WAIT_STEP);
	}
	return cancel_check(cancel, err);
}

static int
download_run(struct download *download, struct error *err)
{
	cleanup_http_answer struct http_answer answer = { 0 };
	const struct cancel *cancel = &download->session->cancel;

	for (int tries = 1;; tries++) {
		int status = attempt(download, &answer, err);

		if (status == 0 && (answer.status == 200 || answer.status == 206))
			return 0;
		if (status == 0)
			refuse_status(answer.status, err);
		if (!answer.transient)
			return -1;
		if (tries == TRIES)
			return error_wrap(err, "tried %d times", tries);
		if (wait_before(tries, answer.retry_after, cancel, err) < 0)
			return -1;
	}
}

/* What the store has, when it may be used. */
static char *
find_stored(const struct session *session, const struct fetch_request *request,
	    const char *key)
{
	bool digests = request->integrity != NULL || request->shasum != NULL;
	cleanup_free char *path = NULL;
	struct error ignored = { 0 }; /* it is fetched again then */

	if (!digests && !(session->offline && request->reusable))
		return NULL;
	path = store_find(session->cache, key);
	if (path == NULL ||
	    fetch_verify(path, request->integrity, request->shasum, &ignored) < 0)
		return NULL;
	return steal_pointer(&path);
}

static int
fetch_anew(char **path, const struct session *session, const struct fetch_request *request,
	   const char *key, struct error *err)
{
	cleanup_download struct download download = {
		.session = session, .request = request, .draft = STORE_DRAFT_INIT,
	};

	if (session->offline)
		return error_set(err, ERROR_NETWORK,
				 "not in the cache, and --offline asks nobody");
	if (store_draft_open(&download.draft, session->cache, err) < 0 ||
	    download_run(&download, err) < 0 ||
	    fetch_verify(download.draft.path, request->integrity, request->shasum, err) < 0)
		return -1;
	if (request->check != NULL &&
	    request->check(request->check_context, download.draft.path, err) < 0)
		return -1;
	return store_keep(path, &download.draft, session->cache, key, err);
}

int
fetch_file(char **path, const struct session *session, const struct fetch_request *request,
	   struct error *err)
{
	cleanup_free char *key = request_key(request);

	*path = find_stored(session, request, key);
	if (*path != NULL)
		return 0;
	if (fetch_anew(path, session, request, key, err) < 0)
		return error_wrap(err, "%.300s", request->url);
	return 0;
}
