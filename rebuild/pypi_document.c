/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/pypi_document.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/pypi_page.h"
#include "rebuild/python_version.h"

enum { DOCUMENT_LIMIT = 256 << 20, FILES_MOST = 200000 };

static const char public_index[] = "https://pypi.org";

static void
file_release(struct pypi_file *file)
{
	free(file->name);
	free(file->url);
	free(file->sha256);
	free(file->version);
	free(file->uploaded);
	free(file->yanked);
}

void
pypi_document_release(struct pypi_document *document)
{
	for (size_t i = 0; i < document->file_count; i++)
		file_release(&document->files[i]);
	free(document->files);
	json_free(document->json);
	*document = (struct pypi_document){ 0 };
}

/* NAME-VERSION: the name may have dashes, and old ones are not normalised, so every dash
 * is tried. */
static char *
version_behind(const char *stem, size_t size, const char *project)
{
	for (size_t i = 1; i + 1 < size; i++) {
		cleanup_free char *name = xstrndup(stem, i);

		if (stem[i] == '-' && python_name_is_same(name, project))
			return xstrndup(stem + i + 1, size - i - 1);
	}
	return NULL;
}

/* A wheel's name has five or six parts; the last three say where it can be used. */
static bool
is_pure(const char *file)
{
	return text_ends_with(file, "-none-any.whl");
}

static enum pypi_kind
wheel_kind(const char *file, const char *project, char **version)
{
	size_t size = strcspn(file, "-");
	cleanup_free char *name = xstrndup(file, size);

	if (file[size] != '-' || !python_name_is_same(name, project))
		return PYPI_OTHER;
	file += size + 1;
	*version = xstrndup(file, strcspn(file, "-"));
	return is_pure(file) ? PYPI_WHEEL : PYPI_OTHER;
}

enum pypi_kind
pypi_file_kind(const char *file, const char *project, char **version)
{
	static const char *const ends[] = { ".tar.gz", ".zip", ".tar.bz2", ".tgz" };

	*version = NULL;
	if (text_ends_with(file, ".whl"))
		return wheel_kind(file, project, version);
	for (size_t i = 0; i < array_length(ends); i++) {
		if (!text_ends_with(file, ends[i]))
			continue;
		*version = version_behind(file, strlen(file) - strlen(ends[i]), project);
		/* A "dumb" distribution is called NAME-VERSION.PLATFORM. */
		if (*version != NULL && python_version_is_one(*version))
			return PYPI_SDIST;
	}
	return PYPI_OTHER;
}

static void
add_file(struct pypi_document *out, const char *project, struct pypi_file file)
{
	if (file.name == NULL || file.url == NULL || out->file_count >= FILES_MOST ||
	    strchr(file.name, '/') != NULL || file.name[0] == '.') {
		file_release(&file);
		return;
	}
	file.kind = pypi_file_kind(file.name, project, &file.version);
	array_append(out->files, out->file_count, file);
}

/* true, false or a reason, in both APIs; the JSON one has the reason beside it. */
static char *
yanked_of(const struct json *file)
{
	const struct json *yanked = json_get(file, "yanked");
	const char *reason = json_get_text(file, "yanked_reason");

	if (json_text(yanked) != NULL)
		return xstrdup(json_text(yanked));
	return json_truth(yanked) ? xstrdup(reason != NULL ? reason : "") : NULL;
}

static void
add_json_files(struct pypi_document *out, const char *project, const struct json *files,
	       const char *name_key, const char *digest_key, const char *time_key)
{
	for (size_t i = 0; i < json_count(files); i++) {
		const struct json *file = json_at(files, i);
		struct pypi_file taken = {
			.name = xstrdup_or_null(json_get_text(file, name_key)),
			.url = xstrdup_or_null(json_get_text(file, "url")),
			.sha256 = xstrdup_or_null(
				json_get_text(json_get(file, digest_key), "sha256")),
			.uploaded = xstrdup_or_null(json_get_text(file, time_key)),
			.yanked = yanked_of(file),
		};

		add_file(out, project, taken);
	}
}

static int
read_json(struct json **out, const char *path, struct error *err)
{
	cleanup_mapping struct mapping text = { 0 };

	*out = NULL;
	return mapping_open(&text, path, err) < 0
		       ? -1
		       : json_parse_lenient(out, text.bytes, err);
}

static int
check_json(void *context, const char *path, struct error *err)
{
	cleanup_json struct json *json = NULL;

	(void)context;
	return read_json(&json, path, err);
}

static char *
url_of(const struct session *session, const char *fmt, const char *a, const char *b)
{
	const char *base = session->registry != NULL ? session->registry : public_index;
	size_t size = strlen(base);

	while (size > 0 && base[size - 1] == '/')
		size--;
	return b == NULL ? xasprintf("%.*s/%s/%s", (int)size, base, fmt, a)
			 : xasprintf("%.*s/%s/%s/%s", (int)size, base, fmt, a, b);
}

/* The JSON API: /pypi/NAME/json has all releases, /pypi/NAME/VERSION/json one. */
static int
fetch_json(struct pypi_document *out, const struct session *session, const char *name,
	   const char *version, struct error *err)
{
	cleanup_free char *project = python_name_normalize(name), *path = NULL;
	cleanup_free char *rest =
		version == NULL ? xstrdup("json") : xasprintf("%s/json", version);
	cleanup_free char *url = url_of(session, "pypi", project, rest);
	struct fetch_request request = { .url = url,
					 .accept = "application/json",
					 .limit = DOCUMENT_LIMIT,
					 .reusable = true,
					 .check = check_json };
	const struct json *releases;

	if (fetch_file(&path, session, &request, err) < 0 ||
	    read_json(&out->json, path, err) < 0)
		return -1;
	releases = json_get(out->json, "releases");
	if (version != NULL || json_kind(releases) != JSON_KIND_OBJECT) {
		add_json_files(out, name, json_get(out->json, "urls"), "filename",
			       "digests", "upload_time_iso_8601");
		return 0;
	}
	for (const struct json_member *at = json_first(releases); at != NULL;
	     at = json_next(releases, at))
		add_json_files(out, name, json_value(at), "filename", "digests",
			       "upload_time_iso_8601");
	return 0;
}

/* RFC 3986, section 5.2, for what indexes write: "/path", "../../path", "path". */
static char *
resolve(const char *page, const char *link)
{
	const char *host = strstr(page, "://") + 3;
	size_t root = (size_t)(host - page) + strcspn(host, "/");
	size_t size = root + strcspn(page + root, "?#");

	if (*link == '/')
		return xasprintf("%.*s%s", (int)root, page, link);
	while (size > root && page[size - 1] != '/')
		size--;
	while (text_starts_with(link, "../")) {
		link += strlen("../");
		while (size > root + 1 && page[--size - 1] != '/')
			;
	}
	return xasprintf("%.*s%s", (int)size, page, link);
}

static void
make_absolute(struct pypi_document *out, const char *page)
{
	for (size_t i = 0; i < out->file_count; i++) {
		struct pypi_file *file = &out->files[i];

		if (strstr(file->url, "://") == NULL)
			replace_text(&file->url, resolve(page, file->url));
	}
}

/* A page, where the index is of before PEP 691. */
static int
read_simple(struct json **out, const char *path, struct error *err)
{
	cleanup_mapping struct mapping text = { 0 };
	struct error ignored = { 0 };

	*out = NULL;
	if (mapping_open(&text, path, err) < 0)
		return -1;
	if (json_parse_lenient(out, text.bytes, &ignored) < 0)
		return pypi_page_read(out, text.bytes, err);
	if (json_kind(json_get(*out, "files")) == JSON_KIND_ARRAY)
		return 0;
	json_free(*out);
	*out = NULL;
	return error_set(err, ERROR_MALFORMED, "the answer lists no files");
}

static int
check_simple(void *context, const char *path, struct error *err)
{
	cleanup_json struct json *json = NULL;

	(void)context;
	return read_simple(&json, path, err);
}

static int
fetch_simple(struct pypi_document *out, const struct session *session, const char *name,
	     struct error *err)
{
	cleanup_json struct json *json = NULL;
	cleanup_free char *project = python_name_normalize(name), *path = NULL;
	cleanup_free char *url = url_of(session, "simple", project, "");
	struct fetch_request request = { .url = url,
					 .accept = "application/vnd.pypi.simple.v1+json, "
						   "text/html;q=0.1",
					 .limit = DOCUMENT_LIMIT,
					 .reusable = true,
					 .check = check_simple };

	if (fetch_file(&path, session, &request, err) < 0)
		return -1;
	if (read_simple(&json, path, err) < 0)
		return error_wrap(err, "%s", url);
	add_json_files(out, name, json_get(json, "files"), "filename", "hashes",
		       "upload-time");
	make_absolute(out, url);
	return 0;
}

static int
order_of_files(const void *a, const void *b)
{
	return strcmp(((const struct pypi_file *)a)->name,
		      ((const struct pypi_file *)b)->name);
}

static bool
has_version(const struct pypi_document *document, const char *version)
{
	for (size_t i = 0; i < document->file_count; i++)
		if (document->files[i].version != NULL &&
		    python_version_is_same(document->files[i].version, version))
			return true;
	return version == NULL;
}

int
pypi_document_fetch(struct pypi_document *out, const struct session *session,
		    const char *name, const char *version, struct error *err)
{
	struct error of_simple = { 0 };

	*out = (struct pypi_document){ 0 };
	if (fetch_json(out, session, name, version, err) < 0) {
		pypi_document_release(out);
		/* A mirror or an index of one's own may have the simple API alone. */
		if ((err->kind != ERROR_NOT_FOUND && err->kind != ERROR_MALFORMED) ||
		    fetch_simple(out, session, name, &of_simple) < 0 ||
		    !has_version(out, version)) {
			pypi_document_release(out);
			return -1;
		}
	}
	if (out->file_count > 0)
		qsort(out->files, out->file_count, sizeof(*out->files), order_of_files);
	return 0;
}

static bool
is_newer(const struct pypi_file *file, const char *than)
{
	bool early;

	if (file->yanked != NULL || file->version == NULL ||
	    !python_version_is_one(file->version))
		return false;
	if (than == NULL)
		return true;
	early = python_version_is_early(file->version);
	if (early != python_version_is_early(than))
		return !early;
	return python_version_compare(file->version, than) > 0;
}

const char *
pypi_document_newest(const struct pypi_document *document)
{
	const char *newest = NULL;

	for (size_t i = 0; i < document->file_count; i++)
		if (is_newer(&document->files[i], newest))
			newest = document->files[i].version;
	return newest;
}

/* info.project_urls {LABEL: URL}, and home_page, which is older. */
void
pypi_document_urls(struct strings *out, const struct pypi_document *document)
{
	const struct json *info = json_get(document->json, "info");
	const struct json *urls = json_get(info, "project_urls");
	const char *home = json_get_text(info, "home_page");

	for (const struct json_member *at = json_first(urls); at != NULL;
	     at = json_next(urls, at)) {
		const char *url = json_text(json_value(at));

		if (url != NULL)
			strings_add_format(out, "%s, %s", json_key(at), url);
	}
	if (home != NULL && *home != '\0')
		strings_add_format(out, "Homepage, %s", home);
}
