/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door to libmicrohttpd: HTTP/1.1 (RFC 9112) for package managers, which ask for
 * documents (GET, HEAD) and for nothing else that a fetch needs.
 */
#include "rebuild/proxy.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/certificate.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/microhttpd_library.h"
#include "rebuild/npm_document.h"
#include "rebuild/proxy_hosts.h"

enum {
	CONNECTIONS_MAX = 64,
	IDLE_SECONDS = 60,
	OK = 200,
	FORBIDDEN = 403,
	NOT_FOUND = 404,
	BAD_GATEWAY = 502,
	REQUESTS_MAX = 100000, /* what is inside may ask without end, and each is noted */
	NOTED_MAX = 64 << 20,
};

static const uint64_t answer_max = UINT64_C(1) << 30;
static const size_t document_max = (size_t)1 << 28;

struct proxy {
	struct session
		session; /* a copy without its watcher: what it points to is borrowed */
	char *registry;	 /* owned: without a slash at its end */
	struct strings hosts;		/* in whose place it answers; none: in nobody's */
	struct certificate certificate; /* for them */
	struct MHD_Daemon *daemon;
	struct error failed; /* kind ERROR_NONE: it is not */
	pthread_mutex_t mutex;
	struct proxy_request *requests; /* owned */
	size_t count, noted;		/* bytes */
};

struct proxy *
proxy_new(const struct session *session, const char *registry)
{
	struct proxy *proxy = xcalloc(1, sizeof(*proxy));
	const char *asked = registry != NULL ? registry : npm_registry_of(session);
	size_t size = strlen(asked);

	proxy->session = *session;
	proxy->session.progress = NULL; /* it is for one thread */
	proxy->registry = xstrndup(asked, size - (size > 0 && asked[size - 1] == '/'));
	pthread_mutex_init(&proxy->mutex, NULL);
	return proxy;
}

int
proxy_new_for_hosts(struct proxy **out, const struct session *session, struct error *err)
{
	struct proxy *proxy = proxy_new(session, NULL);

	proxy_hosts_for(&proxy->hosts, proxy->registry);
	if (certificate_make(&proxy->certificate, &proxy->hosts, err) < 0) {
		proxy_free(proxy);
		return -1;
	}
	*out = proxy;
	return 0;
}

const struct strings *
proxy_hosts(const struct proxy *proxy)
{
	return &proxy->hosts;
}

const char *
proxy_certificate(const struct proxy *proxy)
{
	return proxy->certificate.text;
}

static void
request_release(struct proxy_request *request)
{
	free(request->url);
	free(request->failure);
}

void
proxy_free(struct proxy *proxy)
{
	if (proxy == NULL)
		return;
	if (proxy->daemon != NULL)
		MHD_stop_daemon(proxy->daemon);
	for (size_t i = 0; i < proxy->count; i++)
		request_release(&proxy->requests[i]);
	free(proxy->requests);
	certificate_release(&proxy->certificate);
	strings_release(&proxy->hosts);
	free(proxy->registry);
	pthread_mutex_destroy(&proxy->mutex);
	free(proxy);
}

static void
note(struct proxy *proxy, struct proxy_request *request)
{
	pthread_mutex_lock(&proxy->mutex);
	proxy->noted += sizeof(*request) + strlen(request->url) +
			(request->failure != NULL ? strlen(request->failure) : 0);
	array_append(proxy->requests, proxy->count, *request);
	pthread_mutex_unlock(&proxy->mutex);
}

static bool
is_too_much(struct proxy *proxy)
{
	bool much;

	pthread_mutex_lock(&proxy->mutex);
	much = proxy->count >= REQUESTS_MAX || proxy->noted >= NOTED_MAX;
	if (much)
		error_set(&proxy->failed, ERROR_LIMIT, "a step's requests have no end");
	pthread_mutex_unlock(&proxy->mutex);
	return much;
}

static enum MHD_Result
send_bytes(struct MHD_Connection *connection, unsigned status, struct bytes bytes)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		bytes.size, (void *)(uintptr_t)bytes.data, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result queued = MHD_NO;

	if (response != NULL)
		queued = MHD_queue_response(connection, status, response);
	if (response != NULL)
		MHD_destroy_response(response);
	return queued;
}

static enum MHD_Result
refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
	return send_bytes(connection, status, bytes_of_text(why));
}

/* Names of ours are put in the place of those that nobody inside can reach. */
static enum MHD_Result
answer_with_document(const struct proxy *proxy, struct MHD_Connection *connection,
		     const char *path)
{
	cleanup_buffer struct buffer document = BUFFER_INIT(document_max);
	cleanup_buffer struct buffer renamed = BUFFER_INIT(document_max);
	struct error err = { 0 };

	if (file_read(path, &document, &err) == 0)
		proxy_hosts_rename(&renamed, proxy->registry, buffer_bytes(&document));
	if (err.kind != ERROR_NONE || buffer_check(&renamed, &err) < 0)
		return refuse(connection, BAD_GATEWAY, err.message);
	return send_bytes(connection, OK, buffer_bytes(&renamed));
}

/* The response closes the file. */
static enum MHD_Result
answer_with_file(struct MHD_Connection *connection, const char *path, const char *accept)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct MHD_Response *response;
	enum MHD_Result queued;
	struct stat about;

	if (fd < 0 || fstat(fd, &about) < 0)
		return refuse(connection, BAD_GATEWAY, "the cache has lost the answer");
	response = MHD_create_response_from_fd64((uint64_t)about.st_size, fd);
	if (response == NULL)
		return MHD_NO;
	steal_fd(&fd);
	MHD_add_response_header(response, "Content-Type",
				accept != NULL ? "application/json"
					       : "application/octet-stream");
	queued = MHD_queue_response(connection, OK, response);
	MHD_destroy_response(response);
	return queued;
}

/* What npm asks of a document is a matter of its version; a tarball is asked for as it
 * is. */
static const char *
wanted_form(struct MHD_Connection *connection)
{
	const char *accept =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Accept");

	return accept != NULL && strstr(accept, "json") != NULL ? accept : NULL;
}

/* `url` becomes the request's. */
static enum MHD_Result
pass_on(struct proxy *proxy, struct MHD_Connection *connection, char *url)
{
	const char *accept = text_ends_with(url, ".tgz") ? NULL : wanted_form(connection);
	struct proxy_request request = { .url = url };
	struct fetch_request wanted = { .url = request.url,
					.accept = accept,
					.limit = answer_max,
					.reusable = true };
	cleanup_free char *file = NULL;
	enum MHD_Result queued;
	struct error err = { 0 };
	struct stat about;

	if (fetch_file(&file, &proxy->session, &wanted, &err) < 0) {
		request.failure = xstrdup(err.message);
		queued = refuse(connection,
				err.kind == ERROR_NOT_FOUND ? NOT_FOUND : BAD_GATEWAY,
				err.message);
	} else {
		request.size = stat(file, &about) == 0 ? (uint64_t)about.st_size : 0;
		(void)digest_hex_of_file(DIGEST_SHA256, file, request.sha256, &err);
		queued = proxy->hosts.count > 0 && accept != NULL
				 ? answer_with_document(proxy, connection, file)
				 : answer_with_file(connection, file, accept);
	}
	note(proxy, &request);
	return queued;
}

/* What to ask upstream; the caller frees; NULL: nothing. */
static char *
upstream_of(const struct proxy *proxy, struct MHD_Connection *connection,
	    const char *path)
{
	const char *host =
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");

	if (proxy->hosts.count == 0)
		return xasprintf("%s%s", proxy->registry, path);
	return host == NULL
		       ? NULL
		       : proxy_hosts_upstream(&proxy->hosts, proxy->registry, host, path);
}

static enum MHD_Result
add_argument(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	char **asked = context, before = strchr(*asked, '?') == NULL ? '?' : '&';

	(void)kind;
	replace_text(asked,
		     value == NULL ? xasprintf("%s%c%s", *asked, before, name)
				   : xasprintf("%s%c%s=%s", *asked, before, name, value));
	return MHD_YES;
}

/* The caller frees. */
static char *
with_query(struct MHD_Connection *connection, const char *path)
{
	char *asked = xstrdup(path);

	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_argument,
				  &asked);
	return asked;
}

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *path,
       const char *method, const char *version, const char *upload, size_t *upload_size,
       void **state)
{
	static const char why[] = "cupel answers for one registry, and to GET and HEAD";
	struct proxy *proxy = context;
	cleanup_free char *asked = NULL;
	char *upstream = NULL;
	static int seen;

	(void)version;
	(void)upload;
	if (*state == NULL) { /* headers first; the body, if any, is for nobody */
		*state = &seen;
		return MHD_YES;
	}
	if (*upload_size > 0) {
		*upload_size = 0;
		return MHD_YES;
	}
	if (is_too_much(proxy))
		return refuse(connection, FORBIDDEN, "cupel has answered enough");
	asked = with_query(connection, path);
	if (proxy_hosts_stays(path) &&
	    (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0))
		upstream = upstream_of(proxy, connection, asked);
	if (upstream == NULL) {
		struct proxy_request request = { .url = xasprintf("%s %s", method, asked),
						 .failure = xstrdup("refused") };

		note(proxy, &request);
		return refuse(connection, FORBIDDEN, why);
	}
	return pass_on(proxy, connection, upstream);
}

/* A scope's slash comes as %2f, and is to be passed on so. */
static size_t
as_it_is(void *context, struct MHD_Connection *connection, char *text)
{
	(void)context;
	(void)connection;
	return strlen(text);
}

void
proxy_listen(void *context, int fd)
{
	struct proxy *proxy = context;
	bool secure = proxy->hosts.count > 0;
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	struct MHD_OptionItem keys[] = {
		{ MHD_OPTION_HTTPS_MEM_KEY, 0, proxy->certificate.key },
		{ MHD_OPTION_HTTPS_MEM_CERT, 0, proxy->certificate.text },
		{ MHD_OPTION_END, 0, NULL },
	};

	if (later_open(&microhttpd_later, &proxy->failed) < 0) {
		close(fd);
		return;
	}
	proxy->failed.kind = ERROR_NONE;
	proxy->daemon = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION |
			(secure ? (unsigned)MHD_USE_TLS : 0),
		0, NULL, NULL, answer, proxy, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_UNESCAPE_CALLBACK, as_it_is, NULL, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)IDLE_SECONDS, MHD_OPTION_ARRAY, secure ? keys : none,
		MHD_OPTION_END);
	if (proxy->daemon != NULL)
		return;
	close(fd);
	error_set(&proxy->failed, ERROR_SYSTEM, "the fetch proxy cannot be started");
}

int
proxy_check(const struct proxy *proxy, struct error *err)
{
	if (proxy->failed.kind == ERROR_NONE)
		return 0;
	*err = proxy->failed;
	return -1;
}

static int
order_requests(const void *a, const void *b)
{
	const struct proxy_request *left = a, *right = b;
	int order = strcmp(left->url, right->url);

	return order != 0 ? order : strcmp(left->sha256, right->sha256);
}

/* A client that asks again, or in another order, gives the same record. */
static void
fold(struct proxy *proxy)
{
	size_t kept = 0;

	if (proxy->count > 0)
		qsort(proxy->requests, proxy->count, sizeof(*proxy->requests),
		      order_requests);
	for (size_t i = 0; i < proxy->count; i++) {
		if (kept > 0 &&
		    order_requests(&proxy->requests[kept - 1], &proxy->requests[i]) == 0)
			request_release(&proxy->requests[i]);
		else
			proxy->requests[kept++] = proxy->requests[i];
	}
	proxy->count = kept;
}

const struct proxy_request *
proxy_requests(struct proxy *proxy, size_t *count)
{
	pthread_mutex_lock(&proxy->mutex);
	fold(proxy);
	*count = proxy->count;
	pthread_mutex_unlock(&proxy->mutex);
	return proxy->requests;
}
