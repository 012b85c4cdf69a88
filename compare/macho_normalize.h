/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* format_macho's `normalize`. */

#include "compare/normalize.h"

int macho_normalize(struct normalizer *normalizer, struct bytes content,
		    struct buffer *out, struct error *err);
