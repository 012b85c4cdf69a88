/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The progress of a run, on standard error.  On a terminal one line that is drawn over
 * again: the stop, the time since it began, bytes, the last line of the build.  Elsewhere
 * a plain line for each stop, and for each line of the build when asked for.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "base/progress.h"

enum screen_kind {
	SCREEN_SILENT,
	SCREEN_PLAIN,
	SCREEN_DRAWN,
};

struct screen {
	enum screen_kind kind;
	bool verbose;	  /* plain: every line of the build as well */
	bool tells_notes; /* false: the report that follows holds them */
	unsigned columns;
	bool visible;	      /* a line stands there that has to go */
	int64_t began, drawn; /* clock_milliseconds() of the stop, of the last drawing */
	char *stop, *detail;  /* owned */
	char *line;	      /* owned: the last one of the build, safe */
	uint64_t done, total;
};

/* Chooses the kind by what standard error is. */
void screen_open(struct screen *screen, bool quiet, bool verbose);
void screen_close(struct screen *screen);

/* Takes the line away, so that something else can be written. */
void screen_clear(struct screen *screen);

/* What the folders below cli/ tell this screen; it borrows the screen. */
struct progress screen_progress(struct screen *screen);
