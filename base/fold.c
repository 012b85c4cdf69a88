/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fold.h"

/* Code points are counted as one column each; what is not UTF-8 as one a byte. */
static size_t
width_of(struct bytes word)
{
	size_t width = 0;
	uint32_t point;

	for (struct cursor at = cursor_on(word); at.rest.size > 0; width++) {
		size_t length = utf8_next(at.rest, &point);

		cursor_take(&at, length > 0 ? length : 1);
	}
	return width;
}

void
fold_append(struct buffer *out, const struct fold *fold, const char *text)
{
	size_t column = fold->column;
	bool first = true;

	while (*text != '\0') {
		struct bytes word = { (const uint8_t *)text, strcspn(text, " ") };
		size_t width = width_of(word);

		if (!first && column + 1 + width > fold->columns) {
			buffer_printf(out, "\n%*s", (int)fold->margin, "");
			column = fold->margin;
		} else if (!first) {
			buffer_append_byte(out, ' ');
			column++;
		}
		buffer_append(out, word);
		column += width;
		text += word.size;
		text += *text == ' ';
		first = false;
	}
	buffer_append_byte(out, '\n');
}
