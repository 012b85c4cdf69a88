/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/format.h"

/* What is called so is the member that a compressed archive behind the first one is. */
extern const char cpio_compressed_name[];

/* format_cpio's, in cpio_normalize.c. */
int cpio_normalize(struct normalizer *normalizer, struct bytes content,
		   struct buffer *out, struct error *err);
