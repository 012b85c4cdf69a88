/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a text is encoded: UTF-8, or what tells itself from it without a guess at a
 * language. */

#include "base/buffer.h"

enum text_encoding {
	TEXT_NONE, /* no text that we can read */
	TEXT_UTF8,
	TEXT_UTF8_BOM, /* with a byte order mark before it */
	TEXT_UTF16_LE, /* with one too */
	TEXT_UTF16_BE,
	TEXT_LATIN1, /* ISO 8859-1, or one of its kin: bytes from 0xa0 on */
};

/* By the first bytes and, but for UTF-16, by all that is looked at. */
enum text_encoding text_encoding_of(struct bytes content);

/* "UTF-16 (little-endian)". */
const char *text_encoding_name(enum text_encoding encoding);

/* Appends the text in UTF-8 without a byte order mark. */
void text_to_utf8(struct bytes content, enum text_encoding encoding, struct buffer *out);
