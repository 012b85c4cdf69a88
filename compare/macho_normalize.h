/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* format_macho's `normalize`. */

#include "compare/normalize.h"

int macho_normalize(struct normalizer *normalizer, struct bytes content,
		    struct buffer *out, struct error *err);

struct macho;

/* In macho_strip.c: takes the signature out of the form, which is the file as it is yet,
 * where rule signature-block takes all of it for harmless. */
void macho_strip(struct normalizer *normalizer, const struct macho *macho,
		 const struct tiling *tiling, struct buffer *form);
