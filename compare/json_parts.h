/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A JSON document cut into parts, one for each value that holds no other: what stands
 * before it back to the part before (braces, keys, white space), and itself.  The paths
 * and values of all parts are all that the document says.
 */

#include "base/bytes.h"

struct json_part {
	char *path;		  /* owned: "config.Env[0]", "a.\"b.c\"" */
	size_t start, value, end; /* where it, its value and the next one begin */
	struct bytes text; /* borrowed: of a text, what stands between its quotes, as it
			    * is written; else the value */
};

struct json_parts {
	struct json_part *at; /* owned */
	size_t count;
};

#define cleanup_json_parts __attribute__((cleanup(json_parts_release)))

void json_parts_release(struct json_parts *parts);

/* -1 when it is no JSON, has a key twice in an object, is large, or is nested deeply. */
int json_parts_read(struct json_parts *parts, struct bytes document);

/* The part of this path, or NULL. */
const struct json_part *json_parts_find(const struct json_parts *parts, const char *path);
