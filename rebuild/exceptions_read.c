/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/exceptions_read.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"

enum { FILE_MAX = 1 << 20, DIGITS_MAX = 15, DAY_SECONDS = 24 * 60 * 60 };

static const char version_key[] = "cupel-exceptions";

static int
refuse(const struct yaml_value *value, const char *what, struct error *err)
{
	return error_set(err, ERROR_MALFORMED, "line %u: %s", value->line, what);
}

/* The text of a member; NULL where it is left out. */
static int
take_text(char **out, const struct yaml_value *entry, const char *key, struct error *err)
{
	const struct yaml_value *value = yaml_get(entry, key);

	if (value == NULL)
		return 0;
	if (value->kind != YAML_TEXT || value->text[0] == '\0')
		return error_set(err, ERROR_MALFORMED, "line %u: %s has no text",
				 value->line, key);
	*out = xstrdup(value->text);
	return 0;
}

static int
take_bytes(uint64_t *out, const struct yaml_value *entry, struct error *err)
{
	const struct yaml_value *value = yaml_get(entry, "bytes");

	if (value == NULL)
		return refuse(entry, "an exception says how many bytes may differ: bytes",
			      err);
	if (value->kind != YAML_TEXT || value->text[0] == '\0' ||
	    strlen(value->text) > DIGITS_MAX ||
	    strspn(value->text, "0123456789") != strlen(value->text))
		return refuse(value, "bytes is no number", err);
	*out = strtoull(value->text, NULL, 10);
	return 0;
}

/* It ends with the end of its last day, UTC. */
static int
take_end(struct exception *exception, const struct yaml_value *entry, struct error *err)
{
	cleanup_free char *start = NULL;
	int64_t day;

	if (exception->until == NULL)
		return 0;
	start = xasprintf("%sT00:00:00Z", exception->until);
	day = clock_from_text(start);
	if (day < 0)
		return refuse(entry, "until is no day such as 2027-01-31", err);
	exception->expired = clock_now() >= day + DAY_SECONDS;
	return 0;
}

static int
check_keys(const struct yaml_value *entry, struct error *err)
{
	static const char *const known[] = { "path", "key", "reason", "bytes", "until" };

	if (entry->kind != YAML_MAP)
		return refuse(entry, "an exception has a path, a reason and bytes", err);
	for (size_t i = 0; i < entry->count; i++) {
		bool found = false;

		for (size_t j = 0; j < array_length(known); j++)
			found = found || strcmp(entry->items[i].key, known[j]) == 0;
		if (!found)
			return error_set(err, ERROR_MALFORMED,
					 "line %u: an exception has no \"%.100s\"",
					 entry->items[i].line, entry->items[i].key);
	}
	return 0;
}

static int
read_exception(struct exception *out, const struct yaml_value *entry, struct error *err)
{
	if (check_keys(entry, err) < 0 || take_text(&out->path, entry, "path", err) < 0 ||
	    take_text(&out->key, entry, "key", err) < 0 ||
	    take_text(&out->reason, entry, "reason", err) < 0 ||
	    take_text(&out->until, entry, "until", err) < 0 ||
	    take_bytes(&out->most, entry, err) < 0 || take_end(out, entry, err) < 0)
		return -1;
	if (out->path == NULL)
		return refuse(entry, "an exception says where it holds: path", err);
	if (out->reason == NULL)
		return refuse(entry, "an exception says why: reason", err);
	return 0;
}

static int
read_document(struct exceptions *out, const struct yaml_value *document,
	      struct error *err)
{
	const struct yaml_value *version = yaml_get(document, version_key);
	const struct yaml_value *list = yaml_get(document, "exceptions");

	if (version == NULL || version->kind != YAML_TEXT ||
	    strcmp(version->text, "1") != 0)
		return error_set(err, ERROR_MALFORMED, "it does not say \"%s: 1\"",
				 version_key);
	if (list == NULL || list->kind != YAML_LIST)
		return error_set(err, ERROR_MALFORMED, "it has no list of exceptions");
	for (size_t i = 0; i < list->count; i++) {
		array_append(out->at, out->count, (struct exception){ 0 });
		if (read_exception(&out->at[i], &list->items[i], err) < 0)
			return -1;
	}
	return 0;
}

int
exceptions_read(struct exceptions *out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(FILE_MAX);
	cleanup_yaml struct yaml_value document = { 0 };

	*out = (struct exceptions){ 0 };
	if (file_read(path, &text, err) < 0)
		return -1;
	if (yaml_read(&document, buffer_bytes(&text), err) == 0 &&
	    read_document(out, &document, err) == 0)
		return 0;
	exceptions_release(out);
	return error_wrap(err, "%s", path);
}
