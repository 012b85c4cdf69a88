/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a text: each CRLF is a LF, where that rule is on. */
#include "compare/explain.h"
#include "compare/normalize.h"

/* The text as it is but for a CR before a LF. */
static void
append_lines(struct buffer *out, struct bytes content)
{
	for (struct cursor at = cursor_on(content); at.rest.size > 0;) {
		struct bytes line = cursor_take_line(&at);
		bool ends = line.data + line.size < content.data + content.size;

		if (ends && line.size > 0 && line.data[line.size - 1] == '\r')
			line.size--;
		buffer_append(out, line);
		if (ends)
			buffer_append_byte(out, '\n');
	}
}

int
text_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	const struct rule *rule = rule_on(&normalizer->rules, "eol");
	size_t before = out->size;

	/* A text that is itself but for line ends has no CR alone. */
	if (rule == NULL || !explain_is_eol(content, content))
		return normalize_keep(out, content, err);
	append_lines(out, content);
	if (out->size - before < content.size)
		normalize_note(normalizer, &(struct normalize_change){
						   rule->id, "content", "CRLF", "LF" });
	return buffer_check(out, err);
}
