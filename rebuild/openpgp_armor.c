/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block is a line "-----BEGIN PGP PUBLIC KEY BLOCK-----", headers "Name: value", a
 * blank line, base64 in lines, perhaps "=" and a CRC-24 of four characters, which may be
 * left out, and a line "-----END ...".  A broken key verifies nothing, so that the CRC is
 * not looked at.
 */
#include "rebuild/openpgp_armor.h"

#include "base/base64.h"
#include "base/cleanup.h"

static const char begin[] = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
static const char end[] = "-----END PGP PUBLIC KEY BLOCK-----";

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
	cleanup_buffer struct buffer text = BUFFER_INIT(cursor->rest.size);

	skip_headers(cursor);
	while (cursor->rest.size > 0) {
		struct bytes line = take_line(cursor);

		if (bytes_equal_text(line, end)) {
			if (base64_read(buffer_bytes(&text), out, err) == 0)
				return 0;
			if (err->kind == ERROR_LIMIT)
				return -1;
			break;
		}
		if (line.size == 0 || line.data[0] != '=') /* the CRC */
			buffer_append(&text, line);
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
