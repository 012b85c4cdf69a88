/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * An aclocal.m4 taken apart.  aclocal writes a head, then the files it found outside of
 * the project one after the other, without their lines that begin with ##, an empty line
 * between them, and last an m4_include for each of the project's own.  What a file is
 * called stands in its first line ("# pkg.m4 - Macros to locate ..."); those of automake
 * have no name and begin with their copyright.
 */

#include "base/bytes.h"

enum { PIECE_NAME_MAX = 64 };

struct aclocal_piece {
	struct bytes content;	   /* borrowed from the whole */
	char name[PIECE_NAME_MAX]; /* "pkg.m4"; "" where it has none */
};

/* Takes the next piece off *rest; false at the end.  Together they are the whole. */
bool aclocal_piece_next(struct bytes *rest, struct aclocal_piece *piece);

/* Whether a diff against what was released (compare/lines.h) shows no more than what
 * aclocal leaves out. */
bool aclocal_diff_is_usual(const char *diff);
