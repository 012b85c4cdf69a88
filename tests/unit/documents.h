/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Documents for the tests of the forms that a report takes. */

#include "base/memory.h"
#include "compare/document.h"

/* One of `count` findings that say different things, of which every third is an alarm. */
static inline struct finding
make_finding(size_t i)
{
	static const enum severity severities[] = { SEVERITY_NOTE, SEVERITY_CHANGE,
						    SEVERITY_ALARM };

	return (struct finding){
		.path = xasprintf("x.tgz//package/%zu.js", i),
		.key = xstrdup(i % 2 == 0 ? "content" : "mode"),
		.kind = i % 2 == 0 ? FINDING_CONTENT : FINDING_FIELD,
		.severity = severities[i % 3],
		.message = xasprintf("finding %c%c%c is this", 'a' + (int)(i / 676 % 26),
				     'a' + (int)(i / 26 % 26), 'a' + (int)(i % 26)),
		.bytes = i,
		.published = { .present = true,
			       .offset = i,
			       .size = 12,
			       .value = xstrdup("0755") },
		.rebuilt = { .present = true,
			     .offset = i,
			     .size = 12,
			     .value = xstrdup("0644") },
		.diff = i % 2 == 0 ? xstrdup("@@ -1 +1 @@\n-a\n+b\n") : NULL,
	};
}

static inline struct comparison
make_comparison(enum outcome outcome)
{
	return (struct comparison){
		.outcome = outcome,
		.published = { .name = xstrdup("x.tgz"), .size = 10, .sha256 = "aa" },
		.rebuilt = { .name = xstrdup("y.tgz"), .size = 11, .sha256 = "bb" },
		.members = 5,
		.members_equal = 4,
		.accounting = { 40, 12, 20, 8 },
	};
}

static inline void
add_findings(struct comparison *comparison, size_t count)
{
	for (size_t i = 0; i < count; i++)
		array_append(comparison->findings, comparison->finding_count,
			     make_finding(i));
	comparison->suspicious = count > 2;
}

static inline void
add_normalized(struct comparison *comparison)
{
	array_append(comparison->normalized, comparison->normalized_count,
		     ((struct normalized){ .rule = xstrdup("tar-mtime/1"),
					   .path = xstrdup("x.tgz//package/a"),
					   .key = xstrdup("mtime"),
					   .published = xstrdup("1"),
					   .count = 17 }));
}

static inline void
add_exception(struct comparison *comparison, const char *text)
{
	array_append(comparison->exceptions, comparison->exception_count,
		     ((struct exception_use){ .path = xstrdup(text),
					      .key = xstrdup(text),
					      .reason = xstrdup(text),
					      .until = xstrdup(text),
					      .most = 40,
					      .bytes = 12,
					      .findings = 1,
					      .state = EXCEPTION_APPLIED }));
}

/* Says everything, all of it with this text in it. */
static inline struct document
make_document_of(const char *text)
{
	struct comparison comparison = make_comparison(OUTCOME_INCOMPLETE);
	struct document document;
	struct finding *finding;

	add_findings(&comparison, 3);
	add_normalized(&comparison);
	finding = &comparison.findings[0];
	replace_text(&finding->path, xstrdup(text));
	replace_text(&finding->key, xstrdup(text));
	replace_text(&finding->message, xstrdup(text));
	replace_text(&finding->published.value, xstrdup(text));
	replace_text(&finding->cause, xstrdup(text));
	replace_text(&finding->hint, xstrdup(text));
	replace_text(&finding->diff, xasprintf("-%s\n", text));
	replace_text(&comparison.findings[1].published.value, xstrdup(text));
	replace_text(&comparison.published.name, xstrdup(text));
	replace_text(&comparison.normalized[0].rule, xstrdup(text));
	replace_text(&comparison.normalized[0].path, xstrdup(text));
	replace_text(&comparison.normalized[0].rebuilt, xstrdup(text));
	strings_add(&comparison.limits, text);
	add_exception(&comparison, text);
	document_of_comparison(&document, &comparison);
	document.whole = true;
	document.title = xstrdup(text);
	replace_text(&document.version, xstrdup(text));
	strings_add(&document.reasons, text);
	strings_add(document_fact(&document.about, "source"), text);
	strings_add(&document_add_section(&document, "Its last lines")->lines, text);
	return document;
}

/* Of `count` findings. */
static inline struct document
make_document(size_t count)
{
	struct comparison comparison =
		make_comparison(count > 0 ? OUTCOME_DIFFERENT : OUTCOME_IDENTICAL);
	struct document document;

	add_findings(&comparison, count);
	document_of_comparison(&document, &comparison);
	return document;
}

static inline void
write_form(struct buffer *page, const struct report_form *form,
	   const struct document *document)
{
	struct report_style style = { 0 };

	buffer_clear(page);
	form->write(document, &style, page);
	assert_false(page->overflow);
}

static inline void
assert_says(const struct buffer *page, const char *text)
{
	if (strstr(buffer_text(page), text) == NULL)
		fail_msg("no \"%s\" in:\n%.4000s", text, buffer_text(page));
}

static inline void
assert_silent(const struct buffer *page, const char *text)
{
	if (strstr(buffer_text(page), text) != NULL)
		fail_msg("\"%s\" in:\n%.4000s", text, buffer_text(page));
}
