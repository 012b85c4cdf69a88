/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of an ar archive, for the formats that are one: ar itself and deb. */

#include "compare/format.h"

/* As struct format has them. */
int ar_tile(struct tiler *tiler, struct error *err);
void ar_judge(struct finding *finding, const struct difference *difference);

/* In ar_normalize.c: `format` is what the content is tiled as. */
int ar_normalize(struct normalizer *normalizer, const struct format *format,
		 struct bytes content, struct buffer *out, struct error *err);
