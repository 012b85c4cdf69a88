/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/proxy_hosts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"

#define PUBLIC_REGISTRY "https://registry.npmjs.org"
#define HTTPS		"https://"

/* Two names of one registry; yarn 1 writes the second one into its lock file. */
static const char *const of_registry[] = { "registry.npmjs.org", "registry.yarnpkg.com" };

/* Where yarn gets a dependency on a commit. */
static const char of_commits[] = "codeload.github.com";

/* The host of https://HOST/...; NULL for any other URL, or one with a port. */
static char *
host_of(const char *url)
{
	const char *host;
	size_t size;

	if (!text_starts_with(url, HTTPS))
		return NULL;
	host = url + strlen(HTTPS);
	size = strcspn(host, "/:@,");
	return size > 0 && (host[size] == '\0' || host[size] == '/')
		       ? xstrndup(host, size)
		       : NULL;
}

void
proxy_hosts_for(struct strings *out, const char *registry)
{
	cleanup_free char *own = host_of(registry);

	for (size_t i = 0; i < array_length(of_registry); i++)
		strings_add(out, of_registry[i]);
	strings_add(out, of_commits);
	if (own != NULL && !strings_contain(out, own))
		strings_add(out, own);
}

char *
proxy_hosts_upstream(const struct strings *hosts, const char *registry, const char *host,
		     const char *path)
{
	cleanup_free char *name = xstrndup(host, strcspn(host, ":"));

	for (size_t i = 0; i < array_length(of_registry); i++)
		if (strcmp(name, of_registry[i]) == 0)
			return xasprintf("%s%s", registry, path);
	return strings_contain(hosts, name) ? xasprintf(HTTPS "%s%s", name, path) : NULL;
}

/* The dot or its escape: its size. */
static size_t
dot_at(const char *text)
{
	if (*text == '.')
		return 1;
	return strncasecmp(text, "%2e", 3) == 0 ? 3 : 0;
}

/* A slash may be escaped in a name with a scope. */
static size_t
slash_at(const char *text)
{
	if (*text == '/' || *text == '\\')
		return 1;
	return strncasecmp(text, "%2f", 3) == 0 || strncasecmp(text, "%5c", 3) == 0 ? 3
										    : 0;
}

bool
proxy_hosts_stays(const char *path)
{
	if (path[0] != '/')
		return false;
	for (const char *at = path; *at != '\0'; at++) {
		size_t slash = slash_at(at), first, second;

		if (slash == 0)
			continue;
		first = dot_at(at + slash);
		second = first > 0 ? dot_at(at + slash + first) : 0;
		if (second > 0) {
			const char *after = at + slash + first + second;

			if (*after == '\0' || slash_at(after) > 0)
				return false;
		}
	}
	return true;
}

void
proxy_hosts_rename(struct buffer *out, const char *registry, struct bytes document)
{
	cleanup_free char *own = xasprintf("\"%s/", registry);
	size_t size = strlen(own);
	struct bytes rest = document;
	const uint8_t *found;

	while (strcmp(registry, PUBLIC_REGISTRY) != 0 && rest.size > 0 &&
	       (found = memmem(rest.data, rest.size, own, size)) != NULL) {
		size_t before = (size_t)(found - rest.data);

		buffer_append(out, bytes_slice(rest, 0, before));
		buffer_append_text(out, "\"" PUBLIC_REGISTRY "/");
		rest = bytes_slice(rest, before + size, rest.size);
	}
	buffer_append(out, rest);
}
