/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What leaves the program: results to standard output or to a file, complaints to
 * standard error.  Every write is checked, so that a full disk is never taken for
 * success.
 */

#include <sys/types.h>

#include "base/buffer.h"
#include "base/json.h"

enum { OUTPUT_MAX = 256 << 20 }; /* of one result, in memory */

/* All of it, to standard output. */
int output_print(struct bytes bytes, struct error *err);

/* The same to a descriptor, which may be that of standard error. */
int output_write(int fd, struct bytes bytes, struct error *err);

/* Ends standard output; -1 when what was written has not arrived. */
int output_end(struct error *err);

/* Whether whoever read standard output has gone: no reason to complain. */
bool output_was_left(void);

/* A file: the whole of it or what stood there before.  What is no regular file (a pipe,
 * /dev/stderr) is written to, not replaced; "-" is standard output. */
int output_to_file(const char *path, struct bytes bytes, mode_t mode, struct error *err);

/* A JSON document, as output_to_file() writes it. */
int output_json(const struct json *json, const char *path, struct error *err);

/* Appends text that may hold anything, made safe for a terminal; the bytes of `keep`
 * ("\n", or a backslash where the text is escaped already) stay as they are. */
void output_add_safe(struct buffer *out, struct bytes text, const char *keep);

/* "cupel: " and one line, safe, to standard error. */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
