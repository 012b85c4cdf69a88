/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * package-lock.json and npm-shrinkwrap.json, as docs.npmjs.com has them.
 *
 * lockfileVersion 2 and 3: "packages" has a member for each folder; one whose path ends
 * in node_modules/NAME is a dependency: "version", "resolved", "integrity"; "link" for a
 * folder of the project itself; "inBundle" for what came within another's tarball; "name"
 * where it is installed under another name.
 *
 * lockfileVersion 1: "dependencies" has a member for each name: "version", which is
 * "npm:..." for another name and the address itself for what no registry has; "resolved",
 * "integrity", "bundled"; and "dependencies" again for what lies within.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/memory.h"
#include "rebuild/lockfile.h"

enum { DEPTH_MOST = 100 };

static bool
recognize(struct bytes text)
{
	size_t at = 0;

	while (at < text.size && memchr(" \t\r\n", text.data[at], 4) != NULL)
		at++;
	return at < text.size && text.data[at] == '{';
}

static bool
is_address(const char *text)
{
	static const char *const starts[] = { "git+",	 "git:",       "git@", "github:",
					      "gitlab:", "bitbucket:", "gist:" };

	for (size_t i = 0; i < array_length(starts); i++)
		if (text_starts_with(text, starts[i]))
			return true;
	return false;
}

/* Registries have NAME/-/NAME-VERSION.tgz; some serve it from elsewhere. */
static bool
is_of_registry(const char *resolved, const char *version)
{
	cleanup_free char *end = xasprintf("-%s.tgz", version);
	size_t size = strcspn(resolved, "?#");
	cleanup_free char *path = xstrndup(resolved, size);

	return text_ends_with(path, end);
}

/* NULL where it can be checked. */
static const char *
why_not(const struct json *entry, const char *version)
{
	const char *resolved = json_get_text(entry, "resolved");

	if (json_truth(json_get(entry, "link")))
		return "a folder of the project itself";
	if (json_truth(json_get(entry, "inBundle")) ||
	    json_truth(json_get(entry, "bundled")))
		return "came within another package's tarball";
	if ((resolved != NULL && is_address(resolved)) || is_address(version))
		return "from a git repository, not from a registry";
	if ((resolved != NULL && text_starts_with(resolved, "file:")) ||
	    text_starts_with(version, "file:"))
		return "a file, not from a registry";
	if (strstr(version, "://") != NULL ||
	    (resolved != NULL && !is_of_registry(resolved, version)))
		return "from an address, not from a registry";
	return version[0] == '\0' ? "the lock file states no version" : NULL;
}

static int
take(struct lockfile *out, const char *name, const char *version,
     const struct json *entry, struct error *err)
{
	const char *why = why_not(entry, version);
	const char *resolved = json_get_text(entry, "resolved");
	cleanup_free char *said = NULL;

	if (why == NULL)
		return lockfile_add(out, "npm", name, version,
				    json_get_text(entry, "integrity"), err);
	said = xasprintf("%s%s%s", name,
			 version[0] != '\0' || resolved != NULL ? " " : "",
			 resolved != NULL && is_address(resolved) ? resolved : version);
	return lockfile_leave_out(out, said, why, err);
}

static const char *
text_or_empty(const struct json *object, const char *key)
{
	const char *text = json_get_text(object, key);

	return text != NULL ? text : "";
}

/* "node_modules/a/node_modules/@s/b" is @s/b. */
static const char *
name_of_path(const char *path)
{
	static const char mark[] = "node_modules/";
	const char *name = NULL;

	for (const char *at = path; (at = strstr(at, mark)) != NULL; at++)
		name = at + strlen(mark);
	return name;
}

static int
read_packages(struct lockfile *out, const struct json *packages, struct error *err)
{
	for (const struct json_member *at = json_first(packages); at != NULL;
	     at = json_next(packages, at)) {
		const struct json *entry = json_value(at);
		const char *name = name_of_path(json_key(at));
		const char *real = json_get_text(entry, "name");

		if (name == NULL) /* the project, or a folder of it */
			continue;
		if (take(out, real != NULL ? real : name, text_or_empty(entry, "version"),
			 entry, err) < 0)
			return -1;
	}
	return 0;
}

/* "npm:NAME@VERSION" of one that is installed under another name. */
static int
take_named(struct lockfile *out, const char *name, const struct json *entry,
	   struct error *err)
{
	const char *version = text_or_empty(entry, "version");
	const char *real = version + strlen("npm:");
	const char *mark = strrchr(version, '@');
	cleanup_free char *real_name = NULL;

	if (!text_starts_with(version, "npm:") || mark == NULL || mark <= real)
		return take(out, name, version, entry, err);
	real_name = xstrndup(real, (size_t)(mark - real));
	return take(out, real_name, mark + 1, entry, err);
}

static int
read_dependencies(struct lockfile *out, const struct json *dependencies, unsigned depth,
		  struct error *err)
{
	if (depth > DEPTH_MOST)
		return error_set(err, ERROR_LIMIT, "dependencies more than %d deep",
				 DEPTH_MOST);
	for (const struct json_member *at = json_first(dependencies); at != NULL;
	     at = json_next(dependencies, at)) {
		const struct json *entry = json_value(at);

		if (take_named(out, json_key(at), entry, err) < 0 ||
		    read_dependencies(out, json_get(entry, "dependencies"), depth + 1,
				      err) < 0)
			return -1;
	}
	return 0;
}

static int
read_lock(struct lockfile *out, const struct session *session, struct bytes text,
	  struct error *err)
{
	cleanup_json struct json *lock = NULL;
	const struct json *packages, *dependencies;
	int64_t version;

	(void)session;
	if (json_parse(&lock, text, err) < 0)
		return -1;
	packages = json_get(lock, "packages");
	dependencies = json_get(lock, "dependencies");
	version = json_get_number(lock, "lockfileVersion", 0);
	if (version < 1)
		return error_set(err, ERROR_MALFORMED,
				 "no package-lock.json: it states no lockfileVersion");
	if (version > 3)
		return error_set(err, ERROR_UNSUPPORTED,
				 "lockfileVersion %lld is not known; 1, 2 and 3 are",
				 (long long)version);
	if (version > 1 && json_kind(packages) != JSON_KIND_OBJECT)
		return error_set(err, ERROR_MALFORMED, "\"packages\" is missing");
	if (dependencies != NULL && json_kind(dependencies) != JSON_KIND_OBJECT)
		return error_set(err, ERROR_MALFORMED, "\"dependencies\" is no object");
	return version > 1 ? read_packages(out, packages, err)
			   : read_dependencies(out, dependencies, 0, err);
}

const struct lockfile_kind lockfile_npm = {
	.file = "package-lock.json",
	.recognize = recognize,
	.read = read_lock,
};
