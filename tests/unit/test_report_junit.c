/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "compare/xml_writer.h"
#include "tests/unit/documents.h"

enum { PAGE_MAX = 1 << 26 };

static void
assert_written(const char *text, const char *expected)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(PAGE_MAX);
	struct xml_writer *writer = xml_begin(&out, XML_KIND_PAGE);

	xml_open(writer, "p");
	xml_attribute(writer, "title", text);
	xml_text(writer, text);
	xml_end(writer);
	assert_string_equal(buffer_text(&out), expected);
}

static void
markup_stays_text(void **state)
{
	(void)state;
	assert_written("<b>&amp;\"'",
		       "<!DOCTYPE html><p title=\"&lt;b&gt;&amp;amp;&quot;'\">"
		       "&lt;b&gt;&amp;amp;&quot;'</p>\n");
	assert_written("]]>", "<!DOCTYPE html><p title=\"]]&gt;\">]]&gt;</p>\n");
}

static void
what_xml_cannot_hold_is_escaped(void **state)
{
	(void)state;
	assert_written("\x01\x1b\x7f\xff",
		       "<!DOCTYPE html><p title=\"\\x01\\x1b\\x7f\\xff\">"
		       "\\x01\\x1b\\x7f\\xff</p>\n");
	assert_written("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd",
		       "<!DOCTYPE html><p title=\"\\u{fffe}\\u{ffff}&#xFFFD;\">"
		       "\\u{fffe}\\u{ffff}\xef\xbf\xbd</p>\n");
	assert_written("\xe2\x80\xae",
		       "<!DOCTYPE html><p title=\"\\u{202e}\">\\u{202e}</p>\n");
}

static void
only_void_elements_have_no_end(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(PAGE_MAX);
	struct xml_writer *writer = xml_begin(&out, XML_KIND_PAGE);

	(void)state;
	xml_open(writer, "div");
	xml_open(writer, "br");
	xml_close(writer);
	xml_element(writer, "td", "a", "");
	xml_end(writer);
	assert_string_equal(buffer_text(&out),
			    "<!DOCTYPE html><div><br/><td class=\"a\"></td></div>\n");
}

static void
a_page_without_room_is_an_overflow(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(40);
	struct xml_writer *writer = xml_begin(&out, XML_KIND_PAGE);

	(void)state;
	for (size_t i = 0; i < 10000; i++)
		xml_element(writer, "p", NULL, "text");
	xml_end(writer);
	assert_true(out.overflow);
}

static void
a_member_is_a_case(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_junit, &document);
	assert_says(&page,
		    "<testsuites name=\"cupel\" tests=\"4\" failures=\"3\" errors=\"0\"");
	assert_says(&page, "name=\"x.tgz//package/2.js\">\n   <failure type=\"alarm\"");
	assert_says(&page, "name=\"x.tgz//package/1.js\">\n   <failure type=\"change\"");
	assert_says(&page, "name=\"x.tgz//package/0.js\">\n   <system-out>note: content");
	assert_says(&page, "name=\"verdict\">\n   <failure type=\"verdict\" "
			   "message=\"different (suspicious)\">");
}

static void
findings_of_one_member_are_one_case(void **state)
{
	cleanup_document struct document document = make_document(3);
	struct finding *findings = document.artifacts[0].comparison.findings;
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	for (size_t i = 1; i < 3; i++)
		replace_text(&findings[i].path, xstrdup(findings[0].path));
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, "tests=\"2\" failures=\"2\"");
	assert_says(&page, "<failure type=\"alarm\"");
	assert_silent(&page, "<failure type=\"change\"");
	assert_says(&page, "change: mode: ");
}

static void
equal_files_pass(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"");
	assert_says(&page, "<system-out>identical</system-out>");
}

static void
not_everything_compared_is_an_error(void **state)
{
	cleanup_document struct document document = make_document_of("depth 32");
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, "<error type=\"verdict\" message=\"incomplete (suspicious)\">"
			   "depth 32</error>");
	assert_says(&page, "name=\"exception\" value=\"applied: depth 32 depth 32: depth "
			   "32 (12 of ");
}

static void
a_road_left_early_is_skipped(void **state)
{
	cleanup_document struct document document = { .whole = true };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, "skipped=\"1\"");
	assert_says(&page, "<skipped message=\"stopped before a verdict\">");
}

static void
an_alarm_on_the_road_is_a_failure(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	document.whole = document.suspicious = true;
	strings_add(&document.reasons, "alarm: orphan commit");
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, "<failure type=\"verdict\" message=\"identical (suspicious)\">"
			   "alarm: orphan commit</failure>");
}

static void
a_case_without_room_says_so(void **state)
{
	cleanup_document struct document document = make_document(5000);
	struct finding *findings = document.artifacts[0].comparison.findings;
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	for (size_t i = 1; i < 5000; i++)
		replace_text(&findings[i].path, xstrdup(findings[0].path));
	write_form(&page, &report_form_junit, &document);
	assert_says(&page, " more, for which there is no room here\n");
	assert_in_range(page.size, 1 << 17, 1 << 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_stays_text),
		cmocka_unit_test(what_xml_cannot_hold_is_escaped),
		cmocka_unit_test(only_void_elements_have_no_end),
		cmocka_unit_test(a_page_without_room_is_an_overflow),
		cmocka_unit_test(a_member_is_a_case),
		cmocka_unit_test(findings_of_one_member_are_one_case),
		cmocka_unit_test(equal_files_pass),
		cmocka_unit_test(not_everything_compared_is_an_error),
		cmocka_unit_test(a_road_left_early_is_skipped),
		cmocka_unit_test(an_alarm_on_the_road_is_a_failure),
		cmocka_unit_test(a_case_without_room_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
