/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* base64 (RFC 4648, section 4), padded and without line ends. */

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

/* Appends what the text stands for.  Strict: no blanks, no bits to spare.  -1 with
 * ERROR_MALFORMED, or ERROR_LIMIT, for which the buffer's limit counts whole groups of
 * three bytes. */
int base64_read(struct bytes text, struct buffer *out, struct error *err);

/* Appends the text; at most 1 GiB of bytes. */
void base64_write(struct bytes bytes, struct buffer *out);
