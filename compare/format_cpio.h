/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/format.h"

/* format_cpio's, in cpio_normalize.c. */
int cpio_normalize(struct normalizer *normalizer, struct bytes content,
		   struct buffer *out, struct error *err);
