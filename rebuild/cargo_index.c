/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/cargo_index.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/version.h"

enum {
	NAME_MOST = 64,
	VERSION_MOST = 200,
	CONFIG_LIMIT = 1 << 20,
	FILE_LIMIT = 64 << 20,
	VERSIONS_MOST = 100000,
};

static const char public_index[] = "https://index.crates.io";

bool
cargo_name_is_plain(const char *name)
{
	size_t size = strlen(name);

	if (size > NAME_MOST || !isalpha((unsigned char)name[0]))
		return false;
	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)name[i]) && strchr("-_", name[i]) == NULL)
			return false;
	return true;
}

bool
cargo_version_is_plain(const char *version)
{
	size_t size = strlen(version);

	if (size > VERSION_MOST || !isdigit((unsigned char)version[0]))
		return false;
	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)version[i]) &&
		    strchr(".-+", version[i]) == NULL)
			return false;
	return true;
}

static char *
lower_case(const char *text)
{
	char *lower = xstrdup(text);

	for (char *at = lower; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	return lower;
}

/* The folders that a name lies in. */
static char *
prefix_of(const char *name)
{
	size_t size = strlen(name);

	if (size <= 2)
		return xasprintf("%zu", size);
	if (size == 3)
		return xasprintf("3/%.1s", name);
	return xasprintf("%.2s/%.2s", name, name + 2);
}

char *
cargo_index_path(const char *name)
{
	cleanup_free char *lower = lower_case(name);
	cleanup_free char *prefix = prefix_of(lower);

	return xasprintf("%s/%s", prefix, lower);
}

/* Cargo writes "sparse+" before the address of an index of this kind. */
static char *
url_in_index(const struct session *session, const char *path)
{
	const char *base = session->registry != NULL ? session->registry : public_index;
	size_t size;

	if (text_starts_with(base, "sparse+"))
		base += strlen("sparse+");
	size = strlen(base);
	while (size > 0 && base[size - 1] == '/')
		size--;
	return xasprintf("%.*s/%s", (int)size, base, path);
}

static int
read_lines(struct json **out, const char *path, struct error *err)
{
	cleanup_mapping struct mapping text = { 0 };
	cleanup_json struct json *versions = json_new_array();
	struct cursor cursor;

	*out = NULL;
	if (mapping_open(&text, path, err) < 0)
		return -1;
	cursor = cursor_on(text.bytes);
	while (cursor.rest.size > 0) {
		struct bytes line = cursor_take_line(&cursor);
		struct json *version = NULL;

		if (line.size == 0)
			continue;
		if (json_count(versions) >= VERSIONS_MOST)
			return error_set(err, ERROR_LIMIT, "more than %d versions",
					 VERSIONS_MOST);
		if (json_parse_lenient(&version, line, err) < 0)
			return -1;
		json_append(versions, version);
	}
	*out = steal_pointer(&versions);
	return 0;
}

static int
check_lines(void *context, const char *path, struct error *err)
{
	cleanup_json struct json *versions = NULL;

	(void)context;
	return read_lines(&versions, path, err);
}

int
cargo_index_fetch(struct json **versions, const struct session *session, const char *name,
		  struct error *err)
{
	cleanup_free char *in_index = cargo_index_path(name);
	cleanup_free char *url = url_in_index(session, in_index), *path = NULL;
	struct fetch_request request = {
		.url = url, .limit = FILE_LIMIT, .reusable = true, .check = check_lines
	};

	*versions = NULL;
	if (fetch_file(&path, session, &request, err) < 0) {
		if (err->kind == ERROR_NOT_FOUND)
			return error_set(err, ERROR_NOT_FOUND,
					 "the index has no crate \"%s\" (%s)", name, url);
		return -1;
	}
	return read_lines(versions, path, err) < 0 ? error_wrap(err, "%s", url) : 0;
}

/* SemVer 2.0.0, section 10: what stands behind "+" is ignored. */
static bool
is_same_version(const char *a, const char *b)
{
	size_t size = strcspn(a, "+");

	return size == strcspn(b, "+") && strncmp(a, b, size) == 0;
}

const struct json *
cargo_index_version(const struct json *versions, const char *version)
{
	for (size_t i = 0; i < json_count(versions); i++) {
		const struct json *each = json_at(versions, i);
		const char *stated = json_get_text(each, "vers");

		if (stated != NULL && is_same_version(stated, version))
			return each;
	}
	return NULL;
}

static bool
is_prerelease(const char *version)
{
	return memchr(version, '-', strcspn(version, "+")) != NULL;
}

static bool
is_newer(const char *version, const char *than)
{
	if (than == NULL)
		return true;
	if (is_prerelease(version) != is_prerelease(than))
		return is_prerelease(than);
	return version_order(VERSION_SEMVER, version, than) > 0;
}

const char *
cargo_index_newest(const struct json *versions)
{
	const char *newest = NULL;

	for (size_t i = 0; i < json_count(versions); i++) {
		const struct json *each = json_at(versions, i);
		const char *version = json_get_text(each, "vers");

		if (version != NULL && cargo_version_is_plain(version) &&
		    !json_truth(json_get(each, "yanked")) && is_newer(version, newest))
			newest = version;
	}
	return newest;
}

/* What "dl" may have in braces; without any, "/{crate}/{version}/download" is meant. */
static char *
fill_in(const char *template, const struct json *version)
{
	const char *name = json_get_text(version, "name");
	cleanup_free char *lower = lower_case(name);
	cleanup_free char *prefix = prefix_of(name), *lower_prefix = prefix_of(lower);
	const char *const marks[][2] = {
		{ "{crate}", name },
		{ "{version}", json_get_text(version, "vers") },
		{ "{prefix}", prefix },
		{ "{lowerprefix}", lower_prefix },
		{ "{sha256-checksum}", json_get_text(version, "cksum") },
	};
	cleanup_buffer struct buffer url = BUFFER_INIT(CONFIG_LIMIT);

	for (const char *at = template; *at != '\0';) {
		size_t which = 0;

		while (which < array_length(marks) &&
		       !text_starts_with(at, marks[which][0]))
			which++;
		if (which == array_length(marks)) {
			buffer_append_byte(&url, (uint8_t)*at++);
			continue;
		}
		at += strlen(marks[which][0]);
		if (marks[which][1] != NULL)
			buffer_append_text(&url, marks[which][1]);
	}
	return buffer_steal_text(&url);
}

static int
check_config(const struct json *config, const char *url, struct error *err)
{
	if (json_truth(json_get(config, "auth-required")))
		return error_set(err, ERROR_UNSUPPORTED,
				 "%s: this registry wants somebody to log in", url);
	return json_get_text(config, "dl") != NULL
		       ? 0
		       : error_set(err, ERROR_MALFORMED, "%s: it states no \"dl\"", url);
}

int
cargo_index_download(char **url, const struct session *session,
		     const struct json *version, struct error *err)
{
	cleanup_free char *from = url_in_index(session, "config.json"), *path = NULL;
	cleanup_free char *template = NULL;
	cleanup_mapping struct mapping text = { 0 };
	cleanup_json struct json *config = NULL;
	struct fetch_request request = { .url = from,
					 .limit = CONFIG_LIMIT,
					 .reusable = true };
	const char *dl;

	*url = NULL;
	if (json_get_text(version, "name") == NULL ||
	    json_get_text(version, "vers") == NULL)
		return error_set(err, ERROR_MALFORMED, "the index names no crate");
	if (fetch_file(&path, session, &request, err) < 0 ||
	    mapping_open(&text, path, err) < 0)
		return -1;
	if (json_parse_lenient(&config, text.bytes, err) < 0)
		return error_wrap(err, "%s", from);
	if (check_config(config, from, err) < 0)
		return -1;
	dl = json_get_text(config, "dl");
	template = strchr(dl, '{') != NULL
			   ? xstrdup(dl)
			   : xasprintf("%s/{crate}/{version}/download", dl);
	*url = fill_in(template, version);
	return 0;
}
