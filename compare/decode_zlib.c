/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/decode_zlib.h"

#include <sys/param.h>

#include "compare/decode.h"

enum { HEADER_SIZE = 2, SUM_SIZE = 4 };

/* RFC 1950 section 9; the sums of so many bytes still fit into 32 bits. */
static uint32_t
adler32(struct bytes content)
{
	enum { MODULUS = 65521, STEP = 5552 };
	uint32_t low = 1, high = 0;

	for (size_t at = 0; at < content.size; at += STEP) {
		struct bytes step = bytes_slice(content, at, STEP);

		for (size_t i = 0; i < step.size; i++) {
			low += step.data[i];
			high += low;
		}
		low %= MODULUS;
		high %= MODULUS;
	}
	return high << 16 | low;
}

/* Deflate with a window of at most 32 KiB, the header's own check, no dictionary. */
static bool
is_header(uint16_t header)
{
	enum { METHOD = 0x0f00, DEFLATE = 0x0800, WINDOW = 0xf000, LARGEST = 0x7000 };
	enum { DICTIONARY = 0x20, CHECK = 31 };

	return (header & METHOD) == DEFLATE && (header & WINDOW) <= LARGEST &&
	       (header & DICTIONARY) == 0 && header % CHECK == 0;
}

int
decode_zlib(struct bytes encoded, size_t *used, struct buffer *out, struct error *err)
{
	struct cursor at = cursor_on(encoded);
	size_t before = out->size, deflated;

	if (!is_header(cursor_u16be(&at)))
		return error_set(err, ERROR_MALFORMED, "no zlib stream");
	if (decode_deflate(at.rest, &deflated, out, err) < 0)
		return -1;
	cursor_take(&at, deflated);
	if (cursor_u32be(&at) !=
		    adler32(bytes_slice(buffer_bytes(out), before, SIZE_MAX)) ||
	    at.overrun)
		return error_set(err, ERROR_MALFORMED,
				 "the zlib stream has another checksum than its content");
	*used = HEADER_SIZE + deflated + SUM_SIZE;
	return 0;
}

int
encode_zlib(struct bytes content, struct buffer *out, struct error *err)
{
	static const uint8_t header[HEADER_SIZE] = { 0x78, 0xda };
	uint32_t sum = adler32(content);

	buffer_append(out, BYTES_OF(header));
	if (encode_deflate(content, out, err) < 0)
		return -1;
	for (unsigned shift = 32; shift > 0; shift -= 8)
		buffer_append_byte(out, (uint8_t)(sum >> (shift - 8)));
	return buffer_check(out, err);
}
