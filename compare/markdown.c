/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/markdown.h"

#include <ctype.h>
#include <string.h>
#include <sys/param.h>

#include "compare/text_page.h"

enum { FENCE_LEAST = 3, SAFE_MAX = 1 << 23 };

/* How long the longest run of backticks is. */
static size_t
longest_run(const char *text)
{
	size_t longest = 0;

	while (*text != '\0') {
		size_t run = strspn(text, "`");

		longest = MAX(longest, run);
		text += run > 0 ? run : strcspn(text, "`");
	}
	return longest;
}

static void
append_fence(struct buffer *out, size_t size)
{
	while (size-- > 0)
		buffer_append_byte(out, '`');
}

/* Ends the text after so many bytes at most, between two code points. */
static bool
cut(struct buffer *text, size_t most)
{
	size_t size = most;

	if (text->size <= most)
		return false;
	while (size > 0 && (text->data[size] & 0xc0) == 0x80)
		size--;
	text->data[size] = '\0';
	text->size = size;
	return true;
}

/* A pipe ends a cell even inside a code span, and how to escape one there differs. */
static void
append_without_pipes(struct buffer *out, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "|");

		buffer_append(out, (struct bytes){ (const uint8_t *)text, size });
		text += size;
		if (*text == '|') {
			buffer_append_text(out, "\\x7c");
			text++;
		}
	}
}

static bool
needs_space(const char *content)
{
	return strchr("` ", content[0]) != NULL ||
	       strchr("` ", content[strlen(content) - 1]) != NULL;
}

void
markdown_code(struct buffer *out, const char *text, size_t most)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(SAFE_MAX),
				     span = BUFFER_INIT(SAFE_MAX);
	const char *content, *space;
	size_t fence;

	text_append_safe(&safe, text, "\\");
	append_without_pipes(&span, buffer_text(&safe));
	if (cut(&span, most))
		buffer_append_text(&span, "...");
	content = buffer_text(&span);
	if (content[strspn(content, " ")] == '\0') {
		buffer_append_text(out, span.size == 0 ? "(empty)" : "(spaces)");
		return;
	}
	fence = longest_run(content) + 1;
	/* One space on either side is not part of a span, and parts backticks from it. */
	space = needs_space(content) ? " " : "";
	append_fence(out, fence);
	buffer_printf(out, "%s%s%s", space, content, space);
	append_fence(out, fence);
}

/* No character that starts markup, and nothing that becomes a link or calls somebody. */
static bool
is_plain(const char *text)
{
	static const char *const linked[] = { "://", "www.", "GH-", "--", ":-" };

	for (const char *at = text; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) &&
		    strchr(" ,.;:()/%+-=?\"'", *at) == NULL)
			return false;
	for (size_t i = 0; i < sizeof(linked) / sizeof(*linked); i++)
		if (strcasestr(text, linked[i]) != NULL)
			return false;
	/* "1." at the start of a line is a list. */
	return isalnum((unsigned char)text[0]) &&
	       strchr(".)", text[strspn(text, "0123456789")]) == NULL;
}

void
markdown_words(struct buffer *out, const char *text, size_t most)
{
	if (is_plain(text) && strlen(text) <= most)
		buffer_append_text(out, text);
	else
		markdown_code(out, text, most);
}

bool
markdown_diff(struct buffer *out, const char *diff, size_t lines, size_t most)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(SAFE_MAX);
	struct cursor at = cursor_on(bytes_of_text(diff));
	bool whole;
	size_t fence;

	while (at.rest.size > 0 && lines-- > 0) {
		struct bytes line = cursor_take_line(&at);
		cleanup_buffer struct buffer one = BUFFER_INIT(SAFE_MAX);

		buffer_append(&one, line);
		text_append_safe(&safe, buffer_text(&one), "\\\t");
		buffer_append_byte(&safe, '\n');
	}
	whole = at.rest.size == 0;
	if (cut(&safe, most)) {
		buffer_append_byte(&safe, '\n');
		whole = false;
	}
	fence = MAX(longest_run(buffer_text(&safe)) + 1, FENCE_LEAST);
	append_fence(out, fence);
	buffer_printf(out, "diff\n%s", buffer_text(&safe));
	append_fence(out, fence);
	buffer_append_byte(out, '\n');
	return whole;
}
