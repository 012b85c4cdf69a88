/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What is going on, told to whoever watches.  The folders below cli/ tell; cli/ decides
 * what becomes of it: a line that redraws itself on a terminal, plain lines elsewhere.
 * Every function takes a NULL progress, and a NULL member, quietly.
 */

#include <stdint.h>

struct progress {
	void *context; /* borrowed; handed to each of these */

	/* A stop of the road begins: "release", "source", "recipe", "build", ... */
	void (*stop)(void *context, const char *stop, const char *detail);

	/* A download: so many bytes of so many (0: not known). */
	void (*bytes)(void *context, uint64_t done, uint64_t total);

	/* A line that a build printed: not to be trusted, escaped before it is shown. */
	void (*line)(void *context, const char *line);

	/* Something the person must know about how the answer was reached, said aloud:
	 * "no version given: 7.0.0 is the newest". */
	void (*note)(void *context, const char *note);
};

void progress_stop(const struct progress *progress, const char *stop, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void progress_bytes(const struct progress *progress, uint64_t done, uint64_t total);
void progress_line(const struct progress *progress, const char *line);
void progress_note(const struct progress *progress, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
