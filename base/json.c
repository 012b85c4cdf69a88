/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"

static json_t *
inside(const struct json *value)
{
	return (json_t *)(uintptr_t)value;
}

static struct json *
outside(json_t *value)
{
	return (struct json *)value;
}

/* jansson gives NULL only without memory: all text has been made valid before. */
static struct json *
made(json_t *value)
{
	if (value == NULL)
		end_program("out of memory");
	return outside(value);
}

void
json_prepare(void)
{
	json_object_seed(0);
}

/* An empty object of two bytes takes some 200 in memory. */
enum { VALUES_MAX = 8 << 20 };

/* Each value but the first has one of these before it, or its parent has. */
static bool
is_too_much(struct bytes text)
{
	size_t count = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.size && count <= VALUES_MAX; i++) {
		uint8_t byte = text.data[i];

		if (quoted && byte == '\\')
			i++;
		else if (byte == '"')
			quoted = !quoted;
		else if (!quoted)
			count += byte == ',' || byte == '[' || byte == '{';
	}
	return count > VALUES_MAX;
}

static int
parse(struct json **out, struct bytes text, size_t flags, struct error *err)
{
	json_error_t reason;
	json_t *value;

	*out = NULL;
	if (text.size == 0) /* jansson blames its caller */
		return error_set(err, ERROR_MALFORMED, "not JSON: empty");
	if (is_too_much(text))
		return error_set(err, ERROR_LIMIT, "JSON of more than %d values",
				 VALUES_MAX);
	value = json_loadb((const char *)text.data, text.size,
			   flags | JSON_DECODE_ANY | JSON_ALLOW_NUL, &reason);
	*out = outside(value);
	if (value != NULL)
		return 0;
	return error_set(err, ERROR_MALFORMED, "not JSON: line %d column %d: %s",
			 reason.line, reason.column, reason.text);
}

int
json_parse(struct json **out, struct bytes text, struct error *err)
{
	return parse(out, text, JSON_REJECT_DUPLICATES, err);
}

int
json_parse_lenient(struct json **out, struct bytes text, struct error *err)
{
	return parse(out, text, 0, err);
}

bool
json_has_duplicate_key(struct bytes text)
{
	json_error_t reason = { .line = 0 }; /* without memory there may be no reason */
	json_t *value;

	if (is_too_much(text))
		return false;
	value = json_loadb((const char *)text.data, text.size,
			   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
			   &reason);
	json_decref(value);
	return value == NULL && json_error_code(&reason) == json_error_duplicate_key;
}

void
json_free(struct json *value)
{
	json_decref(inside(value));
}

void
json_free_at(struct json **at)
{
	json_free(*at);
}

enum json_kind
json_kind(const struct json *value)
{
	if (value == NULL)
		return JSON_KIND_NONE;
	switch (json_typeof(inside(value))) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_STRING;
	case JSON_INTEGER:
		return JSON_KIND_INTEGER;
	case JSON_REAL:
		return JSON_KIND_REAL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_KIND_NULL;
}

const struct json *
json_get(const struct json *object, const char *key)
{
	return outside(json_object_get(inside(object), key));
}

const char *
json_text(const struct json *value)
{
	return json_string_value(inside(value));
}

struct bytes
json_text_bytes(const struct json *value)
{
	return (struct bytes){ (const uint8_t *)json_text(value),
			       json_string_length(inside(value)) };
}

const char *
json_get_text(const struct json *object, const char *key)
{
	return json_text(json_get(object, key));
}

int64_t
json_number(const struct json *value, int64_t fallback)
{
	return json_is_integer(inside(value)) ? json_integer_value(inside(value)) : fallback;
}

int64_t
json_get_number(const struct json *object, const char *key, int64_t fallback)
{
	return json_number(json_get(object, key), fallback);
}

bool
json_truth(const struct json *value)
{
	return value != NULL && json_typeof(inside(value)) == JSON_TRUE;
}

size_t
json_count(const struct json *value)
{
	if (json_kind(value) == JSON_KIND_OBJECT)
		return json_object_size(inside(value));
	return json_array_size(inside(value));
}

const struct json *
json_at(const struct json *array, size_t index)
{
	return outside(json_array_get(inside(array), index));
}

const struct json_member *
json_first(const struct json *object)
{
	return json_object_iter(inside(object));
}

const struct json_member *
json_next(const struct json *object, const struct json_member *at)
{
	return json_object_iter_next(inside(object), (void *)(uintptr_t)at);
}

const char *
json_key(const struct json_member *at)
{
	return json_object_iter_key((void *)(uintptr_t)at);
}

const struct json *
json_value(const struct json_member *at)
{
	return outside(json_object_iter_value((void *)(uintptr_t)at));
}

bool
json_same(const struct json *a, const struct json *b)
{
	return json_equal(inside(a), inside(b)) == 1;
}

struct json *
json_new_object(void)
{
	return made(json_object());
}

struct json *
json_new_array(void)
{
	return made(json_array());
}

struct json *
json_new_null(void)
{
	return made(json_null());
}

struct json *
json_new_bool(bool value)
{
	return made(json_boolean(value));
}

struct json *
json_new_number(int64_t value)
{
	return made(json_integer(value));
}

struct json *
json_new_text(const char *text)
{
	return text == NULL ? json_new_null() : json_new_bytes(bytes_of_text(text));
}

struct json *
json_new_bytes(struct bytes text)
{
	cleanup_buffer struct buffer escaped = BUFFER_INIT(SIZE_MAX);
	json_t *value = json_stringn((const char *)text.data, text.size);

	if (value != NULL)
		return outside(value);
	buffer_append_escaped(&escaped, text); /* it was not UTF-8, or empty at NULL */
	return made(json_string(buffer_text(&escaped)));
}

struct json *
json_new_strings(const struct strings *strings)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < strings->count; i++)
		json_append(array, json_new_bytes(bytes_of_text(strings->items[i])));
	return array;
}

struct json *
json_clone(const struct json *value)
{
	return made(json_deep_copy(inside(value)));
}

void
json_set(struct json *object, const char *key, struct json *value)
{
	cleanup_buffer struct buffer escaped = BUFFER_INIT(SIZE_MAX);

	json_incref(inside(value)); /* a key that is not UTF-8 is refused, and takes it */
	if (json_object_set_new(inside(object), key, inside(value)) < 0) {
		buffer_append_escaped(&escaped, bytes_of_text(key));
		json_object_set(inside(object), buffer_text(&escaped), inside(value));
	}
	json_free(value);
}

void
json_append(struct json *array, struct json *value)
{
	if (json_array_append_new(inside(array), inside(value)) < 0)
		made(NULL);
}

void
json_set_text(struct json *object, const char *key, const char *text)
{
	json_set(object, key, json_new_text(text));
}

void
json_set_number(struct json *object, const char *key, int64_t value)
{
	json_set(object, key, json_new_number(value));
}

void
json_set_bool(struct json *object, const char *key, bool value)
{
	json_set(object, key, json_new_bool(value));
}

void
json_remove(struct json *object, const char *key)
{
	json_object_del(inside(object), key);
}

static int
append_text(const char *text, size_t size, void *out)
{
	buffer_append(out, (struct bytes){ (const uint8_t *)text, size });
	return 0;
}

void
json_write(const struct json *value, enum json_style style, struct buffer *out)
{
	static const size_t flags[] = {
		[JSON_STYLE_PRETTY] = JSON_INDENT(2),
		[JSON_STYLE_COMPACT] = JSON_COMPACT,
		[JSON_STYLE_CANONICAL] = JSON_COMPACT | JSON_SORT_KEYS,
	};

	json_dump_callback(inside(value), append_text, out, flags[style] | JSON_ENCODE_ANY);
	if (style == JSON_STYLE_PRETTY)
		buffer_append_byte(out, '\n');
}
