/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/text_page.h"

#include <string.h>

#include "base/fold.h"
#include "base/strings.h"

enum {
	COLUMNS_USUAL = 80,
	COLUMNS_LEAST = 40,
	LABEL = 11,
	MARGIN = 2,
	TEXT_MAX = 1 << 21,
};

struct text_page
text_page_on(struct buffer *out, const struct report_style *style)
{
	size_t columns = style->columns == 0 ? COLUMNS_USUAL : style->columns;

	return (struct text_page){ .style = style,
				   .out = out,
				   .columns = columns < COLUMNS_LEAST ? COLUMNS_LEAST
								      : columns,
				   .label = LABEL,
				   .kept = "\\" };
}

void
text_coloured(struct text_page *page, const char *colour, const char *text)
{
	bool coloured = page->style->colour && colour != NULL;

	if (coloured)
		buffer_printf(page->out, "\033[%sm", colour);
	buffer_append_text(page->out, text);
	if (coloured)
		buffer_append_text(page->out, "\033[0m");
}

void
text_append_safe(struct buffer *out, const char *text, const char *kept)
{
	while (*text != '\0') {
		size_t size = strcspn(text, kept);

		buffer_append_escaped(out, (struct bytes){ (const uint8_t *)text, size });
		text += size;
		if (*text != '\0')
			buffer_append_byte(out, (uint8_t)*text++);
	}
}

void
text_row(struct text_page *page, const char *label, const char *fmt, ...)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_MAX),
				     safe = BUFFER_INIT((size_t)4 * TEXT_MAX);
	struct fold fold = { page->columns, page->label + MARGIN, page->label + MARGIN };
	va_list args;

	va_start(args, fmt);
	buffer_vprintf(&text, fmt, args);
	va_end(args);
	text_append_safe(&safe, buffer_text(&text), page->kept);
	buffer_printf(page->out, "  %-*s", (int)page->label, label);
	fold_append(page->out, &fold, buffer_text(&safe));
}

void
text_rows(struct text_page *page, const char *label, const struct strings *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		text_row(page, i == 0 ? label : "", "%s", lines->items[i]);
}

const char *
text_verdict_colour(enum outcome outcome, bool suspicious)
{
	if (suspicious || outcome == OUTCOME_DIFFERENT)
		return TEXT_BOLD_RED;
	return outcome == OUTCOME_IDENTICAL || outcome == OUTCOME_EQUIVALENT
		       ? TEXT_BOLD_GREEN
		       : TEXT_BOLD_YELLOW;
}

const char *
text_inner_path(const struct text_page *page, const char *path)
{
	size_t size = page->root == NULL ? 0 : strlen(page->root);

	if (size > 0 && strncmp(path, page->root, size) == 0 &&
	    text_starts_with(path + size, "//"))
		return path + size + 2;
	return path;
}
