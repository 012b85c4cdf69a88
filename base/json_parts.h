/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Structs as JSON objects, by tables: each part says which member of a struct stands
 * under which key and what it may be, for writing and reading alike.
 */

#include <stddef.h>

#include "base/error.h"
#include "base/json.h"

enum json_part_kind {
	PART_TEXT,    /* char *, never NULL */
	PART_MAYBE,   /* char *, null for NULL */
	PART_STRINGS, /* struct strings */
	PART_NUMBER,  /* int64_t, -1 or more */
	PART_SIZE,    /* uint64_t, up to INT64_MAX */
	PART_SMALL,   /* uint32_t */
	PART_BOOL,    /* bool */
	PART_WORD,    /* an enum, by its names */
};

/* Of an enum whose values count from 0. */
struct json_words {
	const char *const *names;
	size_t count;
};

struct json_part {
	const char *key;
	enum json_part_kind kind;
	size_t offset;
	const struct json_words *words; /* PART_WORD only */
};

#define JSON_PART(type, kind, member)                                                    \
	{                                                                                \
#member, kind, offsetof(struct type, member), NULL                       \
	}
#define JSON_WORD(type, member, words)                                                   \
	{                                                                                \
#member, PART_WORD, offsetof(struct type, member), words                 \
	}

struct json_parts {
	const char *what; /* for errors: "plan" */
	const struct json_part *parts;
	size_t count;
};

#define JSON_PARTS(what, array)                                                          \
	{                                                                                \
		what, array, sizeof(array) / sizeof((array)[0])                          \
	}

/* Sets a key for each part. */
void json_write_parts(struct json *json, const struct json_parts *parts,
		      const void *whole);

/* Each part that the object has replaces the struct's; the others stay as they are. Owned
 * members are freed and replaced, so the struct is one that has been initialised.  -1
 * with ERROR_MALFORMED: no object, a key that is none (a typing error would silently have
 * its default), a value of the wrong kind or out of bounds. */
int json_read_parts(void *whole, const struct json_parts *parts, const struct json *json,
		    struct error *err);

/* One of them; 1 when the key is none of these. */
int json_read_part(void *whole, const struct json_parts *parts, const char *key,
		   const struct json *value, struct error *err);
