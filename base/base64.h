/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* base64 (RFC 4648, section 4) of any size; digests have their own (base/digest.h). */

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

/* Appends what the text stands for.  Strict: padded, no line ends, no bits to spare; -1
 * with ERROR_MALFORMED. */
int base64_read(struct bytes text, struct buffer *out, struct error *err);
