/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text is valid UTF-8 (RFC 3629) without control bytes, but for white space and the
 * escape of terminal colours; or UTF-16 (RFC 2781) after its byte order mark, without
 * lone surrogates; or bytes as ISO 8859-1 has them, which leaves 0x80 to 0x9f to
 * controls. Other encodings are not guessed at: any bytes would be text in some of them.
 */
#include "compare/text_encoding.h"

enum { LOOKED_AT = 1 << 20, LONGEST_SEQUENCE = 4, BOM = 0xfeff };

static const uint8_t mark_utf8[] = { 0xef, 0xbb, 0xbf };
static const uint8_t mark_le[] = { 0xff, 0xfe };
static const uint8_t mark_be[] = { 0xfe, 0xff };

static bool
is_text_point(uint32_t point)
{
	enum { ESCAPE = 0x1b };

	return (point >= 0x20 && point != 0x7f) || (point >= '\t' && point <= '\r') ||
	       point == ESCAPE;
}

static bool
is_utf8(struct bytes content)
{
	struct cursor at = cursor_on(bytes_slice(content, 0, LOOKED_AT));
	bool is_cut = content.size > LOOKED_AT;

	while (at.rest.size > 0) {
		uint32_t point;
		size_t size = utf8_next(at.rest, &point);

		/* A sequence that we cut ourselves says nothing. */
		if (size == 0)
			return is_cut && at.rest.size < LONGEST_SEQUENCE;
		if (!is_text_point(point))
			return false;
		cursor_take(&at, size);
	}
	return true;
}

/* Text in one byte for each character has letters in plain ASCII, most of them. */
static bool
is_latin1(struct bytes content)
{
	enum { FIRST_HIGH = 0xa0, ASCII_SHARE = 2 };
	struct bytes looked_at = bytes_slice(content, 0, LOOKED_AT);
	size_t high = 0;

	for (size_t i = 0; i < looked_at.size; i++) {
		uint8_t byte = looked_at.data[i];

		if (!is_text_point(byte) || (byte >= 0x80 && byte < FIRST_HIGH))
			return false;
		high += byte >= FIRST_HIGH;
	}
	return high * ASCII_SHARE <= looked_at.size;
}

static uint16_t
take_unit(struct cursor *at, bool big_endian)
{
	return big_endian ? cursor_u16be(at) : cursor_u16le(at);
}

/* The next code point; UINT32_MAX for half of a pair. */
static uint32_t
take_point(struct cursor *at, bool big_endian)
{
	enum { HIGH = 0xd800, LOW = 0xdc00, END = 0xe000, BITS = 10, BEYOND = 0x10000 };
	uint32_t first = take_unit(at, big_endian), second;

	if (first < HIGH || first >= END)
		return first;
	second = take_unit(at, big_endian);
	if (first >= LOW || second < LOW || second >= END)
		return UINT32_MAX;
	return BEYOND + ((first - HIGH) << BITS) + (second - LOW);
}

static bool
is_utf16(struct bytes content, bool big_endian)
{
	struct cursor at = cursor_on(bytes_slice(content, 0, LOOKED_AT));
	bool is_cut = content.size > LOOKED_AT;

	while (at.rest.size > 0) {
		uint32_t point = take_point(&at, big_endian);

		if (at.overrun)
			return is_cut;
		if (point == UINT32_MAX || !is_text_point(point))
			return false;
	}
	return content.size % 2 == 0;
}

enum text_encoding
text_encoding_of(struct bytes content)
{
	if (bytes_start_with(content, BYTES_OF(mark_le)))
		return is_utf16(content, false) ? TEXT_UTF16_LE : TEXT_NONE;
	if (bytes_start_with(content, BYTES_OF(mark_be)))
		return is_utf16(content, true) ? TEXT_UTF16_BE : TEXT_NONE;
	if (is_utf8(content))
		return bytes_start_with(content, BYTES_OF(mark_utf8)) ? TEXT_UTF8_BOM
								      : TEXT_UTF8;
	return is_latin1(content) ? TEXT_LATIN1 : TEXT_NONE;
}

const char *
text_encoding_name(enum text_encoding encoding)
{
	static const char *const names[] = {
		[TEXT_NONE] = "no text",
		[TEXT_UTF8] = "UTF-8",
		[TEXT_UTF8_BOM] = "UTF-8 with a byte order mark",
		[TEXT_UTF16_LE] = "UTF-16 (little-endian)",
		[TEXT_UTF16_BE] = "UTF-16 (big-endian)",
		[TEXT_LATIN1] = "ISO 8859-1",
	};

	return names[encoding];
}

static void
append_point(struct buffer *out, uint32_t point)
{
	enum { LAST = 0x10ffff, REPLACEMENT = 0xfffd };

	if (point > LAST)
		point = REPLACEMENT;
	if (point < 0x80) {
		buffer_append_byte(out, (uint8_t)point);
		return;
	}
	if (point < 0x800) {
		buffer_append_byte(out, (uint8_t)(0xc0 | point >> 6));
	} else if (point < 0x10000) {
		buffer_append_byte(out, (uint8_t)(0xe0 | point >> 12));
		buffer_append_byte(out, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
	} else {
		buffer_append_byte(out, (uint8_t)(0xf0 | point >> 18));
		buffer_append_byte(out, (uint8_t)(0x80 | (point >> 12 & 0x3f)));
		buffer_append_byte(out, (uint8_t)(0x80 | (point >> 6 & 0x3f)));
	}
	buffer_append_byte(out, (uint8_t)(0x80 | (point & 0x3f)));
}

static void
append_utf16(struct buffer *out, struct bytes content, bool big_endian)
{
	struct cursor at = cursor_on(content);

	if (take_point(&at, big_endian) != BOM)
		at = cursor_on(content);
	while (at.rest.size > 0)
		append_point(out, take_point(&at, big_endian));
}

void
text_to_utf8(struct bytes content, enum text_encoding encoding, struct buffer *out)
{
	switch (encoding) {
	case TEXT_NONE:
	case TEXT_UTF8:
		buffer_append(out, content);
		break;
	case TEXT_UTF8_BOM:
		buffer_append(out, bytes_slice(content, sizeof(mark_utf8), SIZE_MAX));
		break;
	case TEXT_UTF16_LE:
	case TEXT_UTF16_BE:
		append_utf16(out, content, encoding == TEXT_UTF16_BE);
		break;
	case TEXT_LATIN1:
		for (size_t i = 0; i < content.size; i++)
			append_point(out, content.data[i]);
		break;
	}
}
