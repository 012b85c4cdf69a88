/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/npm_document.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/version.h"

enum { DOCUMENT_LIMIT = 256 << 20 };

static const uint64_t tarball_limit = UINT64_C(2) << 30;

static const char public_registry[] = "https://registry.npmjs.org";

const char *
npm_registry_of(const struct session *session)
{
	return session->registry != NULL ? session->registry : public_registry;
}

/* A scope's slash is part of the name, not of the path: %2f. */
static char *
document_url(const struct session *session, const char *name)
{
	const char *base = npm_registry_of(session);
	const char *slash = strchr(name, '/');
	size_t size = strlen(base);

	while (size > 0 && base[size - 1] == '/')
		size--;
	return slash == NULL ? xasprintf("%.*s/%s", (int)size, base, name)
			     : xasprintf("%.*s/%.*s%%2f%s", (int)size, base,
					 (int)(slash - name), name, slash + 1);
}

static int
read_document(struct json **out, const char *path, struct error *err)
{
	cleanup_mapping struct mapping text = { 0 };

	*out = NULL;
	return mapping_open(&text, path, err) < 0 ? -1
						  : json_parse_lenient(out, text.bytes, err);
}

/* A proxy that wants somebody to log in answers with a page and 200: it is not to take the
 * place of what the cache has. */
static int
check_document(void *context, const char *path, struct error *err)
{
	cleanup_json struct json *document = NULL;

	(void)context;
	return read_document(&document, path, err);
}

int
npm_document_fetch(struct json **out, const struct session *session, const char *name,
		   struct error *err)
{
	cleanup_free char *url = document_url(session, name), *path = NULL;
	struct fetch_request request = { .url = url,
					 .accept = "application/json",
					 .limit = DOCUMENT_LIMIT,
					 .reusable = true,
					 .check = check_document };

	*out = NULL;
	if (fetch_file(&path, session, &request, err) < 0) {
		if (err->kind == ERROR_NOT_FOUND)
			return error_set(err, ERROR_NOT_FOUND,
					 "npm has no package \"%s\" (%s)", name, url);
		return -1;
	}
	if (read_document(out, path, err) < 0)
		return error_wrap(err, "%s", url);
	if (json_kind(json_get(*out, "versions")) == JSON_KIND_OBJECT)
		return 0;
	json_free(*out);
	*out = NULL;
	return error_set(err, ERROR_NOT_FOUND, "%s: the registry lists no versions of it", name);
}

const struct json *
npm_document_version(const struct json *document, const char *version)
{
	return json_get(json_get(document, "versions"), version);
}

static bool
is_in_range(const char *version, const char *range)
{
	size_t size = strlen(range);

	return strncmp(version, range, size) == 0 &&
	       (size == 0 || version[size] == '\0' || version[size] == '.');
}

char *
npm_document_newest(const struct json *document, const char *range)
{
	const struct json *versions = json_get(document, "versions");
	const char *newest = NULL;

	if (json_get(versions, range) != NULL)
		return xstrdup(range);
	for (const struct json_member *at = json_first(versions); at != NULL;
	     at = json_next(versions, at)) {
		const char *version = json_key(at);

		if (strchr(version, '-') == NULL && is_in_range(version, range) &&
		    (newest == NULL || version_order(VERSION_SEMVER, version, newest) > 0))
			newest = version;
	}
	return xstrdup_or_null(newest);
}

char *
npm_document_latest(const struct json *document)
{
	const char *latest = json_get_text(json_get(document, "dist-tags"), "latest");

	return latest != NULL ? xstrdup(latest) : npm_document_newest(document, "");
}

int
npm_document_tarball(char **path, const struct session *session, const struct json *version,
		     struct error *err)
{
	const struct json *dist = json_get(version, "dist");
	struct fetch_request request = { .url = json_get_text(dist, "tarball"),
					 .integrity = json_get_text(dist, "integrity"),
					 .shasum = json_get_text(dist, "shasum"),
					 .limit = tarball_limit,
					 .stated = true,
					 .reusable = true };

	*path = NULL;
	if (request.url == NULL)
		return error_set(err, ERROR_MALFORMED, "the registry states no tarball");
	return fetch_file(path, session, &request, err);
}

static char *
on_host(const char *host, const char *path)
{
	size_t size = strcspn(path, "#");

	if (size > 4 && strncmp(path + size - 4, ".git", 4) == 0)
		size -= 4;
	return xasprintf("https://%s/%.*s", host, (int)size, path);
}

/* npm's short forms: docs.npmjs.com, package.json, "repository". */
static char *
of_short_form(const char *text)
{
	static const struct {
		const char *prefix, *host;
	} hosts[] = { { "github:", "github.com" },
		      { "gitlab:", "gitlab.com" },
		      { "bitbucket:", "bitbucket.org" },
		      { "gist:", "gist.github.com" } };
	const char *slash = strchr(text, '/');

	for (size_t i = 0; i < array_length(hosts); i++)
		if (text_starts_with(text, hosts[i].prefix))
			return on_host(hosts[i].host, text + strlen(hosts[i].prefix));
	if (slash != NULL && strchr(slash + 1, '/') == NULL && slash != text &&
	    strpbrk(text, ":@ ") == NULL)
		return on_host("github.com", text);
	return NULL;
}

char *
npm_repository_url(const char *text)
{
	const char *rest, *colon, *user;
	cleanup_free char *host = NULL;

	if (text_starts_with(text, "git+"))
		text += 4;
	rest = strstr(text, "://");
	if (rest == NULL) {
		/* git@host:owner/x, as ssh has it */
		user = strchr(text, '@');
		colon = user != NULL ? strchr(user, ':') : NULL;
		if (colon == NULL)
			return of_short_form(text);
		host = xstrndup(user + 1, (size_t)(colon - user - 1));
		return on_host(host, colon + 1);
	}
	rest += 3;
	user = strchr(rest, '@');
	if (user != NULL && user < rest + strcspn(rest, "/"))
		rest = user + 1;
	if (rest[strcspn(rest, "/")] == '\0')
		return NULL;
	host = xstrndup(rest, strcspn(rest, "/:"));
	return on_host(host, strchr(rest, '/') + 1);
}
