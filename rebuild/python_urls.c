/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_urls.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* Where an address has two parts and then pages. */
static const char *const forges[] = { "github.com", "gitlab.com", "bitbucket.org",
				      "codeberg.org", "git.sr.ht" };

/* Labels in the order in which they are believed; punctuation and case do not count. */
static const char *const labels[] = {
	"sourcecode", "source", "repository", "github", "gitlab", "code", "homepage",
};

static bool
is_forge(const char *host, size_t size)
{
	for (size_t i = 0; i < array_length(forges); i++)
		if (strlen(forges[i]) == size && strncasecmp(host, forges[i], size) == 0)
			return true;
	return size > 7 && strncasecmp(host, "gitlab.", 7) == 0;
}

/* OWNER/NAME, and of GitLab's groups all that stands before "/-/". */
static char *
of_forge(const char *host, size_t host_size, const char *path)
{
	const char *page = strstr(path, "/-/");
	size_t owner = strcspn(path, "/?#");
	size_t name, size;

	if (owner == 0 || path[owner] != '/')
		return NULL;
	name = strcspn(path + owner + 1, "/?#");
	if (name == 0)
		return NULL;
	size = page != NULL ? (size_t)(page - path) : owner + 1 + name;
	if (size > 4 && strncmp(path + size - 4, ".git", 4) == 0)
		size -= 4;
	return xasprintf("https://%.*s/%.*s", (int)host_size, host, (int)size, path);
}

char *
python_repository_of(const char *url)
{
	const char *host = strstr(url, "://");
	size_t size;

	if (text_starts_with(url, "git+"))
		url += 4;
	if (host == NULL || strpbrk(url, " \t\"'\\") != NULL)
		return NULL;
	host += strlen("://");
	if (strncasecmp(host, "www.", 4) == 0)
		host += 4;
	size = strcspn(host, "/");
	if (memchr(host, '@', size) != NULL)
		return NULL;
	if (host[size] == '/' && is_forge(host, size) &&
	    strncmp(host + size + 1, "sponsors/", 9) != 0)
		return of_forge(host, size, host + size + 1);
	return text_ends_with(url, ".git") ? xstrdup(url) : NULL;
}

/* "Source Code" and "source-code" are one. */
static bool
label_is(const char *line, const char *label)
{
	for (; *line != '\0' && *line != ','; line++) {
		if (!isalnum((unsigned char)*line))
			continue;
		if (*label == '\0' || tolower((unsigned char)*line) != *label)
			return false;
		label++;
	}
	return *label == '\0';
}

static char *
repository_in(const char *line)
{
	const char *url = strrchr(line, ',');

	if (url == NULL)
		return NULL;
	url++;
	return python_repository_of(url + strspn(url, " \t"));
}

char *
python_repository_among(const struct strings *lines)
{
	char *found = NULL;

	for (size_t k = 0; k < array_length(labels); k++)
		for (size_t i = 0; i < lines->count && found == NULL; i++)
			if (label_is(lines->items[i], labels[k]))
				found = repository_in(lines->items[i]);
	for (size_t i = 0; i < lines->count && found == NULL; i++)
		found = repository_in(lines->items[i]);
	return found;
}
