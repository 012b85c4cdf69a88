/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block is a line "-----BEGIN PGP PUBLIC KEY BLOCK-----", headers "Name: value", a
 * blank line, base64 in lines, perhaps "=" and a CRC-24 of four characters, which may be
 * left out, and a line "-----END ...".  A broken key verifies nothing, so that the CRC is
 * not looked at.
 */
#include "rebuild/openpgp_armor.h"

static const char begin[] = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
static const char end[] = "-----END PGP PUBLIC KEY BLOCK-----";

enum { BITS_OF_FIGURE = 6, BITS_OF_BYTE = 8 };

/* Base64 in the making (RFC 4648 section 4). */
struct figures {
	uint32_t bits;
	unsigned count; /* of bits that are not yet a byte */
	unsigned padding;
};

bool
openpgp_is_armored(struct bytes content)
{
	return bytes_start_with(content, bytes_of_text(begin));
}

static struct bytes
take_line(struct cursor *cursor)
{
	struct bytes line = cursor_take_line(cursor);

	while (line.size > 0 && strchr(" \t\r", line.data[line.size - 1]) != NULL)
		line.size--;
	return line;
}

static int
figure_value(uint8_t figure)
{
	static const char figures[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = figure != '\0' ? strchr(figures, figure) : NULL;

	return at == NULL ? -1 : (int)(at - figures);
}

static bool
take_figures(struct buffer *out, struct figures *figures, struct bytes line)
{
	for (size_t i = 0; i < line.size; i++) {
		int value = figure_value(line.data[i]);

		if (line.data[i] == '=') {
			figures->padding++;
			continue;
		}
		if (value < 0 || figures->padding > 0)
			return false;
		figures->bits = figures->bits << BITS_OF_FIGURE | (uint32_t)value;
		figures->count += BITS_OF_FIGURE;
		if (figures->count >= BITS_OF_BYTE) {
			figures->count -= BITS_OF_BYTE;
			buffer_append_byte(out,
					   (uint8_t)(figures->bits >> figures->count));
		}
	}
	return true;
}

static void
skip_headers(struct cursor *cursor)
{
	struct bytes line;

	do
		line = take_line(cursor);
	while (line.size > 0 && cursor->rest.size > 0);
}

static int
take_block(struct buffer *out, struct cursor *cursor, struct error *err)
{
	struct figures figures = { 0 };

	skip_headers(cursor);
	while (cursor->rest.size > 0) {
		struct bytes line = take_line(cursor);

		if (bytes_equal_text(line, end))
			return 0;
		if (line.size > 0 && line.data[0] == '=') /* the CRC */
			continue;
		if (!take_figures(out, &figures, line))
			break;
	}
	return error_set(err, ERROR_MALFORMED, "a key whose armor is broken");
}

int
openpgp_dearmor(struct buffer *out, struct bytes content, struct error *err)
{
	struct cursor cursor = cursor_on(content);
	size_t before = out->size;

	while (cursor.rest.size > 0)
		if (bytes_equal_text(take_line(&cursor), begin) &&
		    take_block(out, &cursor, err) < 0)
			return -1;
	if (out->size == before)
		return error_set(err, ERROR_MALFORMED, "no key in it");
	return buffer_check(out, err);
}
