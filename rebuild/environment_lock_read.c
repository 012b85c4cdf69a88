/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a lock.  What is in it becomes words of apt's and mmdebstrap's command lines
 * and files, so every part has its letters, and no source its options: [trusted=yes]
 * would switch off the signatures.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "rebuild/environment_lock.h"

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { LOCK_MAX = 8 << 20, SHA256_HEX = 64, EPOCH_DIGITS = 12 };

static const char name_letters[] = LOWER DIGITS "+.-";
static const char version_letters[] = LOWER UPPER DIGITS "+.-~:";
static const char suite_letters[] = LOWER UPPER DIGITS "+.-_/";
static const char source_letters[] = LOWER UPPER DIGITS " :/.-_~+%@=&?,";

/* Of these letters alone, and not one that stands for an option or a hidden file. */
static bool
is_word(const char *text, size_t size, const char *letters)
{
	return size > 0 && *text != '-' && *text != '.' && strspn(text, letters) >= size;
}

static bool
is_whole_word(const char *text, const char *letters)
{
	return is_word(text, strlen(text), letters) &&
	       strspn(text, letters) == strlen(text);
}

int
environment_check_suite(const char *suite, struct error *err)
{
	if (is_whole_word(suite, suite_letters) && *suite != '/')
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is no suite; write it as debian:bookworm", suite);
}

int
environment_check_package(const char *text, struct error *err)
{
	size_t size = strcspn(text, "=");

	if (is_word(text, size, name_letters) &&
	    (text[size] == '\0' || is_whole_word(text + size + 1, version_letters)))
		return 0;
	return error_set(err, ERROR_USAGE, "\"%s\" is no NAME or NAME=VERSION", text);
}

int
environment_check_source(const char *line, struct error *err)
{
	bool known = text_starts_with(line, "deb http://") ||
		     text_starts_with(line, "deb https://");

	if (known && strspn(line, source_letters) == strlen(line))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is no source; write it as deb "
			 "http://deb.debian.org/debian bookworm main",
			 line);
}

int
environment_check_snapshot(const char *text, struct error *err)
{
	static const char form[] = "########T######Z";
	bool fits = strlen(text) == strlen(form);

	for (size_t i = 0; fits && form[i] != '\0'; i++)
		fits = form[i] == '#' ? text[i] >= '0' && text[i] <= '9'
				      : text[i] == form[i];
	if (fits)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is no time; write it as 20240131T120000Z", text);
}

bool
environment_lock_is(struct bytes text)
{
	static const char start[] = "cupel-environment:";

	return text.size >= strlen(start) && memcmp(text.data, start, strlen(start)) == 0;
}

static int
wrong(const struct yaml_value *at, const char *what, struct error *err)
{
	return error_set(err, ERROR_MALFORMED, "line %u: %s", at != NULL ? at->line : 1,
			 what);
}

/* A text under this key; a NULL `*out` stays when it may be left out and is. */
static int
read_text(char **out, const struct yaml_value *map, const char *key, const char *letters,
	  struct error *err)
{
	const struct yaml_value *value = yaml_get(map, key);
	cleanup_free char *what =
		xasprintf("%s is missing, or holds what it must not", key);

	if (value == NULL || value->kind != YAML_TEXT ||
	    !is_whole_word(value->text, letters))
		return wrong(value != NULL ? value : map, what, err);
	replace_text(out, xstrdup(value->text));
	return 0;
}

static int
read_list(struct strings *out, const struct yaml_value *map, const char *key,
	  int (*check)(const char *text, struct error *err), struct error *err)
{
	const struct yaml_value *list = yaml_get(map, key);

	if (list == NULL || list->kind != YAML_LIST)
		return wrong(map, "a list is missing: sources, or wanted", err);
	for (size_t i = 0; i < list->count; i++) {
		const struct yaml_value *item = &list->items[i];

		if (item->kind != YAML_TEXT || check(item->text, err) < 0)
			return wrong(item, "no source, or no package", err);
		strings_add(out, item->text);
	}
	return 0;
}

static int
read_package(struct environment_lock *out, const struct yaml_value *map,
	     struct error *err)
{
	cleanup_free char *name = NULL, *version = NULL, *architecture = NULL,
			  *sha256 = NULL;

	if (map->kind != YAML_MAP)
		return wrong(map, "a package is a map", err);
	if (read_text(&name, map, "name", name_letters, err) < 0 ||
	    read_text(&version, map, "version", version_letters, err) < 0 ||
	    read_text(&architecture, map, "architecture", name_letters, err) < 0 ||
	    read_text(&sha256, map, "sha256", DIGITS "abcdef", err) < 0)
		return -1;
	if (sha256 == NULL || strlen(sha256) != SHA256_HEX)
		return wrong(map, "sha256 is no SHA-256", err);
	environment_lock_add(out, name, version, architecture, sha256);
	return 0;
}

static int
read_packages(struct environment_lock *out, const struct yaml_value *map,
	      struct error *err)
{
	const struct yaml_value *list = yaml_get(map, "packages");

	if (list == NULL || list->kind != YAML_LIST || list->count == 0)
		return wrong(map, "there are no packages", err);
	for (size_t i = 0; i < list->count; i++)
		if (read_package(out, &list->items[i], err) < 0)
			return -1;
	environment_lock_sort(out);
	for (size_t i = 1; i < out->package_count; i++)
		if (strcmp(out->packages[i - 1].name, out->packages[i].name) == 0 &&
		    strcmp(out->packages[i - 1].architecture,
			   out->packages[i].architecture) == 0)
			return error_set(err, ERROR_MALFORMED, "%s is there twice",
					 out->packages[i].name);
	return 0;
}

static int
read_scalars(struct environment_lock *out, const struct yaml_value *map,
	     struct error *err)
{
	cleanup_free char *format = NULL, *epoch = NULL;

	if (read_text(&format, map, "cupel-environment", DIGITS, err) < 0)
		return -1;
	if (format == NULL || strcmp(format, "1") != 0)
		return error_set(err, ERROR_UNSUPPORTED,
				 "cupel-environment %s is not known here, only 1",
				 format != NULL ? format : "");
	if (read_text(&out->suite, map, "suite", suite_letters, err) < 0 ||
	    read_text(&out->variant, map, "variant", LOWER "-", err) < 0 ||
	    read_text(&out->architecture, map, "architecture", name_letters, err) < 0 ||
	    read_text(&epoch, map, "epoch", DIGITS, err) < 0)
		return -1;
	if (epoch == NULL || strlen(epoch) > EPOCH_DIGITS)
		return wrong(map, "epoch is no time", err);
	out->epoch = strtoll(epoch, NULL, 10);
	if (yaml_get(map, "snapshot") == NULL)
		return 0;
	if (read_text(&out->snapshot, map, "snapshot", DIGITS "TZ", err) < 0)
		return -1;
	return environment_check_snapshot(out->snapshot, err);
}

/* A typing error would silently have its default. */
static int
check_keys(const struct yaml_value *map, struct error *err)
{
	static const char *const known[] = {
		"cupel-environment", "suite",	 "variant",
		"architecture",	     "snapshot", "epoch",
		"sources",	     "wanted",	 "packages"
	};

	if (map->kind != YAML_MAP)
		return wrong(map, "a lock is a map", err);
	for (size_t i = 0; i < map->count; i++) {
		bool found = false;

		for (size_t k = 0; k < array_length(known); k++)
			found = found || strcmp(map->items[i].key, known[k]) == 0;
		if (!found)
			return wrong(&map->items[i], "a key that is none", err);
	}
	return 0;
}

int
environment_lock_parse(struct environment_lock *out, struct bytes text, struct error *err)
{
	cleanup_yaml struct yaml_value document = { 0 };

	*out = (struct environment_lock){ 0 };
	if (yaml_read(&document, text, err) < 0)
		return -1;
	if (check_keys(&document, err) == 0 && read_scalars(out, &document, err) == 0 &&
	    read_list(&out->sources, &document, "sources", environment_check_source,
		      err) == 0 &&
	    read_list(&out->wanted, &document, "wanted", environment_check_package,
		      err) == 0 &&
	    read_packages(out, &document, err) == 0)
		return 0;
	environment_lock_release(out);
	return -1;
}

int
environment_lock_read(struct environment_lock *out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(LOCK_MAX);

	*out = (struct environment_lock){ 0 };
	if (file_read(path, &text, err) < 0)
		return -1;
	if (buffer_check(&text, err) < 0 ||
	    environment_lock_parse(out, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "%s", path);
	return 0;
}
