/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The payload's output: kept up to a cap, counted beyond, its last lines remembered. */

#include "base/progress.h"
#include "base/strings.h"
#include "sandbox/sandbox.h"

enum { LOG_TAIL_LINES = 20, LOG_LINE_MAX = 1000 };

struct log {
	int fd;		/* owned: the file that keeps it; -1: none */
	uint64_t limit; /* bytes kept; 0: no cap */
	uint64_t kept, dropped;
	const struct progress *progress; /* borrowed; told of each line */
	const struct sandbox_service *service; /* borrowed; takes what is kept; NULL */
	char line[LOG_LINE_MAX + 1];	 /* the line in the making, cut at its size */
	size_t line_size;
	struct strings tail; /* a ring once it is full: `next` is the oldest */
	size_t next;
	int failed; /* errno of the first write that failed; 0 */
};

/* `path` NULL: nothing is kept.  The file is appended to. */
int log_open(struct log *log, const char *path, uint64_t limit,
	     const struct progress *progress, struct error *err);
void log_add(struct log *log, const char *data, size_t size);

/* Ends the last line and puts the lines, oldest first, into *tail. */
void log_finish(struct log *log, struct strings *tail);
void log_close(struct log *log);
