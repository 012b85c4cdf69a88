/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gzip (RFC 1952) decoded for what it holds, all members in a row; format_gzip.c reads
 * what it says beside. */
#include "compare/decode.h"

enum {
	FLAG_HEADER_CRC = 1 << 1,
	FLAG_EXTRA = 1 << 2,
	FLAG_NAME = 1 << 3,
	FLAG_COMMENT = 1 << 4,
};

static int
skip_header(struct cursor *at, struct error *err)
{
	uint8_t flags;

	if (cursor_u16le(at) != 0x8b1f || cursor_u8(at) != 8)
		return error_set(err, ERROR_MALFORMED, "is no gzip member");
	flags = cursor_u8(at);
	cursor_take(at, 6);
	if (flags & FLAG_EXTRA)
		cursor_take(at, cursor_u16le(at));
	if (flags & FLAG_NAME)
		cursor_take_string(at);
	if (flags & FLAG_COMMENT)
		cursor_take_string(at);
	if (flags & FLAG_HEADER_CRC)
		cursor_take(at, 2);
	return at->overrun ? error_set(err, ERROR_MALFORMED, "breaks off") : 0;
}

int
decode_gzip(struct decoding *decoding, struct error *err)
{
	struct cursor at = cursor_on(decoding->encoded);

	do {
		size_t used = 0, before = decoding->out->size;
		uint32_t crc;

		if (skip_header(&at, err) < 0 ||
		    decode_deflate(at.rest, &used, decoding->out, err) < 0)
			return -1;
		cursor_take(&at, used);
		crc = decode_crc32(
			bytes_slice(buffer_bytes(decoding->out), before, SIZE_MAX));
		if (cursor_u32le(&at) != crc)
			return error_set(err, ERROR_MALFORMED, "has a wrong CRC-32");
		cursor_u32le(&at);
		if (at.overrun)
			return error_set(err, ERROR_MALFORMED, "breaks off");
	} while (at.rest.size > 0);
	decoding->used = decoding->encoded.size;
	return 0;
}
