/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * JSON (RFC 8259), through jansson.
 *
 * Values that json_parse() and the json_new_*() functions return are the caller's;
 * values that json_get() and json_at() return are borrowed from their parent.  Every
 * accessor takes NULL and the wrong type quietly, giving NULL, 0 or the fallback, so
 * that a hostile document is read without a check at each step.  (The names keep clear of
 * jansson's own exported ones, which would otherwise be replaced at link time.)
 */

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/strings.h"

struct json;

enum json_kind {
	JSON_KIND_NONE, /* no value: NULL */
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INTEGER,
	JSON_KIND_REAL,
	JSON_KIND_STRING,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

#define cleanup_json __attribute__((cleanup(json_free_at)))

/* Takes the seed of the hash tables, which needs a file of the system: to be called before
 * a process closes its doors (the first value would take it otherwise). */
void json_prepare(void);

/* -1 with ERROR_MALFORMED, naming line and column.  A duplicate key is malformed too:
 * readers disagree about which one counts. */
int json_parse(struct json **out, struct bytes text, struct error *err);

/* As json_parse(), but the last of several equal keys counts, as JavaScript has it. */
int json_parse_lenient(struct json **out, struct bytes text, struct error *err);

/* Whether json_parse() refuses the text for a duplicate key, and for nothing before it. */
bool json_has_duplicate_key(struct bytes text);

void json_free(struct json *value);
void json_free_at(struct json **at);

enum json_kind json_kind(const struct json *value);
const struct json *json_get(const struct json *object, const char *key);
const char *json_text(const struct json *value); /* NULL when it is no string */
struct bytes json_text_bytes(const struct json *value); /* the same, NUL bytes and all */
const char *json_get_text(const struct json *object, const char *key);
int64_t json_number(const struct json *value, int64_t fallback);
int64_t json_get_number(const struct json *object, const char *key, int64_t fallback);
bool json_truth(const struct json *value);

/* Members of an array or object, in the order of the document. */
size_t json_count(const struct json *value);
const struct json *json_at(const struct json *array, size_t index);

/* Walks an object: for (i = json_first(o); i; i = json_next(o, i)) json_key(i), ... */
struct json_member;
const struct json_member *json_first(const struct json *object);
const struct json_member *json_next(const struct json *object, const struct json_member *at);
const char *json_key(const struct json_member *at);
const struct json *json_value(const struct json_member *at);

/* Whether the two are the same value; the order of keys does not count. */
bool json_same(const struct json *a, const struct json *b);

struct json *json_new_object(void);
struct json *json_new_array(void);
struct json *json_new_null(void);
struct json *json_new_bool(bool value);
struct json *json_new_number(int64_t value);
struct json *json_new_text(const char *text); /* NULL gives null */
struct json *json_new_bytes(struct bytes text); /* escaped as buffer_append_escaped() if not UTF-8 */
struct json *json_new_strings(const struct strings *strings); /* escaped likewise */
struct json *json_clone(const struct json *value);

/* The value becomes the object's or the array's. */
void json_set(struct json *object, const char *key, struct json *value);
void json_append(struct json *array, struct json *value);
void json_set_text(struct json *object, const char *key, const char *text);
void json_set_number(struct json *object, const char *key, int64_t value);
void json_set_bool(struct json *object, const char *key, bool value);
void json_remove(struct json *object, const char *key);

enum json_style {
	JSON_STYLE_PRETTY,    /* two spaces a level, ends in a newline */
	JSON_STYLE_COMPACT,   /* no spaces */
	JSON_STYLE_CANONICAL, /* no spaces, keys sorted bytewise */
};

void json_write(const struct json *value, enum json_style style, struct buffer *out);
