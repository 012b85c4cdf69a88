/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { STRINGS_MAX = 1 << 16 };

static struct json *
write_part(const struct json_part *part, const void *whole)
{
	const void *at = (const char *)whole + part->offset;

	switch (part->kind) {
	case PART_TEXT:
	case PART_MAYBE:
		return json_new_text(*(char *const *)at);
	case PART_STRINGS:
		return json_new_strings(at);
	case PART_NUMBER:
		return json_new_number(*(const int64_t *)at);
	case PART_SIZE:
		return json_new_number((int64_t) * (const uint64_t *)at);
	case PART_SMALL:
		return json_new_number(*(const uint32_t *)at);
	case PART_BOOL:
		return json_new_bool(*(const bool *)at);
	case PART_WORD:
		break;
	}
	return json_new_text(part->words->names[*(const unsigned *)at]);
}

void
json_write_parts(struct json *json, const struct json_parts *parts, const void *whole)
{
	for (size_t i = 0; i < parts->count; i++)
		json_set(json, parts->parts[i].key, write_part(&parts->parts[i], whole));
}

static int
is_wrong(const char *key, const char *wanted, struct error *err)
{
	return error_set(err, ERROR_MALFORMED, "\"%s\" is no %s", key, wanted);
}

static int
read_text(const struct json_part *part, char **at, const struct json *value,
	  struct error *err)
{
	const char *text = json_text(value);

	if (text == NULL &&
	    !(part->kind == PART_MAYBE && json_kind(value) == JSON_KIND_NULL))
		return is_wrong(part->key, "text", err);
	if (text != NULL && strlen(text) != json_text_bytes(value).size)
		return is_wrong(part->key, "text without a NUL", err);
	replace_text(at, xstrdup_or_null(text));
	return 0;
}

static int
read_strings(const struct json_part *part, struct strings *at, const struct json *value,
	     struct error *err)
{
	if (json_kind(value) != JSON_KIND_ARRAY || json_count(value) > STRINGS_MAX)
		return is_wrong(part->key, "list of texts", err);
	strings_release(at);
	for (size_t i = 0; i < json_count(value); i++) {
		char *text = NULL;

		if (read_text(part, &text, json_at(value, i), err) < 0)
			return -1;
		array_append(at->items, at->count, text);
	}
	return 0;
}

static int
read_number(const struct json_part *part, void *at, const struct json *value,
	    struct error *err)
{
	int64_t least = part->kind == PART_NUMBER ? -1 : 0;
	int64_t most = part->kind == PART_SMALL ? UINT32_MAX : INT64_MAX;
	int64_t number = json_number(value, least - 1);

	if (json_kind(value) != JSON_KIND_INTEGER || number < least || number > most)
		return is_wrong(part->key, "number that it may be", err);
	if (part->kind == PART_NUMBER)
		*(int64_t *)at = number;
	else if (part->kind == PART_SIZE)
		*(uint64_t *)at = (uint64_t)number;
	else
		*(uint32_t *)at = (uint32_t)number;
	return 0;
}

static int
read_word(const struct json_part *part, unsigned *at, const struct json *value,
	  struct error *err)
{
	const char *text = json_text(value);

	for (unsigned i = 0; text != NULL && i < part->words->count; i++)
		if (strcmp(text, part->words->names[i]) == 0) {
			*at = i;
			return 0;
		}
	return is_wrong(part->key, "word that it may be", err);
}

static int
read_part(const struct json_part *part, void *whole, const struct json *value,
	  struct error *err)
{
	void *at = (char *)whole + part->offset;

	switch (part->kind) {
	case PART_TEXT:
	case PART_MAYBE:
		return read_text(part, at, value, err);
	case PART_STRINGS:
		return read_strings(part, at, value, err);
	case PART_NUMBER:
	case PART_SIZE:
	case PART_SMALL:
		return read_number(part, at, value, err);
	case PART_BOOL:
		if (json_kind(value) != JSON_KIND_BOOL)
			return is_wrong(part->key, "truth value", err);
		*(bool *)at = json_truth(value);
		return 0;
	case PART_WORD:
		break;
	}
	return read_word(part, at, value, err);
}

int
json_read_part(void *whole, const struct json_parts *parts, const char *key,
	       const struct json *value, struct error *err)
{
	for (size_t i = 0; i < parts->count; i++)
		if (strcmp(parts->parts[i].key, key) == 0)
			return read_part(&parts->parts[i], whole, value, err);
	return 1;
}

int
json_read_parts(void *whole, const struct json_parts *parts, const struct json *json,
		struct error *err)
{
	if (json_kind(json) != JSON_KIND_OBJECT)
		return error_set(err, ERROR_MALFORMED, "a %s is an object", parts->what);
	for (const struct json_member *at = json_first(json); at != NULL;
	     at = json_next(json, at)) {
		int read =
			json_read_part(whole, parts, json_key(at), json_value(at), err);

		if (read > 0)
			return error_set(err, ERROR_MALFORMED,
					 "a %s has no part called \"%s\"", parts->what,
					 json_key(at));
		if (read < 0)
			return -1;
	}
	return 0;
}
