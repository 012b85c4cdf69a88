/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Text as file systems read it that tell neither case nor Unicode's forms of one letter
 * apart, as those of macOS and Windows do. */

#include "base/buffer.h"

/* Appends the text in lower case and decomposed, marks in canonical order.  Bytes that
 * are not UTF-8 stay, and so does text that is longer than any path may be. */
void unicode_fold(struct buffer *out, struct bytes text);
