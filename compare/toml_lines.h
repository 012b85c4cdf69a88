/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * TOML line by line: enough to say under which table and key a line stands, for a person
 * and for alarms.  No parser: nothing is excused by it, since a text in three quotes may
 * hold what looks like a table.
 */

#include "base/buffer.h"

struct toml_lines {
	struct cursor at;
	struct bytes table; /* "dependencies.serde"; empty before the first */
	struct bytes key;   /* of the line, or of the value that it goes on with */
	struct bytes line;  /* without white space around it */
};

static inline struct toml_lines
toml_lines_of(struct bytes text)
{
	return (struct toml_lines){ .at = cursor_on(text) };
}

/* The next line that is neither blank nor a comment; false at the end.  A table's own
 * line has no key. */
bool toml_next(struct toml_lines *lines);

/* Appends the name of a table without quotes and spaces, escaped. */
void toml_append_name(struct buffer *out, struct bytes name);
