/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text for a person, folded to the width of the page. */

#include "base/buffer.h"

struct fold {
	size_t columns; /* of the page */
	size_t column;	/* where the first word goes */
	size_t margin;	/* where the other lines begin */
};

/* Appends the words of `text` and a newline.  Folds at spaces only: a word that is wider
 * than the page stays whole, so that a path or a digest can be copied. */
void fold_append(struct buffer *out, const struct fold *fold, const char *text);
