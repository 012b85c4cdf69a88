/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/location.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "rebuild/repository.h"

void
location_release(struct location *location)
{
	free(location->place);
	free(location->ref);
	free(location->directory);
}

static bool
is_archive_name(const char *text)
{
	static const char *const ends[] = { ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2",
					    ".tar.zst", ".tar", ".zip" };

	for (size_t i = 0; i < array_length(ends); i++)
		if (text_ends_with(text, ends[i]))
			return true;
	return false;
}

/* Cuts `text` at the character, which goes; NULL when there is none. */
static char *
cut(char *text, char at)
{
	char *found = strchr(text, at);

	if (found == NULL)
		return NULL;
	*found = '\0';
	return xstrdup(found + 1);
}

static int
parse_url(struct location *out, const char *text, struct error *err)
{
	const char *url = text_starts_with(text, "git+") ? text + 4 : text;
	const char *host = strstr(url, "://") + 3;
	const char *path = strchr(host, '/');

	if (text_starts_with(url, "ssh://"))
		return error_set(err, ERROR_USAGE,
				 "%s: ssh is not used; give the https URL of the repository",
				 text);
	if (path == NULL || path == host || path[1] == '\0')
		return error_set(err, ERROR_USAGE, "%s: no host and path in this URL", text);
	if (memchr(host, '@', (size_t)(path - host)) != NULL)
		return error_set(err, ERROR_USAGE,
				 "%s: a user name in the URL; cupel sends none", text);
	out->remote = true;
	out->place = xstrdup(url);
	out->directory = cut(out->place, '#');
	out->ref = cut(out->place + (path - url), '@');
	out->kind = out->ref == NULL && url == text && is_archive_name(out->place)
			    ? SOURCE_TARBALL
			    : SOURCE_GIT;
	return 0;
}

/* "/path/repo@v1#dir": a path that exists comes first, so that either may be in a name. */
static bool
split_path(struct location *out, const char *text)
{
	for (const char *at = text; (at = strchr(at, '@')) != NULL; at++) {
		char *path = xstrndup(text, (size_t)(at - text));

		if (folder_exists(path)) {
			out->place = path;
			out->ref = xstrdup(at + 1);
			return true;
		}
		free(path);
	}
	return false;
}

static int
parse_path(struct location *out, const char *text, struct error *err)
{
	const char *hash = strrchr(text, '#');

	if (text_starts_with(text, "git+"))
		text += 4;
	if (text_starts_with(text, "file://"))
		text += 7;
	if (file_exists(text) || folder_exists(text)) {
		out->place = xstrdup(text);
	} else if (hash != NULL) {
		char *before = xstrndup(text, (size_t)(hash - text));
		int code = parse_path(out, before, err);

		free(before);
		replace_text(&out->directory, xstrdup(hash + 1));
		return code;
	} else if (!split_path(out, text)) {
		return error_set(err, ERROR_NOT_FOUND,
				 "%s: no such repository, folder or tarball", text);
	}
	if (!folder_exists(out->place))
		out->kind = SOURCE_TARBALL;
	else if (repository_is_one(out->place))
		out->kind = SOURCE_GIT;
	else
		out->kind = SOURCE_FOLDER;
	if (out->ref != NULL && out->kind != SOURCE_GIT)
		return error_set(err, ERROR_USAGE, "%s: @%s makes sense for a git repository only",
				 out->place, out->ref);
	return 0;
}

int
location_parse(struct location *out, const char *text, struct error *err)
{
	const char *scheme = strstr(text, "://");

	*out = (struct location){ 0 };
	if (text[0] == '\0')
		return error_set(err, ERROR_USAGE, "the source is empty");
	if (scheme != NULL && strstr(text, "file://") == NULL)
		return parse_url(out, text, err);
	if (text_starts_with(text, "git@"))
		return error_set(err, ERROR_USAGE,
				 "%s: ssh is not used; give the https URL of the repository",
				 text);
	return parse_path(out, text, err);
}
