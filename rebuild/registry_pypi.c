/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PyPI, or any index that has its APIs.  A release is several files: the sdist and the
 * wheel for every machine are checked, both where both are there; those that were
 * compiled for one machine are named.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/pypi_document.h"
#include "rebuild/python_examine.h"
#include "rebuild/python_release.h"
#include "rebuild/python_urls.h"
#include "rebuild/python_version.h"
#include "rebuild/registry.h"

static const uint64_t file_limit = UINT64_C(2) << 30;

static int
check_name(const char *name, struct error *err)
{
	if (python_name_is_one(name))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" cannot be the name of a Python package", name);
}

static int
check_version(const char *version, struct error *err)
{
	if (python_version_is_one(version))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is no version such as 1.2.3; a range cannot be checked",
			 version);
}

/* The purl's form (purl-spec, "pypi"): small letters, and "-" for "_". */
static char *
purl_name(const char *name)
{
	char *out = xstrdup(name);

	for (char *at = out; *at != '\0'; at++)
		*at = *at == '_' ? '-' : (char)tolower((unsigned char)*at);
	return out;
}

static void
take_identity(struct release *out)
{
	const struct python_release *python = out->python;

	replace_text(&out->spec.ecosystem, xstrdup("pypi"));
	replace_text(&out->spec.name, purl_name(python->name));
	replace_text(&out->spec.version, xstrdup(python->version));
	if (out->repository == NULL)
		out->repository = python_repository_among(&python->urls);
}

static int
identify(struct release *out, const struct session *session,
	 const struct inventory *inventory, bool *yes, struct error *err)
{
	struct python_release *python = xcalloc(1, sizeof(*python));

	(void)session;
	(void)err;
	*yes = python_release_add(python, inventory, out->artifact_name);
	if (!*yes) {
		python_release_free(python);
		return 0;
	}
	out->python = python;
	take_identity(out);
	return 0;
}

static int
choose_version(struct pypi_document *document, struct release *out,
	       const struct session *session, struct error *err)
{
	const char *newest;

	if (pypi_document_fetch(document, session, out->spec.name, NULL, err) < 0)
		return err->kind == ERROR_NOT_FOUND
			       ? error_set(err, ERROR_NOT_FOUND,
					   "PyPI has no package \"%s\"", out->spec.name)
			       : -1;
	newest = pypi_document_newest(document);
	if (newest == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "%s: every version was removed or yanked",
				 out->spec.name);
	out->spec.version = xstrdup(newest);
	strings_add_format(&out->notes, "no version given: %s is the newest%s", newest,
			   python_version_is_early(newest) ? ", and none is final" : "");
	return 0;
}

/* Says which version there is instead, where PyPI can still be asked. */
static int
fail_to_find(const struct release *out, const struct session *session, struct error *err)
{
	cleanup_pypi_document struct pypi_document all = { 0 };
	struct error ignored = { 0 };
	const char *newest;

	if (err->kind != ERROR_NOT_FOUND)
		return -1;
	if (pypi_document_fetch(&all, session, out->spec.name, NULL, &ignored) < 0)
		return error_set(err, ERROR_NOT_FOUND, "PyPI has no package \"%s\"",
				 out->spec.name);
	newest = pypi_document_newest(&all);
	return error_set(err, ERROR_NOT_FOUND,
			 "PyPI has no version %s of %s; the newest is %s",
			 out->spec.version, out->spec.name,
			 newest != NULL ? newest : "gone as well");
}

static int
find_version(struct pypi_document *document, const struct release *out,
	     const struct session *session, struct error *err)
{
	cleanup_free char *version = python_version_normalize(out->spec.version);

	if (pypi_document_fetch(document, session, out->spec.name, version, err) < 0)
		return fail_to_find(out, session, err);
	return 0;
}

static bool
is_of_version(const struct pypi_file *file, const char *version)
{
	return file->version != NULL && python_version_is_same(file->version, version);
}

/* The first of the kind: one release has one sdist and one wheel for all. */
static const struct pypi_file *
find_file(const struct pypi_document *document, const char *version, enum pypi_kind kind)
{
	const struct pypi_file *found = NULL;

	for (size_t i = 0; i < document->file_count; i++) {
		const struct pypi_file *file = &document->files[i];

		if (file->kind != kind || !is_of_version(file, version))
			continue;
		if (found == NULL || text_ends_with(file->name, ".tar.gz"))
			found = file;
	}
	return found;
}

static int
fetch_one(char **path, const struct session *session, const struct pypi_file *file,
	  struct error *err)
{
	cleanup_free char *integrity = NULL;
	struct fetch_request request = { .url = file->url,
					 .limit = file_limit,
					 .stated = true,
					 .reusable = true };

	if (file->sha256 != NULL && fetch_integrity(&integrity, file->sha256, err) < 0)
		return error_wrap(err, "%s", file->name);
	request.integrity = integrity;
	if (fetch_file(path, session, &request, err) < 0)
		return error_wrap(err, "%s", file->name);
	return 0;
}

static void
note_file(struct release *out, const struct pypi_file *file)
{
	if (file->sha256 == NULL)
		strings_add_format(
			&out->notes,
			"the index states no digest of %s: nothing is verified",
			file->name);
	if (file->yanked != NULL)
		strings_add_format(&out->notes, "%s was yanked%s%s", file->name,
				   *file->yanked != '\0' ? ": " : "", file->yanked);
	if (out->published_at == NULL)
		out->published_at = xstrdup_or_null(file->uploaded);
}

/* Fetches it to where it is compared from, and reads what it says of itself. */
static int
take_file(struct release *out, const struct session *session,
	  const struct pypi_file *file, bool alone, struct error *err)
{
	cleanup_inventory struct inventory inventory = { 0 };
	cleanup_free char *fetched = NULL, *place = NULL;

	if (fetch_one(&fetched, session, file, err) < 0 ||
	    inventory_read(&inventory, session, fetched, err) < 0)
		return -1;
	if (!python_release_add(out->python, &inventory, file->name))
		return error_set(err, ERROR_MALFORMED,
				 "%s: it has no metadata of its own", file->name);
	replace_text(file->kind == PYPI_SDIST ? &out->python->sdist : &out->python->wheel,
		     xstrdup(file->name));
	note_file(out, file);
	if (out->artifact_url == NULL) {
		out->artifact_url = xstrdup(file->url);
		out->artifact_name = xstrdup(file->name);
		if (file->sha256 != NULL)
			(void)fetch_integrity(&out->integrity, file->sha256, err);
	}
	if (alone) {
		out->artifact_path = steal_pointer(&fetched);
		return 0;
	}
	place = path_join(out->artifact_path, file->name);
	return file_copy(fetched, place, err);
}

static void
name_others(struct release *out, const struct pypi_document *document,
	    const struct pypi_file *sdist, const struct pypi_file *wheel)
{
	cleanup_strings struct strings others = { 0 };
	cleanup_free char *list = NULL;

	for (size_t i = 0; i < document->file_count; i++) {
		const struct pypi_file *file = &document->files[i];

		if (file != sdist && file != wheel &&
		    is_of_version(file, out->spec.version))
			strings_add(&others, file->name);
	}
	if (others.count == 0)
		return;
	list = strings_join(&others, ", ");
	strings_add_format(&out->notes, "not checked: %s", list);
}

static int
take_files(struct release *out, const struct session *session,
	   const struct pypi_document *document, struct error *err)
{
	const char *version = out->spec.version;
	const struct pypi_file *sdist = find_file(document, version, PYPI_SDIST);
	const struct pypi_file *wheel = find_file(document, version, PYPI_WHEEL);
	bool alone = sdist == NULL || wheel == NULL;

	name_others(out, document, sdist, wheel);
	if (sdist == NULL && wheel == NULL)
		return error_set(
			err, ERROR_UNSUPPORTED,
			"%s %s has neither an sdist nor a wheel for every machine",
			out->spec.name, version);
	if (!alone && folder_make_scratch(&out->artifact_path, session->scratch,
					  "release", err) < 0)
		return -1;
	if ((sdist != NULL && take_file(out, session, sdist, alone, err) < 0) ||
	    (wheel != NULL && take_file(out, session, wheel, alone, err) < 0))
		return -1;
	if (alone)
		return 0;
	strings_add_format(&out->notes, "checked: %s and %s", sdist->name, wheel->name);
	replace_text(&out->artifact_name, xasprintf("%s-%s", out->python->name, version));
	return 0;
}

static int
check_identity(const struct release *out, struct error *err)
{
	const struct python_release *python = out->python;

	if (python_name_is_same(python->name, out->spec.name) &&
	    python_version_is_same(python->version, out->spec.version))
		return 0;
	return error_set(err, ERROR_MALFORMED, "%s says that it is %s %s",
			 out->artifact_name, python->name, python->version);
}

static int
lookup(struct release *out, const struct session *session, struct error *err)
{
	cleanup_pypi_document struct pypi_document document = { 0 };

	if (out->spec.version == NULL ? choose_version(&document, out, session, err) < 0
				      : find_version(&document, out, session, err) < 0)
		return -1;
	out->python = xcalloc(1, sizeof(*out->python));
	pypi_document_urls(&out->python->urls, &document);
	if (take_files(out, session, &document, err) < 0 || check_identity(out, err) < 0)
		return -1;
	take_identity(out);
	return 0;
}

static int
list(struct strings *versions, const struct session *session, const char *name,
     struct error *err)
{
	cleanup_pypi_document struct pypi_document document = { 0 };

	if (pypi_document_fetch(&document, session, name, NULL, err) < 0)
		return -1;
	for (size_t i = 0; i < document.file_count; i++) {
		const struct pypi_file *file = &document.files[i];

		if (file->version != NULL && file->kind != PYPI_OTHER &&
		    !strings_contain(versions, file->version))
			strings_add(versions, file->version);
	}
	return 0;
}

static int
examine(struct check *check, const struct session *session, struct error *err)
{
	(void)session;
	(void)err;
	python_examine(check);
	return 0;
}

const struct registry registry_pypi = {
	.ecosystem = "pypi",
	.example = "pypi:idna@3.10",
	.context = "pypi",
	.manifest = &manifest_python,
	.check_name = check_name,
	.check_version = check_version,
	.lookup = lookup,
	.list = list,
	.identify = identify,
	.examine = examine,
};
