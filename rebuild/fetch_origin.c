/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/fetch_origin.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/curl_library.h"

/* Owned by libcurl; all NULL: no URL. */
struct origin {
	char *scheme, *host, *port;
};

#define cleanup_origin __attribute__((cleanup(origin_release)))

static void
origin_release(struct origin *origin)
{
	curl_free(origin->scheme);
	curl_free(origin->host);
	curl_free(origin->port);
}

static struct origin
origin_of(const char *text)
{
	struct origin origin = { 0 };
	CURLU *url = curl_url();

	if (url != NULL && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK) {
		(void)curl_url_get(url, CURLUPART_SCHEME, &origin.scheme, 0);
		(void)curl_url_get(url, CURLUPART_HOST, &origin.host, 0);
		(void)curl_url_get(url, CURLUPART_PORT, &origin.port, CURLU_DEFAULT_PORT);
	}
	curl_url_cleanup(url);
	return origin;
}

/* 0.0.0.0 and [::] are answered by this machine too. */
bool
origin_is_here(const char *host)
{
	struct in_addr address;
	size_t size = strlen(host);

	if (size > 0 && host[size - 1] == '.')
		size--;
	if (size >= strlen("localhost") &&
	    strncasecmp(host + size - strlen("localhost"), "localhost",
			strlen("localhost")) == 0 &&
	    (size == strlen("localhost") || host[size - strlen(".localhost")] == '.'))
		return true;
	if (strcmp(host, "[::1]") == 0 || strcmp(host, "[::]") == 0 ||
	    text_starts_with(host, "[::ffff:127.") ||
	    text_starts_with(host, "[::ffff:7f"))
		return true;
	return inet_pton(AF_INET, host, &address) == 1 &&
	       (ntohl(address.s_addr) >> 24 == 127 || address.s_addr == 0);
}

static bool
is_origin_of(const struct origin *origin, const char *text)
{
	cleanup_origin struct origin other = origin_of(text);

	return other.scheme != NULL && other.host != NULL && other.port != NULL &&
	       strcmp(origin->scheme, other.scheme) == 0 &&
	       strcasecmp(origin->host, other.host) == 0 &&
	       strcmp(origin->port, other.port) == 0;
}

static bool
is_named(const struct session *session, const struct fetch_request *request,
	 const struct origin *origin)
{
	if (session->registry != NULL && is_origin_of(origin, session->registry))
		return true;
	for (size_t i = 0; i < session->mirrors.count; i++) {
		const char *to = strchr(session->mirrors.items[i], '=');

		if (to != NULL && is_origin_of(origin, to + 1))
			return true;
	}
	return !request->stated && is_origin_of(origin, request->url);
}

int
origin_check(const struct session *session, const struct fetch_request *request,
	     const char *url, struct error *err)
{
	cleanup_origin struct origin origin = { 0 };

	if (later_open(&curl_later, err) < 0)
		return -1;
	origin = origin_of(url);
	if (origin.host == NULL || origin.port == NULL || !origin_is_here(origin.host) ||
	    is_named(session, request, &origin))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "this leads to %.200s, on this machine, which neither "
			 "--registry nor --mirror names",
			 url);
}
