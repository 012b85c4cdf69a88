/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document as text: the word and why, the facts that led to it, what each comparison
 * has to say, and what went wrong instead. */
#include "base/cleanup.h"
#include "base/fold.h"
#include "compare/document.h"
#include "compare/text_page.h"

enum { LABEL = 12, PLAIN_INDENT = 4 };

static void
write_headline(struct text_page *page, const struct document *document)
{
	cleanup_free char *verdict = document_verdict(document);
	const char *colour = document->decided ? text_verdict_colour(document->outcome,
								     document->suspicious)
					       : NULL;

	if (document->title != NULL) {
		text_append_safe(page->out, document->title, "");
		buffer_append_text(page->out, ": ");
	}
	text_coloured(page, colour, verdict);
	buffer_append_byte(page->out, '\n');
}

static void
write_facts(struct text_page *page, const struct document_section *section)
{
	for (size_t i = 0; i < section->fact_count; i++)
		text_rows(page, section->facts[i].label, &section->facts[i].lines);
}

static void
write_section(struct text_page *page, const struct document_section *section)
{
	if (section->detail && !page->style->verbose)
		return;
	buffer_append_byte(page->out, '\n');
	text_coloured(page, TEXT_BOLD, section->heading);
	buffer_append_byte(page->out, '\n');
	write_facts(page, section);
	for (size_t i = 0; i < section->lines.count; i++) {
		buffer_printf(page->out, "%*s", PLAIN_INDENT, "");
		text_append_safe(page->out, section->lines.items[i], "");
		buffer_append_byte(page->out, '\n');
	}
}

/* Where there are several, each is named. */
static void
write_artifact(struct text_page *page, const struct document *document,
	       const struct document_artifact *artifact)
{
	if (!artifact->compared)
		return;
	buffer_append_byte(page->out, '\n');
	if (document->artifact_count > 1 && artifact->name != NULL) {
		text_append_safe(page->out, artifact->name, "");
		buffer_append_text(page->out, ": ");
	}
	comparison_to_text(&artifact->comparison, page->style, page->out);
}

static void
write_whole(const struct document *document, const struct report_style *style,
	    struct buffer *out)
{
	struct text_page page = text_page_on(out, style);
	struct fold fold = { page.columns, 0, 0 };
	bool compared = false;

	page.label = LABEL;
	page.kept = "";
	for (size_t i = 0; i < document->artifact_count; i++)
		compared = compared || document->artifacts[i].compared;
	write_headline(&page, document);
	if (!compared || document->suspicious || document->assisted)
		text_rows(&page, "because", &document->reasons);
	write_facts(&page, &document->about);
	for (size_t i = 0; i < document->artifact_count; i++)
		write_artifact(&page, document, &document->artifacts[i]);
	for (size_t i = 0; i < document->section_count; i++)
		write_section(&page, &document->sections[i]);
	buffer_append_byte(out, '\n');
	fold_append(out, &fold, document_not_judged);
}

static void
write_text(const struct document *document, const struct report_style *style,
	   struct buffer *out)
{
	if (document->whole || document->artifact_count == 0)
		write_whole(document, style, out);
	else
		comparison_to_text(&document->artifacts[0].comparison, style, out);
}

const struct report_form report_form_text = { .name = "text", .write = write_text };
