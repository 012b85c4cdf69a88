/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "tests/unit/documents.h"

enum { PAGE_MAX = 1 << 28 };

static void
the_verdict_stands_on_top(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	const char *text;

	(void)state;
	write_form(&page, &report_form_html, &document);
	text = buffer_text(&page);
	assert_true(bytes_start_with(buffer_bytes(&page),
				     bytes_of_text("<!DOCTYPE html>\n")));
	assert_says(&page, "<title>different (suspicious): x.tgz</title>");
	assert_says(&page, "<header class=\"bad\">");
	assert_says(&page, "<span class=\"word\">different</span>");
	assert_says(&page, "1 alarm, 1 change, 1 note");
	assert_true(strstr(text, "class=\"finding alarm\" open") <
		    strstr(text, "class=\"finding change\" open"));
	assert_says(&page, "class=\"finding note\"><summary>"); /* folded */
	assert_says(&page, "It has not judged the source itself.");
}

static void
it_needs_nothing_else(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "content=\"default-src 'none'; style-src 'unsafe-inline'; ");
	assert_silent(&page, "<script");
	assert_silent(&page, "<link");
	assert_silent(&page, "<img");
	assert_silent(&page, "src=");
	assert_silent(&page, "href=");
	assert_silent(&page, "url(");
}

static void
hostile_text_stays_text(void **state)
{
	cleanup_document struct document document =
		make_document_of("</style></title></pre><script>\"'&]]>");
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_html, &document);
	assert_silent(&page, "<script");
	assert_says(&page, "&lt;/style&gt;&lt;/title&gt;&lt;/pre&gt;&lt;script&gt;"
			   "&quot;'&amp;]]&gt;");
}

static void
lines_of_a_diff_are_told_apart(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_html, &document);
	assert_says(&page,
		    "<span class=\"hunk\">@@ -1 +1 @@\n</span>"
		    "<span class=\"gone\">-a\n</span><span class=\"add\">+b\n</span>");
}

static void
equal_files_make_a_short_page(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "<header class=\"fine\">");
	assert_says(&page, "Both sides are the same bytes.");
	assert_silent(&page, "Findings");
	assert_silent(&page, "Normalised");
}

static void
a_document_that_says_nothing_is_written(void **state)
{
	cleanup_document struct document document = { 0 };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "no verdict");
}

static void
limits_rules_and_digests_are_told(void **state)
{
	cleanup_document struct document document = make_document_of("depth 32");
	struct comparison *comparison = &document.artifacts[0].comparison;
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	replace_text(&comparison->normalized[0].rule, xstrdup("gzip-os/1"));
	memset(comparison->published.sha512, 'e', 128);
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "<strong>Not everything was compared.</strong>");
	assert_says(&page, "<li>depth 32</li>");
	assert_says(&page, "<strong>applied</strong> <code>depth 32</code>");
	assert_says(&page, "12 of at most 40 bytes, until depth 32");
	assert_says(&page, "<code>gzip-os/1</code>");
	assert_says(&page, "It names the system that compressed; readers ignore it.");
	assert_says(&page, "It could hide: ");
	assert_says(&page, "sha256:aa</p>");
	assert_says(&page, "sha512:eeeeeeee");
	assert_says(&page, "Compared by cupel depth 32.");
}

static void
what_repeats_itself_is_folded(void **state)
{
	cleanup_document struct document document = make_document(30);
	struct finding *findings = document.artifacts[0].comparison.findings;
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	for (size_t i = 0; i < 30; i++) {
		replace_text(&findings[i].message, xasprintf("%zu lines", i));
		replace_text(&findings[i].key, xstrdup("mode"));
		findings[i].kind = FINDING_FIELD;
		findings[i].severity = SEVERITY_CHANGE;
	}
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "<summary>and 29 more of this kind</summary>");
	assert_says(&page,
		    "<code><span class=\"outer\">x.tgz//</span>package/7.js</code>");
}

static void
large_numbers_are_grouped(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	document.artifacts[0].comparison.accounting =
		(struct accounting){ UINT64_MAX, 1234, 0, UINT64_MAX - 1234 };
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "18\xe2\x80\xaf"
			   "446\xe2\x80\xaf"
			   "744\xe2\x80\xaf"
			   "073\xe2\x80\xaf"
			   "709\xe2\x80\xaf"
			   "551\xe2\x80\xaf"
			   "615");
	assert_says(&page, "<b>1\xe2\x80\xaf"
			   "234</b> in findings");
	assert_says(&page, "class=\"f\" style=\"width:0.5%\"");
}

static void
a_page_that_is_cut_says_so(void **state)
{
	cleanup_document struct document document = make_document(8000);
	struct finding *findings = document.artifacts[0].comparison.findings;
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	/* Each of its own kind. */
	for (size_t i = 0; i < 8000; i++)
		replace_text(&findings[i].key, xasprintf("key %zu", i));
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "In a line each");
	assert_says(&page, "And 2000 more, by folder and kind");
	assert_says(&page, "This page is cut");
}

static void
several_artifacts_have_a_verdict_each(void **state)
{
	cleanup_document struct document document = make_document(3),
					 other = make_document(0);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	array_append(document.artifacts, document.artifact_count, other.artifacts[0]);
	other.artifact_count = 0;
	write_form(&page, &report_form_html, &document);
	assert_says(&page, "<div class=\"card bad\"><h2>");
	assert_says(&page, "<div class=\"card fine\"><h2>");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_verdict_stands_on_top),
		cmocka_unit_test(it_needs_nothing_else),
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(lines_of_a_diff_are_told_apart),
		cmocka_unit_test(equal_files_make_a_short_page),
		cmocka_unit_test(a_document_that_says_nothing_is_written),
		cmocka_unit_test(limits_rules_and_digests_are_told),
		cmocka_unit_test(what_repeats_itself_is_folded),
		cmocka_unit_test(large_numbers_are_grouped),
		cmocka_unit_test(a_page_that_is_cut_says_so),
		cmocka_unit_test(several_artifacts_have_a_verdict_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
