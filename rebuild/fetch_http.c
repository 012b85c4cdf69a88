/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fetching, through libcurl.  HTTP semantics are RFC 9110: a body that broke off is asked for
 * again from where it ended (Range, section 14.2) on the condition that it is still the
 * same one (If-Range, section 13.1.5, which wants a strong validator); the answer is then
 * 206 with Content-Range, or 200 with everything.
 */
#include "rebuild/fetch_http.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "rebuild/curl_library.h"
#include "rebuild/fetch_origin.h"

enum { CONNECT_SECONDS = 20, STALLED_SECONDS = 30 };

/* What the callbacks share.  Callbacks cannot return an error: they leave it in `err`. */
struct get {
	const struct session *session;
	const struct http_request *request;
	struct http_answer *answer;
	CURL *curl;
	bool refused;	/* a callback has set *err */
	bool continues; /* Content-Range says that the part follows ours */
	struct error *err;
};

#define cleanup_curl	__attribute__((cleanup(curl_end_at)))
#define cleanup_url	__attribute__((cleanup(url_end_at)))
#define cleanup_headers __attribute__((cleanup(headers_end_at)))
#define cleanup_part	__attribute__((cleanup(part_end_at)))

static void
curl_end_at(CURL **at)
{
	curl_easy_cleanup(*at);
}

static void
url_end_at(CURLU **at)
{
	curl_url_cleanup(*at);
}

static void
headers_end_at(struct curl_slist **at)
{
	curl_slist_free_all(*at);
}

static void
part_end_at(char **at)
{
	curl_free(*at);
}

void
http_answer_release(struct http_answer *answer)
{
	free(answer->location);
	free(answer->validator);
	*answer = (struct http_answer){ 0 };
}

/* The same parse serves the check here and the request, so that no two readings of one
 * URL can differ. */
static int
url_parse(CURLU *url, bool *loopback, const struct get *get, struct error *err)
{
	cleanup_part char *scheme = NULL;
	cleanup_part char *host = NULL;
	const char *text = get->request->url;

	if (url == NULL || curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
		return error_set(err, ERROR_USAGE, "not a URL");
	*loopback = origin_is_here(host);
	if (strcmp(scheme, "https") == 0)
		return 0;
	if (strcmp(scheme, "http") != 0)
		return error_set(err, ERROR_USAGE, "only https is fetched");
	if (get->session->allow_http || *loopback)
		return 0;
	return error_set(err, ERROR_USAGE, "plain http is not allowed (--allow-http)");
}

/* A server may answer with everything though a part was asked for. */
static int
start_over(struct get *get)
{
	get->answer->size = 0;
	if (ftruncate(get->request->fd, 0) < 0 ||
	    lseek(get->request->fd, 0, SEEK_SET) < 0)
		return error_set_errno(get->err, "writing a download");
	return 0;
}

/* "bytes 100-199/200": does the part start where ours ends? */
static bool
continues_at(const char *content_range, uint64_t resume)
{
	cleanup_free char *start = xasprintf("bytes %" PRIu64 "-", resume);

	return strncasecmp(content_range, start, strlen(start)) == 0;
}

static void
note_header(struct get *get, const char *name, const char *value)
{
	struct http_answer *answer = get->answer;

	if (strcasecmp(name, "content-range") == 0)
		get->continues = continues_at(value, get->request->resume);
	else if (strcasecmp(name, "etag") == 0 && *value == '"')
		replace_text(&answer->validator, xstrdup(value));
	else if (strcasecmp(name, "last-modified") == 0 && answer->validator == NULL)
		replace_text(&answer->validator, xstrdup(value));
}

static int
refuse_size(const struct get *get)
{
	return error_set(get->err, ERROR_LIMIT, "more than %" PRIu64 " bytes",
			 get->request->limit);
}

static int
end_of_headers(struct get *get)
{
	struct http_answer *answer = get->answer;
	curl_off_t size = 0; /* -1 when it is not announced */

	curl_easy_getinfo(get->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	if (answer->status == 206 && !get->continues)
		return error_set(get->err, ERROR_NETWORK,
				 "a part came that was not asked for");
	if (answer->status == 200 && start_over(get) < 0)
		return -1;
	curl_easy_getinfo(get->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &size);
	if (answer->status / 100 == 2 && size > 0 &&
	    (uint64_t)size > get->request->limit - answer->size)
		return refuse_size(get);
	return 0;
}

/* libcurl hands over one whole line at a time, the status line and the empty last one
 * too. */
static size_t
on_header(char *data, size_t one, size_t size, void *context)
{
	struct get *get = context;
	cleanup_free char *line = xstrndup(data, one * size);
	char *value = strchr(line, ':');

	line[strcspn(line, "\r\n")] = '\0';
	if (text_starts_with(line, "HTTP/")) { /* 1xx answers may have come before */
		get->continues = false;
		replace_text(&get->answer->validator, NULL);
	} else if (*line == '\0') {
		get->refused = end_of_headers(get) < 0;
	} else if (value != NULL) {
		*value++ = '\0';
		note_header(get, line, value + strspn(value, " \t"));
	}
	return get->refused ? 0 : one * size;
}

static int
keep(struct get *get, const char *data, size_t size)
{
	struct http_answer *answer = get->answer;

	if (size > get->request->limit - answer->size)
		return refuse_size(get);
	while (size > 0) {
		ssize_t done = write(get->request->fd, data, size);

		if (done < 0 && errno != EINTR)
			return error_set_errno(get->err, "writing a download");
		done = done > 0 ? done : 0;
		data += done;
		size -= (size_t)done;
		answer->size += (uint64_t)done;
	}
	return 0;
}

/* What comes with an error or a redirect is not read: it might never end. */
static size_t
on_body(char *data, size_t one, size_t size, void *context)
{
	struct get *get = context;

	if (get->answer->status != 200 && get->answer->status != 206)
		return 0;
	get->refused = keep(get, data, one * size) < 0;
	return get->refused ? 0 : one * size;
}

static int
on_progress(void *context, curl_off_t total, curl_off_t done, curl_off_t up_total,
	    curl_off_t up)
{
	struct get *get = context;
	uint64_t before = get->answer->status == 206 ? get->request->resume : 0;

	(void)up_total, (void)up;
	if (done > 0)
		progress_bytes(get->session->progress, before + (uint64_t)done,
			       total > 0 ? before + (uint64_t)total : 0);
	if (cancel_check(&get->session->cancel, get->err) < 0)
		get->refused = true;
	return get->refused;
}

/* The wishes about this one request. */
static struct curl_slist *
request_headers(CURL *curl, const struct http_request *request)
{
	struct curl_slist *headers = NULL;

	if (request->accept != NULL) {
		cleanup_free char *accept = xasprintf("Accept: %s", request->accept);

		headers = curl_slist_append(headers, accept);
		curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING,
				 ""); /* all that are known */
	}
	if (request->resume > 0 && request->validator != NULL) {
		cleanup_free char *range = xasprintf("%" PRIu64 "-", request->resume);
		cleanup_free char *condition =
			xasprintf("If-Range: %s", request->validator);

		curl_easy_setopt(curl, CURLOPT_RANGE, range);
		headers = curl_slist_append(headers, condition);
	}
	return headers;
}

static void
set_up(CURL *curl, struct get *get)
{
	curl_easy_setopt(curl, CURLOPT_USERAGENT, PACKAGE_NAME "/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)STALLED_SECONDS);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, get);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, get);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, get);
	if (get->session->ca_file != NULL)
		curl_easy_setopt(curl, CURLOPT_CAINFO, get->session->ca_file);
}

static bool
is_transient(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_SSL_CONNECT_ERROR:
		return true;
	default:
		return false;
	}
}

static int
finish(struct get *get, CURLcode code, const char *reason)
{
	struct http_answer *answer = get->answer;
	curl_off_t wait = 0;
	char *location = NULL; /* borrowed from curl */

	if (get->refused)
		return -1;
	if (code != CURLE_OK && (answer->status == 0 || answer->status / 100 == 2)) {
		answer->transient = is_transient(code);
		return error_set(get->err, ERROR_NETWORK, "%s",
				 *reason != '\0' ? reason : curl_easy_strerror(code));
	}
	curl_easy_getinfo(get->curl, CURLINFO_RETRY_AFTER, &wait);
	curl_easy_getinfo(get->curl, CURLINFO_REDIRECT_URL, &location);
	answer->retry_after = wait;
	answer->location = xstrdup_or_null(location);
	answer->transient = answer->status == 408 || answer->status == 429 ||
			    answer->status / 100 == 5;
	return 0;
}

static int
get_once(struct http_answer *answer, const struct session *session,
	 const struct http_request *request, struct error *err)
{
	cleanup_curl CURL *curl = curl_easy_init();
	cleanup_url CURLU *url = curl_url();
	cleanup_headers struct curl_slist *headers = NULL;
	char reason[CURL_ERROR_SIZE] = "";
	bool loopback = false;
	struct get get = { .session = session,
			   .request = request,
			   .answer = answer,
			   .curl = curl,
			   .err = err };

	if (curl == NULL)
		return error_set(err, ERROR_SYSTEM, "libcurl could not be started");
	if (url_parse(url, &loopback, &get, err) < 0)
		return -1;
	set_up(curl, &get);
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
	if (loopback) /* no proxy can reach it */
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	headers = request_headers(curl, request);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	return finish(&get, curl_easy_perform(curl), reason);
}

int
http_get(struct http_answer *answer, const struct session *session,
	 const struct http_request *request, struct error *err)
{
	*answer = (struct http_answer){ .size = request->resume };
	if (later_open(&curl_later, err) < 0)
		return -1;
	return get_once(answer, session, request, err);
}
