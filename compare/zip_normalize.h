/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/normalize.h"

/* The canonical form of a zip archive. */
int zip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);
