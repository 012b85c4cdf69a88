/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * zlib streams (RFC 1950): two bytes that name the method and the effort, a deflate
 * stream, and the Adler-32 of what it decodes to.
 */

#include "base/buffer.h"

/* Appends what the stream at the start of `encoded` decodes to; *used becomes its length.
 * ERROR_LIMIT when *out is full, ERROR_MALFORMED when it is none, breaks off, or has
 * another checksum. */
int decode_zlib(struct bytes encoded, size_t *used, struct buffer *out,
		struct error *err);

/* A zlib stream at level 9: our canonical one. */
int encode_zlib(struct bytes content, struct buffer *out, struct error *err);
