/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Errors: what went wrong, as a value that the caller passes in.
 *
 * A function that can fail takes a `struct error *err` as its last argument and returns
 * 0 or -1; on -1, *err is set.  The message lives inside the struct, so an error owns
 * nothing and is never freed.  Code branches on `kind`; people read `message`.
 */

enum error_kind {
	ERROR_NONE,
	ERROR_SYSTEM,	   /* the machine refused: open, read, fork, a full disk */
	ERROR_MALFORMED,   /* the input does not follow its own format */
	ERROR_UNSUPPORTED, /* well formed, but we do not know this variant */
	ERROR_LIMIT,	   /* a size, depth or time budget ran out */
	ERROR_USAGE,	   /* the person asked for something impossible */
	ERROR_NETWORK,	   /* a peer could not be reached, or would not serve */
	ERROR_NOT_FOUND,   /* the peer answered: there is no such thing */
	ERROR_INTERRUPTED, /* the person pressed Ctrl-C, or a supervisor said stop */
};

struct error {
	enum error_kind kind;
	char message[1000];
};

/* Each sets *err and returns -1, so that a failing line reads `return error_set(...)`. */
int error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
	__attribute__((format(printf, 3, 4), nonnull(1, 3)));

/* As error_set(ERROR_SYSTEM, ...), with ": strerror(errno)" added. */
int error_set_errno(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), nonnull(1, 2)));

/* Puts "context: " before the message on the way up; the kind stays. */
int error_wrap(struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), nonnull(1, 2)));
