/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * XML 1.0 (W3C): a text that many programs write in another order of attributes, with
 * other quotes or empty elements, or indented otherwise.  What two documents have in
 * common in their canonical form (Canonical XML 1.0) is said, and excuses nothing.
 *
 * A document type may declare entities: names for text, for files and for addresses,
 * which one reader puts in and the next does not.  Where only the published document has
 * them, that is an alarm.
 */
#include "compare/explain.h"
#include "compare/format.h"
#include "compare/normalize.h"
#include "compare/text_encoding.h"
#include "compare/xml_reader.h"

enum { SURE = 40, LESS_SURE = 25 };

static bool
is_space(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static struct bytes
trim(struct bytes text)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };

	if (bytes_start_with(text, BYTES_OF(mark)))
		text = bytes_slice(text, sizeof(mark), SIZE_MAX);
	while (text.size > 0 && is_space(text.data[0]))
		text = bytes_slice(text, 1, SIZE_MAX);
	while (text.size > 0 && is_space(text.data[text.size - 1]))
		text.size--;
	return text;
}

/* What may stand behind the first "<": a name, a comment or a document type. */
static bool
begins_markup(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       byte == '_' || byte == '!';
}

static int
recognize(struct bytes content)
{
	struct bytes text = trim(content);

	if (bytes_start_with(text, bytes_of_text("<?xml ")))
		return SURE;
	if (text.size < 4 || text.data[0] != '<' || !begins_markup(text.data[1]) ||
	    text.data[text.size - 1] != '>')
		return 0;
	return text_encoding_of(content) == TEXT_NONE ? 0 : LESS_SURE;
}

static bool
are_same(const struct buffer *a, const struct buffer *b)
{
	return a->size > 0 && bytes_equal(buffer_bytes(a), buffer_bytes(b));
}

static void
state_form(struct finding *finding, const struct xml_facts *published,
	   const struct xml_facts *rebuilt)
{
	if (are_same(&published->form, &rebuilt->form))
		finding_set_message(finding,
				    "%s; the same canonical form: only the spelling of "
				    "markup or the order of attributes differs",
				    finding->message);
	else if (are_same(&published->dense, &rebuilt->dense))
		finding_set_message(finding,
				    "%s; the same but for white space between elements",
				    finding->message);
}

/* A new file may well have a document type; in a file that was there it is strange. */
static void
warn_of_type(struct finding *finding, const struct xml_facts *published,
	     const struct xml_facts *rebuilt, bool is_new)
{
	if (published->has_entities && !rebuilt->has_entities) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "%s; only the published document declares entities: "
				    "what it says depends on who reads it",
				    finding->message);
	} else if (published->has_type && !rebuilt->has_type && !is_new) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "%s; only the published document has a document type",
				    finding->message);
	}
}

static void
explain(struct finding *finding, struct bytes published, struct bytes rebuilt,
	const struct limits *limits)
{
	cleanup_xml_facts struct xml_facts left = { 0 }, right = { 0 };

	xml_facts_of(published, &left);
	xml_facts_of(rebuilt, &right);
	explain_text(finding, published, rebuilt, limits);
	state_form(finding, &left, &right);
	warn_of_type(finding, &left, &right, rebuilt.size == 0);
}

const struct format format_xml = {
	.name = "xml",
	.said = "an XML document",
	.is_text = true,
	.recognize = recognize,
	.explain = explain,
	.normalize = text_normalize,
};
