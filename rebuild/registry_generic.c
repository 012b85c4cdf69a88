/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Release tarballs: NAME-VERSION.tar.xz with a first folder NAME-VERSION, from anywhere.
 * There is no registry to ask; the file says what it is, and the person where its source
 * is. Archives that a host of git makes of a tag have the folder REPOSITORY-TAG.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/archive_kind.h"
#include "rebuild/dist_examine.h"
#include "rebuild/dist_packaging.h"
#include "rebuild/dist_source.h"
#include "rebuild/inventory.h"
#include "rebuild/registry.h"

static int
check_name(const char *name, struct error *err)
{
	if (dist_text_is_plain(name))
		return 0;
	return error_set(err, ERROR_USAGE, "\"%s\" cannot be the name of a release",
			 name);
}

static int
check_version(const char *version, struct error *err)
{
	if (dist_text_is_plain(version))
		return 0;
	return error_set(err, ERROR_USAGE, "\"%s\" cannot be the version of a release",
			 version);
}

static int
lookup(struct release *out, const struct session *session, struct error *err)
{
	(void)session;
	return error_set(
		err, ERROR_USAGE,
		"no registry has release tarballs: name the file or its URL, and the "
		"source: cupel check %s-%s.tar.gz --source https://.../%s.git",
		out->spec.name, out->spec.version != NULL ? out->spec.version : "VERSION",
		out->spec.name);
}

/* "v", "R_", "release-": what tags have before the number. */
static const char *
after_mark(const char *text)
{
	static const char *const marks[] = { "version", "release", "rel", "v", "r", "" };

	for (size_t i = 0; i < array_length(marks); i++) {
		size_t size = strlen(marks[i]);
		const char *rest = text + size;

		if (strncasecmp(text, marks[i], size) != 0)
			continue;
		if (size > 0 && *rest != '\0' && strchr("-_.", *rest) != NULL)
			rest++;
		if (isdigit((unsigned char)*rest))
			return rest;
	}
	return NULL;
}

/* "1.2.3", "2", "1.2.3-rc1", "20220414", but not "3d": behind its first number stands a
 * separator, or the mark of a version that is not out yet, or nothing. */
static const char *
version_in(const char *text)
{
	static const char *const early[] = {
		"", ".", "_", "-", "+", "~", "a", "b", "rc"
	};
	const char *version = after_mark(text), *rest;

	if (version == NULL || !dist_text_is_plain(version))
		return NULL;
	rest = version + strspn(version, "0123456789");
	if (*rest == '\0')
		return version;
	for (size_t i = 1; i < array_length(early); i++) {
		size_t size = strlen(early[i]);

		if (strncmp(rest, early[i], size) == 0 &&
		    (i < 6 || isdigit((unsigned char)rest[size])))
			return version;
	}
	return NULL;
}

/* "7_88_1" is 7.88.1. */
static char *
dotted(const char *version)
{
	char *text = xstrdup(version);

	if (strchr(text, '.') != NULL)
		return text;
	for (size_t i = 1; text[i] != '\0'; i++)
		if (text[i] == '_' && isdigit((unsigned char)text[i - 1]) &&
		    isdigit((unsigned char)text[i + 1]))
			text[i] = '.';
	return text;
}

/* "curl-curl" of curl-curl-7_88_1: the repository, and the tag's own name of it. */
static char *
name_in(const char *text, size_t size)
{
	size_t half = size / 2;

	if (size % 2 == 1 && text[half] == '-' &&
	    strncmp(text, text + half + 1, half) == 0)
		return xstrndup(text, half);
	return xstrndup(text, size);
}

static bool
split(struct spec *spec, const char *text, const char *separators)
{
	for (size_t i = 1; text[0] != '\0' && text[i] != '\0'; i++) {
		const char *version;

		if (strchr(separators, text[i]) == NULL ||
		    (version = version_in(text + i + 1)) == NULL)
			continue;
		spec->name = name_in(text, i);
		spec->version = dotted(version);
		return true;
	}
	return false;
}

/* "expat_2.5.0.orig.tar.gz" -> "expat_2.5.0". */
static char *
without_suffix(const char *file)
{
	static const char *const ends[] = { ".zip",  ".tgz", ".txz",
					    ".tbz2", ".tbz", ".orig" };
	const char *tar = strstr(file, ".tar");
	char *text = tar != NULL ? xstrndup(file, (size_t)(tar - file)) : xstrdup(file);

	for (size_t i = 0; i < array_length(ends); i++)
		if (text_ends_with(text, ends[i]))
			text[strlen(text) - strlen(ends[i])] = '\0';
	return text;
}

static int
identify(struct release *out, const struct session *session,
	 const struct inventory *inventory, bool *yes, struct error *err)
{
	cleanup_free char *file = without_suffix(out->artifact_name);
	cleanup_archive_kind struct archive_kind kind = { 0 };

	if (inventory->top == NULL)
		return 0;
	*yes = split(&out->spec, inventory->top, "-") || split(&out->spec, file, "-_");
	if (!*yes)
		return 0;
	if (archive_kind_read(&kind, session, out->artifact_path, err) < 0)
		return -1;
	if (kind.marks.commit[0] != '\0')
		out->commit_hint = xstrdup(kind.marks.commit);
	return 0;
}

static int
examine(struct check *check, const struct session *session, struct error *err)
{
	return dist_examine_packaging(check, session, err) < 0
		       ? -1
		       : dist_examine(check, session, err);
}

const struct registry registry_generic = {
	.ecosystem = "generic",
	.example = "generic:hello@2.12",
	.artifact_names_commit = true,
	.context = "dist",
	.identify = identify,
	.check_name = check_name,
	.check_version = check_version,
	.lookup = lookup,
	.examine = examine,
};
