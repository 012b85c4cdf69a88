/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "compare/markdown.h"
#include "tests/unit/documents.h"

enum { PAGE_MAX = 1 << 24, COMMENT_MAX = 65536 };

static void
assert_code(const char *text, const char *expected)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(PAGE_MAX);

	markdown_code(&out, text, 40);
	assert_string_equal(buffer_text(&out), expected);
}

static void
a_code_span_is_closed_by_more_backticks_than_it_holds(void **state)
{
	(void)state;
	assert_code("plain", "`plain`");
	assert_code("a`b", "``a`b``");
	assert_code("a``b`c", "```a``b`c```");
	assert_code("`", "`` ` ``");
	assert_code("```", "```` ``` ````");
	assert_code(" a ", "`  a  `");
	assert_code("", "(empty)");
	assert_code("  ", "(spaces)");
}

static void
a_code_span_is_one_line_and_one_cell(void **state)
{
	(void)state;
	assert_code("a\nb\r|c", "`a\\x0ab\\x0d\\x7cc`");
	assert_code("\xe2\x80\xae", "`\\u{202e}`");
	assert_code("a\\x0ab", "`a\\x0ab`"); /* escaped already */
}

static void
a_long_code_span_is_cut_between_code_points(void **state)
{
	(void)state;
	assert_code("0123456789012345678901234567890123456789",
		    "`0123456789012345678901234567890123456789`");
	assert_code("012345678901234567890123456789012345678\xc3\xa9",
		    "`012345678901234567890123456789012345678...`");
}

static void
assert_words(const char *text, bool plain)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(PAGE_MAX);

	markdown_words(&out, text, 100);
	assert_int_equal(strcmp(buffer_text(&out), text) == 0, plain);
	if (!plain)
		assert_int_equal(out.data[0], '`');
}

static void
words_are_plain_only_where_they_are_no_markup(void **state)
{
	(void)state;
	assert_words("12 lines added, 1 removed: \"mode\" (0755)", true);
	assert_words("see https://example.org", false);
	assert_words("see WWW.example.org", false);
	assert_words("ask @everyone", false);
	assert_words("closes #1", false);
	assert_words("closes GH-1", false);
	assert_words("*bold*", false);
	assert_words("<b>", false);
	assert_words("a&amp;b", false);
	assert_words("1. item", false);
	assert_words("- item", false);
	assert_words("a\nb", false);
}

static void
a_fence_is_longer_than_any_run_inside(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(PAGE_MAX);

	(void)state;
	assert_true(markdown_diff(&out, "+a\n+````\n-\tb\n", 10, 100));
	assert_string_equal(buffer_text(&out), "`````diff\n+a\n+````\n-\tb\n`````\n");
	buffer_clear(&out);
	assert_false(markdown_diff(&out, "+a\n+b\n", 1, 100));
	assert_string_equal(buffer_text(&out), "```diff\n+a\n```\n");
	buffer_clear(&out);
	assert_false(markdown_diff(&out, "+abcdefgh\n", 10, 4));
	assert_string_equal(buffer_text(&out), "```diff\n+abc\n```\n");
}

static void
the_verdict_stands_first(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_markdown, &document);
	assert_true(
		bytes_start_with(buffer_bytes(&page),
				 bytes_of_text("## cupel: different (suspicious)\n")));
	assert_says(&page, "| found | 1 alarm, 1 change, 1 note |");
	assert_says(&page, "| files | 4 of 5 equal |");
	assert_says(&page, "40 differ: 12 in findings, 20 normalised, 8 follow");
	assert_says(&page, "#### alarm: `x.tgz//package/2.js`\n");
	assert_says(&page, "```diff\n@@ -1 +1 @@\n-a\n+b\n```\n");
	assert_says(&page, "#### change: `x.tgz//package/1.js` `mode`\n");
	assert_says(&page, "- published: `0755`\n- rebuilt: `0644`\n");
	assert_silent(&page, "Cut");
	assert_true(strstr(buffer_text(&page), "alarm: ") <
		    strstr(buffer_text(&page), "change: "));
}

static void
equal_files_make_a_short_report(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_markdown, &document);
	assert_says(&page, "## cupel: identical\n");
	assert_says(&page, "| published | `x.tgz` | 10 | aa |");
	assert_silent(&page, "### Findings");
	assert_silent(&page, "### Normalised");
	assert_says(&page, "It has not judged the source itself.");
}

static void
a_document_that_says_nothing_is_written(void **state)
{
	cleanup_document struct document document = { 0 };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_markdown, &document);
	assert_says(&page, "## cupel: stopped before a verdict\n");
}

static void
limits_and_rules_are_told(void **state)
{
	cleanup_document struct document document = make_document_of("depth 32");
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_markdown, &document);
	assert_says(&page, "**Not everything was compared:**\n\n- depth 32\n");
	assert_says(&page, "| applied | `depth 32` `depth 32` | depth 32 | "
			   "12 of at most 40 bytes, until depth 32 |");
	assert_says(&page, "| `depth 32` | 17 | `depth 32` `mtime` | `depth 32` | `1` |");
	assert_says(&page,
		    "\n- depth 32\n\n| | |\n| --- | --- |\n| source | depth 32 |\n");
	assert_says(&page, "\n### Its last lines\n\n```diff\ndepth 32\n```\n");
}

static void
it_never_grows_beyond_a_comment(void **state)
{
	cleanup_document struct document document = make_document(3000);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	write_form(&page, &report_form_markdown, &document);
	assert_in_range(page.size, COMMENT_MAX / 2, COMMENT_MAX);
	assert_says(&page, "**Cut:** of 3000 findings ");
	assert_says(&page, "cut to the 65536 characters of a comment");
	assert_says(&page, "#### In a line each");
	assert_says(&page, "| published | `x.tgz` | 10 | aa |"); /* the end is there */
	assert_says(&page, "It has not judged the source itself.");
}

static void
many_artifacts_share_the_room(void **state)
{
	cleanup_document struct document document = make_document(50);
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	for (size_t i = 1; i < 300; i++) {
		struct document other = make_document(i == 1 ? 600 : 20);

		array_append(document.artifacts, document.artifact_count,
			     other.artifacts[0]);
		other.artifact_count = 0;
		document_release(&other);
	}
	write_form(&page, &report_form_markdown, &document);
	assert_in_range(page.size, 0, COMMENT_MAX);
	assert_says(&page, " artifacts more.");
	assert_says(&page, "It has not judged the source itself.");
}

static void
one_huge_text_leaves_room_for_the_rest(void **state)
{
	static char huge[(1 << 20) - 2];
	cleanup_document struct document document = { 0 };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);

	(void)state;
	memset(huge, '`', sizeof(huge) - 1);
	document = make_document_of(huge);
	write_form(&page, &report_form_markdown, &document);
	assert_in_range(page.size, 0, COMMENT_MAX);
	assert_says(&page, "incomplete");
	assert_says(&page, "x.tgz//package/2.js");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_span_is_closed_by_more_backticks_than_it_holds),
		cmocka_unit_test(a_code_span_is_one_line_and_one_cell),
		cmocka_unit_test(a_long_code_span_is_cut_between_code_points),
		cmocka_unit_test(words_are_plain_only_where_they_are_no_markup),
		cmocka_unit_test(a_fence_is_longer_than_any_run_inside),
		cmocka_unit_test(the_verdict_stands_first),
		cmocka_unit_test(equal_files_make_a_short_report),
		cmocka_unit_test(a_document_that_says_nothing_is_written),
		cmocka_unit_test(limits_and_rules_are_told),
		cmocka_unit_test(it_never_grows_beyond_a_comment),
		cmocka_unit_test(many_artifacts_share_the_room),
		cmocka_unit_test(one_huge_text_leaves_room_for_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
