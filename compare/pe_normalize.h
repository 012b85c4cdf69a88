/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* format_pe's `normalize`. */

#include "compare/normalize.h"

int pe_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		 struct error *err);
