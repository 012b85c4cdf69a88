/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/attestation.h"
#include "rebuild/npm_document.h"
#include "rebuild/npm_examine.h"
#include "rebuild/registry.h"
#include "rebuild/version.h"

enum { NAME_MOST = 214 }; /* validate-npm-package-name */

static bool
is_plain_part(const char *text, size_t size)
{
	if (size == 0 || text[0] == '.' )
		return false;
	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)text[i]) && strchr("-._~", text[i]) == NULL)
			return false;
	return true;
}

static int
check_name(const char *name, struct error *err)
{
	const char *slash = strchr(name, '/');
	bool good = strlen(name) <= NAME_MOST;

	if (name[0] == '@')
		good = good && slash != NULL &&
		       is_plain_part(name + 1, (size_t)(slash - name - 1)) &&
		       is_plain_part(slash + 1, strlen(slash + 1));
	else
		good = good && is_plain_part(name, strlen(name));
	return good ? 0 : error_set(err, ERROR_USAGE, "\"%s\" cannot be the name of an npm "
						      "package", name);
}

static int
check_version(const char *version, struct error *err)
{
	for (const char *at = version; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr(".-+", *at) == NULL)
			return error_set(err, ERROR_USAGE,
					 "\"%s\" is no version; a range cannot be checked",
					 version);
	return isdigit((unsigned char)version[0])
		       ? 0
		       : error_set(err, ERROR_USAGE, "\"%s\" is no version such as 1.2.3",
				   version);
}

static int
choose_version(struct release *out, const struct json *document, struct error *err)
{
	cleanup_free char *latest = npm_document_latest(document);

	if (latest == NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s: every version was unpublished",
				 out->spec.name);
	if (out->spec.version == NULL) {
		out->spec.version = xstrdup(latest);
		strings_add_format(&out->notes, "no version given: %s is the newest", latest);
		return 0;
	}
	if (npm_document_version(document, out->spec.version) != NULL)
		return 0;
	return error_set(err, ERROR_NOT_FOUND, "npm has no version %s of %s; the newest is %s",
			 out->spec.version, out->spec.name, latest);
}

/* The name that npm gives the file: the last part of the URL. */
static char *
file_name_of(const char *url)
{
	const char *name = path_name(url);

	return xstrndup(name, strcspn(name, "?#"));
}

static void
take_repository(struct release *out, const struct json *version)
{
	const struct json *repository = json_get(version, "repository");
	const char *url = json_text(repository) != NULL ? json_text(repository)
							: json_get_text(repository, "url");
	const char *directory = json_get_text(repository, "directory");

	if (url == NULL)
		return;
	out->repository = npm_repository_url(url);
	if (out->repository == NULL)
		strings_add_format(&out->notes, "the repository \"%s\" is no URL", url);
	if (directory != NULL && path_is_inside(directory) && strcmp(directory, ".") != 0)
		out->directory = xstrndup(directory, strlen(directory) -
							     text_ends_with(directory, "/"));
}

static void
take_facts(struct release *out, const struct json *document, const struct json *version)
{
	const struct json *dist = json_get(version, "dist");

	out->artifact_url = xstrdup_or_null(json_get_text(dist, "tarball"));
	out->integrity = xstrdup_or_null(json_get_text(dist, "integrity"));
	out->shasum = xstrdup_or_null(json_get_text(dist, "shasum"));
	out->commit_hint = xstrdup_or_null(json_get_text(version, "gitHead"));
	out->npm_version = xstrdup_or_null(json_get_text(version, "_npmVersion"));
	out->node_version = xstrdup_or_null(json_get_text(version, "_nodeVersion"));
	out->published_at =
		xstrdup_or_null(json_get_text(json_get(document, "time"), out->spec.version));
	take_repository(out, version);
	if (out->integrity == NULL)
		strings_add_format(&out->notes, "the registry states no integrity%s",
				   out->shasum != NULL ? ": SHA-1 only" : "; nothing is verified");
	if (json_text(json_get(version, "deprecated")) != NULL)
		strings_add(&out->notes, "this version is deprecated");
}

static void
note_provenance(struct release *out)
{
	const struct attestation *attestation = out->attestation;

	if (!attestation->is_of_artifact) {
		remarks_add(&out->remarks, SEVERITY_ALARM, NULL,
			    "provenance-of-other-bytes",
			    "the registry's provenance is for other bytes, of SHA-512 "
			    "%.24s..., and not for these",
			    attestation->subject);
		return;
	}
	if (attestation->commit != NULL)
		strings_add_format(
			&out->notes,
			"a provenance (%s, signature not verified) says that "
			"these bytes were built from commit %s of %s; it is no "
			"proof that they were built from nothing else",
			path_name(attestation->predicate), attestation->commit,
			attestation->repository != NULL
				? attestation->repository
				: "a repository that it does not name");
	else
		strings_add_format(
			&out->notes,
			"a provenance (%s, signature not verified) is for these "
			"bytes, and names no commit",
			path_name(attestation->predicate));
	if (out->repository == NULL && attestation->repository != NULL) {
		out->repository = xstrdup(attestation->repository);
		strings_add(&out->notes, "the package states no repository: the one that "
					 "its provenance names is taken");
	}
}

static const struct json *
stated_attestations(const struct json *version)
{
	const struct json *stated = json_get(json_get(version, "dist"), "attestations");

	return json_kind(json_get(stated, "provenance")) == JSON_KIND_OBJECT ? stated
									     : NULL;
}

/* Whoever publishes in a publisher's place has no part in how that one builds. */
static void
note_absence(struct release *out, const struct json *document)
{
	const struct json *all = json_get(document, "versions");
	const char *before = NULL;

	for (const struct json_member *at = json_first(all); at != NULL;
	     at = json_next(all, at)) {
		const char *version = json_key(at);

		if (strchr(version, '-') == NULL &&
		    version_order(VERSION_SEMVER, version, out->spec.version) < 0 &&
		    (before == NULL ||
		     version_order(VERSION_SEMVER, version, before) > 0))
			before = version;
	}
	if (before != NULL && stated_attestations(json_get(all, before)) != NULL)
		remarks_add(
			&out->remarks, SEVERITY_NOTE, NULL, "provenance-absent",
			"the registry has a provenance of the release before, %s, and "
			"none of this one",
			before);
}

/* What cannot be read is said, and nothing more: no release needs one. */
static int
take_provenance(struct release *out, const struct session *session,
		const struct json *document, struct error *err)
{
	const struct json *version = npm_document_version(document, out->spec.version);
	const struct json *stated = stated_attestations(version);
	const char *url = json_get_text(stated, "url");

	if (url == NULL) {
		note_absence(out, document);
		return 0;
	}
	out->attestation = xcalloc(1, sizeof(*out->attestation));
	if (attestation_fetch(out->attestation, session, url, out->artifact_path, err) ==
	    0) {
		note_provenance(out);
		return 0;
	}
	if (err->kind == ERROR_INTERRUPTED || err->kind == ERROR_SYSTEM)
		return -1;
	out->attestation->trouble = xstrdup(err->message);
	strings_add_format(&out->notes,
			   "the registry names a provenance that could not be read: %s",
			   err->message);
	return 0;
}

static int
lookup(struct release *out, const struct session *session, struct error *err)
{
	cleanup_json struct json *document = NULL;
	const struct json *version;

	if (npm_document_fetch(&document, session, out->spec.name, err) < 0 ||
	    choose_version(out, document, err) < 0)
		return -1;
	version = npm_document_version(document, out->spec.version);
	take_facts(out, document, version);
	if (out->artifact_url == NULL)
		return error_set(err, ERROR_MALFORMED, "%s: the registry states no tarball",
				 out->spec.name);
	out->artifact_name = file_name_of(out->artifact_url);
	if (npm_document_tarball(&out->artifact_path, session, version, err) < 0)
		return -1;
	return take_provenance(out, session, document, err);
}

/* What the package.json inside says it is. */
static int
identify(struct release *out, const struct session *session,
	 const struct inventory *inventory, bool *yes, struct error *err)
{
	const char *name = json_get_text(inventory->manifest, "name");
	const char *version = json_get_text(inventory->manifest, "version");

	(void)session;
	(void)err;
	*yes = name != NULL && version != NULL;
	if (*yes) {
		out->spec.name = xstrdup(name);
		out->spec.version = xstrdup(version);
	}
	return 0;
}

static int
list(struct strings *versions, const struct session *session, const char *name,
     struct error *err)
{
	cleanup_json struct json *document = NULL;
	const struct json *all;

	if (npm_document_fetch(&document, session, name, err) < 0)
		return -1;
	all = json_get(document, "versions");
	for (const struct json_member *at = json_first(all); at != NULL;
	     at = json_next(all, at))
		strings_add(versions, json_key(at));
	return 0;
}

const struct registry registry_npm = {
	.ecosystem = "npm",
	.example = "npm:is-number@7.0.0",
	.context = "npm",
	.manifest = &manifest_npm,
	.identify = identify,
	.check_name = check_name,
	.check_version = check_version,
	.lookup = lookup,
	.list = list,
	.examine = npm_examine,
};
