/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/tags.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

static bool
is_separator(char c)
{
	return c == '.' || c == '_' || c == '-';
}

static bool
same_version(const char *text, const char *version)
{
	while (*text != '\0' && (*text == *version || (is_separator(*text) &&
						       is_separator(*version)))) {
		text++;
		version++;
	}
	return *text == '\0' && *version == '\0';
}

static const char *
after_name(const char *tag, const char *name)
{
	size_t size = strlen(name);

	if (strncmp(tag, name, size) == 0 && tag[size] != '\0' &&
	    strchr("-@/_", tag[size]) != NULL)
		return tag + size + 1;
	return tag;
}

/* "@scope/name" is also tagged as "name". */
static const char *
after_package(const char *tag, const char *package)
{
	const char *slash = strchr(package, '/');
	const char *rest = after_name(tag, package);

	return rest == tag && slash != NULL ? after_name(tag, slash + 1) : rest;
}

static const char *
after_release_mark(const char *tag)
{
	static const char *const marks[] = { "release-", "release/", "release_", "rel-",
					     "rel_",	 "r_",	     "version-" };

	for (size_t i = 0; i < array_length(marks); i++)
		if (strncasecmp(tag, marks[i], strlen(marks[i])) == 0)
			return tag + strlen(marks[i]);
	return tag;
}

static bool
is_version(const char *text, const char *version)
{
	return same_version(text, version) ||
	       ((text[0] == 'v' || text[0] == 'V') && same_version(text + 1, version));
}

static bool
rest_means(const char *rest, const char *version)
{
	return is_version(rest, version) || is_version(after_release_mark(rest), version);
}

/* A package may be called "v1": what looks like its name need not be. */
bool
tag_means(const char *tag, const char *package, const char *version)
{
	return rest_means(tag, version) || rest_means(after_package(tag, package), version);
}
