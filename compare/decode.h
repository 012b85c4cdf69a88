/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Streams decoded with their exact ends, so that what follows one is seen. */

#include "base/buffer.h"

/* Appends what a raw deflate stream (RFC 1951) at the start of `encoded` decodes to;
 * *used becomes its length.  ERROR_LIMIT when *out is full, ERROR_MALFORMED when it is
 * none or breaks off. */
int decode_deflate(struct bytes encoded, size_t *used, struct buffer *out,
		   struct error *err);

/* A raw deflate stream at level 9 with zlib's defaults: our canonical one. */
int encode_deflate(struct bytes content, struct buffer *out, struct error *err);

/* CRC-32 as gzip has it (RFC 1952 section 8). */
uint32_t decode_crc32(struct bytes content);
