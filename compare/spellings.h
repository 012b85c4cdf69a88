/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names that are not what they seem: that lead out of the folder which an archive is
 * unpacked in, or that some systems take for the name of another member. */

#include "compare/tile.h"

struct spelling {
	char *plain;	  /* owned: as systems read it that tell the least apart */
	const char *name; /* borrowed from the tiling */
};

struct spellings {
	struct spelling *at; /* owned; sorted */
	size_t count;
};

#define cleanup_spellings __attribute__((cleanup(spellings_release)))

void spellings_release(struct spellings *spellings);

/* The names of all members that are files of their own. */
void spellings_make(struct spellings *spellings, const struct tiling *tiling);

/* What the name may do to who unpacks it, in words that the caller frees; NULL when it is
 * what it seems. */
char *spellings_trouble(const struct spellings *spellings, const char *name);
