/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text: valid UTF-8 without control bytes, but for white space and the escape of terminal
 * colours.  Other encodings are not guessed at: any bytes would be text in some of them.
 */
#include <sys/param.h>

#include "compare/explain.h"
#include "compare/format.h"

enum { LOOKED_AT = 1 << 20, LONGEST_SEQUENCE = 4, SURE = 20 };

static bool
is_text_byte(uint8_t byte)
{
	enum { ESCAPE = 0x1b };

	return (byte >= 0x20 && byte != 0x7f) || (byte >= '\t' && byte <= '\r') ||
	       byte == ESCAPE;
}

static int
recognize(struct bytes content)
{
	struct cursor at = cursor_on(bytes_slice(content, 0, LOOKED_AT));
	bool is_cut = content.size > LOOKED_AT;

	while (at.rest.size > 0) {
		uint32_t point;
		size_t size = utf8_next(at.rest, &point);

		/* A sequence that we cut ourselves says nothing. */
		if (size == 0)
			return is_cut && at.rest.size < LONGEST_SEQUENCE ? SURE : 0;
		if (!is_text_byte(at.rest.data[0]))
			return 0;
		cursor_take(&at, size);
	}
	return SURE;
}

const struct format format_text = {
	.name = "text",
	.said = "a text file",
	.recognize = recognize,
	.explain = explain_text,
};
