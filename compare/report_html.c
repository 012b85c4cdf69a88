/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as one page of HTML that needs nothing else: no script, no font, no
 * picture. A policy in it forbids the browser to load or run anything, should a text ever
 * get out of its element in spite of libxml2's escaping.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/html.h"
#include "compare/ranking.h"

static const char policy[] = "default-src 'none'; style-src 'unsafe-inline'; "
			     "base-uri 'none'; form-action 'none'";

/* Which tone a verdict has: nothing is said by a colour alone. */
static const char *
tone_of(bool decided, enum outcome outcome, bool suspicious)
{
	if (!decided)
		return "open";
	if (suspicious || outcome == OUTCOME_DIFFERENT)
		return "bad";
	return outcome == OUTCOME_IDENTICAL || outcome == OUTCOME_EQUIVALENT ? "fine"
									     : "open";
}

static void
write_meta(struct xml_writer *writer, const char *name, const char *content)
{
	xml_open(writer, "meta");
	xml_attribute(writer, "name", name);
	xml_attribute(writer, "content", content);
	xml_close(writer);
}

static const char *
subject_of(const struct document *document)
{
	if (document->title != NULL)
		return document->title;
	return document->artifact_count > 0 ? document->artifacts[0].name : NULL;
}

static void
write_head(struct xml_writer *writer, const struct document *document)
{
	cleanup_free char *verdict = document_verdict(document);
	const char *subject = subject_of(document);

	xml_open(writer, "head");
	xml_open(writer, "meta");
	xml_attribute(writer, "charset", "utf-8");
	xml_close(writer);
	xml_open(writer, "meta");
	xml_attribute(writer, "http-equiv", "Content-Security-Policy");
	xml_attribute(writer, "content", policy);
	xml_close(writer);
	write_meta(writer, "viewport", "width=device-width, initial-scale=1");
	write_meta(writer, "color-scheme", "light dark");
	write_meta(writer, "referrer", "no-referrer");
	xml_open(writer, "title");
	xml_format(writer, "%s%s%s", verdict, subject != NULL ? ": " : "",
		   subject != NULL ? subject : "");
	xml_close(writer);
	xml_open(writer, "style");
	xml_raw(writer, html_style);
	xml_close(writer);
	xml_close(writer);
	xml_lines(writer, "\n");
}

static void
write_word(struct xml_writer *writer, const char *name, const char *word, bool suspicious,
	   bool assisted)
{
	xml_open(writer, name);
	xml_element(writer, "span", "word", word);
	if (suspicious)
		xml_element(writer, "span", "tag", "suspicious");
	if (assisted)
		xml_element(writer, "span", "tag", "assisted");
	xml_close(writer);
}

static void
write_meaning(struct xml_writer *writer, const struct document *document)
{
	html_open(writer, "p", "meaning");
	if (!document->decided)
		xml_text(writer, "The road was left before there was a verdict.");
	else
		xml_format(writer, "%s%s", outcome_meaning(document->outcome),
			   document->suspicious ? " There is an alarm: a change that an "
						  "attacker would want."
						: "");
	xml_close(writer);
}

static void
write_header(struct xml_writer *writer, const struct document *document)
{
	const char *subject = subject_of(document);

	html_open(writer, "header",
		  tone_of(document->decided, document->outcome, document->suspicious));
	xml_open(writer, "div");
	xml_element(writer, "p", "brand", "cupel");
	write_word(writer, "h1",
		   document->decided ? outcome_name(document->outcome) : "no verdict",
		   document->suspicious, document->assisted);
	write_meaning(writer, document);
	if (subject != NULL) {
		html_open(writer, "p", "subject");
		xml_element(writer, "code", NULL, subject);
		xml_close(writer);
	}
	if (document->artifact_count == 1)
		html_account(writer, &document->artifacts[0].comparison);
	xml_close(writer);
	xml_close(writer);
	xml_lines(writer, "\n");
}

static void
write_facts(struct xml_writer *writer, const struct document_section *section)
{
	html_open(writer, "dl", "facts");
	for (size_t i = 0; i < section->fact_count; i++) {
		const struct document_fact *fact = &section->facts[i];

		for (size_t line = 0; line < fact->lines.count; line++) {
			xml_element(writer, "dt", NULL, line == 0 ? fact->label : "");
			xml_element(writer, "dd", NULL, fact->lines.items[line]);
		}
	}
	xml_close(writer);
}

static bool
has_facts(const struct document_section *section)
{
	for (size_t i = 0; i < section->fact_count; i++)
		if (section->facts[i].lines.count > 0)
			return true;
	return false;
}

static void
write_lines(struct xml_writer *writer, const char *class, const struct strings *lines)
{
	html_open(writer, "ul", class);
	for (size_t i = 0; i < lines->count; i++)
		xml_element(writer, "li", NULL, lines->items[i]);
	xml_close(writer);
}

static void
write_plain(struct xml_writer *writer, const struct strings *lines)
{
	if (lines->count == 0)
		return;
	xml_open(writer, "pre");
	xml_attribute(writer, "tabindex", "0");
	for (size_t i = 0; i < lines->count; i++) {
		xml_open(writer, "span");
		xml_text(writer, lines->items[i]);
		xml_lines(writer, "\n");
		xml_close(writer);
	}
	xml_close(writer);
}

static void
write_inside(struct xml_writer *writer, const struct document_section *section)
{
	bool unnamed = section->fact_count == 1 && section->facts[0].label[0] == '\0';

	if (unnamed)
		write_lines(writer, NULL, &section->facts[0].lines);
	else if (has_facts(section))
		write_facts(writer, section);
	write_plain(writer, &section->lines);
}

/* A detail is folded. */
static void
write_section(struct xml_writer *writer, const struct document_section *section)
{
	if (!section->detail)
		xml_element(writer, "h2", NULL, section->heading);
	html_open(writer, "section", "card");
	if (section->detail) {
		html_open(writer, "details", "others");
		xml_element(writer, "summary", NULL, section->heading);
	}
	write_inside(writer, section);
	if (section->detail)
		xml_close(writer);
	xml_close(writer);
}

static void
write_about(struct xml_writer *writer, const struct document *document)
{
	if (document->reasons.count > 0) {
		xml_element(writer, "h2", NULL, "Why");
		html_open(writer, "section", "card");
		write_lines(writer, NULL, &document->reasons);
		xml_close(writer);
	}
	if (has_facts(&document->about)) {
		xml_element(writer, "h2", NULL, "How it was found and built");
		html_open(writer, "section", "card");
		write_facts(writer, &document->about);
		xml_close(writer);
	}
}

static void
write_limits(struct xml_writer *writer, const struct strings *limits)
{
	if (limits->count == 0)
		return;
	html_open(writer, "section", "card warning");
	xml_open(writer, "p");
	xml_element(writer, "strong", NULL, "Not everything was compared.");
	xml_text(writer, " What differs beyond these limits is not known:");
	xml_close(writer);
	write_lines(writer, NULL, limits);
	xml_close(writer);
}

/* Where there are several, each begins with its name and its own verdict. */
static void
write_artifact_head(struct xml_writer *writer, const struct document_artifact *artifact)
{
	xml_open(writer, "div");
	xml_attribute_format(writer, "class", "card %s",
			     tone_of(true, artifact->outcome, artifact->suspicious));
	write_word(writer, "h2", outcome_name(artifact->outcome), artifact->suspicious,
		   false);
	xml_element(writer, "code", NULL,
		    artifact->name != NULL ? artifact->name : "unnamed");
	html_account(writer, &artifact->comparison);
	xml_close(writer);
}

static void
write_artifact(struct xml_writer *writer, const struct document *document,
	       const struct document_artifact *artifact)
{
	const struct comparison *comparison = &artifact->comparison;

	if (document->artifact_count > 1)
		write_artifact_head(writer, artifact);
	if (!artifact->compared)
		return;
	write_limits(writer, &comparison->limits);
	html_findings(writer, comparison);
	html_exceptions(writer, comparison);
	html_ledger(writer, comparison);
	html_digests(writer, comparison);
	if (comparison->members > 0) {
		html_open(writer, "p", "subject");
		html_number(writer, comparison->members_equal);
		xml_text(writer, " of ");
		html_number(writer, comparison->members);
		xml_text(writer, " files are equal.");
		xml_close(writer);
	}
}

static void
write_body(struct xml_writer *writer, const struct document *document)
{
	xml_open(writer, "body");
	write_header(writer, document);
	xml_open(writer, "main");
	if (document->whole)
		write_about(writer, document);
	for (size_t i = 0; i < document->artifact_count; i++)
		write_artifact(writer, document, &document->artifacts[i]);
	for (size_t i = 0; i < document->section_count; i++)
		write_section(writer, &document->sections[i]);
	xml_close(writer);
	xml_open(writer, "footer");
	xml_element(writer, "p", NULL, document_not_judged);
	xml_open(writer, "p");
	xml_format(writer, "Compared by cupel %s.",
		   document->version != NULL ? document->version : PACKAGE_VERSION);
	xml_close(writer);
	xml_close(writer);
	xml_close(writer);
}

static void
write_html(const struct document *document, const struct report_style *style,
	   struct buffer *out)
{
	struct xml_writer *writer = xml_begin(out, XML_KIND_PAGE);

	(void)style;
	xml_lines(writer, "\n");
	xml_open(writer, "html");
	xml_attribute(writer, "lang", "en");
	write_head(writer, document);
	write_body(writer, document);
	xml_end(writer);
}

const struct report_form report_form_html = { .name = "html", .write = write_html };
