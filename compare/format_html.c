/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTML pages: text, compared as such.  No reader of HTML is asked: they disagree. javadoc
 * writes into the head of each page when it was made (stamps.h); that varies with every
 * build, and is covered by a rule of its own where nothing else differs.
 */
#include <ctype.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/explain.h"
#include "compare/format.h"
#include "compare/normalize.h"
#include "compare/stamps.h"

enum { SURE = 45, LOOKED_AT = 1 << 10 };

static bool
starts_with_word(struct bytes text, const char *word)
{
	size_t size = strlen(word);

	if (text.size <= size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (tolower(text.data[i]) != word[i])
			return false;
	return !isalnum(text.data[size]) && text.data[size] != '-';
}

static int
recognize(struct bytes content)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	struct bytes text = bytes_slice(content, 0, LOOKED_AT);

	if (bytes_start_with(text, BYTES_OF(mark)))
		text = bytes_slice(text, sizeof(mark), SIZE_MAX);
	while (text.size > 0 && isspace(text.data[0]))
		text = bytes_slice(text, 1, SIZE_MAX);
	return starts_with_word(text, "<!doctype html") || starts_with_word(text, "<html")
		       ? SURE
		       : 0;
}

static bool
are_stamps_same(const struct stamps *a, const struct stamps *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; i < a->count && same; i++)
		same = bytes_equal(a->lines[i], b->lines[i]);
	return same;
}

static void
explain(struct finding *finding, struct bytes published, struct bytes rebuilt,
	const struct limits *limits)
{
	struct stamps left, right;

	explain_text(finding, published, rebuilt, limits);
	if (stamps_of_javadoc(published, &left) && stamps_of_javadoc(rebuilt, &right) &&
	    !are_stamps_same(&left, &right))
		finding_set_cause(
			finding,
			"javadoc-stamp: when javadoc made the page, beside what "
			"else differs",
			"javadoc -notimestamp");
}

static bool
covered(const char *rule, struct bytes content, struct buffer *out)
{
	struct stamps stamps;

	if (strcmp(rule, "javadoc-stamp") != 0)
		return false;
	stamps_of_javadoc(content, &stamps);
	stamps_append_lines(&stamps, out);
	return true;
}

static int
normalize_page(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct stamp_rule rule = { "javadoc-stamp", stamps_of_javadoc };

	return text_normalize_stamped(normalizer, &rule, content, out, err);
}

const struct format format_html = {
	.name = "html",
	.said = "an HTML page",
	.is_text = true,
	.recognize = recognize,
	.explain = explain,
	.covered = covered,
	.normalize = normalize_page,
};
