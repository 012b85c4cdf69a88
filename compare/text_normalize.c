/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of a text: without what says when it was made, and each CRLF a LF,
 * where those rules are on. */
#include "compare/explain.h"
#include "compare/normalize.h"
#include "compare/stamps.h"

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

static int
write_lines(struct normalizer *normalizer, struct bytes content, struct buffer *out,
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

int
text_normalize_stamped(struct normalizer *normalizer, const struct stamp_rule *rule,
		       struct bytes content, struct buffer *out, struct error *err)
{
	cleanup_buffer struct buffer rest = BUFFER_INIT(content.size + 1);
	cleanup_buffer struct buffer lines = BUFFER_INIT(content.size * 8 + 1);
	struct stamps stamps;

	if (rule_on(&normalizer->rules, rule->rule) == NULL ||
	    !rule->find(content, &stamps) || stamps.count == 0)
		return write_lines(normalizer, content, out, err);
	stamps_append_rest(content, &stamps, &rest);
	stamps_append_lines(&stamps, &lines);
	normalize_note(normalizer,
		       &(struct normalize_change){ rule->rule, "content",
						   buffer_text(&lines), NULL });
	return write_lines(normalizer, buffer_bytes(&rest), out, err);
}

int
text_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct stamp_rule rule = { "pom-properties-date",
						stamps_of_pom_properties };

	return text_normalize_stamped(normalizer, &rule, content, out, err);
}
