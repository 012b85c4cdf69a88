/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * YAML, through libyaml: the small part that a recipe needs.
 *
 * Reading follows YAML's failsafe schema: a document is text, lists and maps, and every
 * scalar is text, so that the version 6.10 stays "6.10" and no Norway becomes false.
 * Anchors, aliases, tags, several documents and equal keys are refused; depth, number of
 * values and bytes are bounded.  Each value knows its line, so that whoever reads meaning
 * into the document can say where it is wrong.
 */

#include "base/buffer.h"
#include "base/json.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_value {
	enum yaml_kind kind;
	unsigned line;		  /* from 1 */
	char *key;		  /* owned; NULL but for a member of a map */
	char *text;		  /* owned; NULL but for YAML_TEXT */
	struct yaml_value *items; /* owned: members, in the document's order */
	size_t count;
};

#define cleanup_yaml __attribute__((cleanup(yaml_release)))
void yaml_release(struct yaml_value *value);

/* -1 with ERROR_MALFORMED ("line 3: ...") or ERROR_LIMIT; *out is then all zeros. */
int yaml_read(struct yaml_value *out, struct bytes text, struct error *err);

/* The member of a map; NULL when there is none, or it is no map. */
const struct yaml_value *yaml_get(const struct yaml_value *map, const char *key);

/* Writes an object: one key a line, lists as block lists, inner objects on one line.  The
 * same value gives the same bytes; text that other readers would take for a number, a truth
 * or nothing is quoted. */
void yaml_write(const struct json *value, struct buffer *out);
