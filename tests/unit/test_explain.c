/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/explain.h"

#include "compare/format.h"
#include "tests/unit.h"

enum { MEBIBYTE = 1 << 20 };

#define cleanup_finding __attribute__((cleanup(finding_release)))

static struct limits
limits(void)
{
	struct comparison_options options;

	comparison_options_init(&options);
	return options.limits;
}

static void
explain(struct finding *finding, const struct format *format, struct bytes published,
	struct bytes rebuilt)
{
	struct limits usual = limits();

	finding_release(finding);
	finding->severity = SEVERITY_CHANGE;
	format->explain(finding, published, rebuilt, &usual);
	assert_non_null(finding->message);
}

static void
explain_as_text(struct finding *finding, const char *published, const char *rebuilt)
{
	explain(finding, &format_text, bytes_of_text(published), bytes_of_text(rebuilt));
}

static void
assert_says(const char *text, const char *words)
{
	assert_non_null(text);
	if (strstr(text, words) == NULL)
		fail_msg("no \"%s\" in \"%s\"", words, text);
}

static void
bytes_are_counted_where_they_differ(void **state)
{
	static const uint8_t nul[3];

	(void)state;
	assert_int_equal(explain_count(bytes_of_text("abcdef"), bytes_of_text("abXdeX")),
			 2);
	assert_int_equal(explain_count(bytes_of_text("abcdef"), bytes_of_text("abef")),
			 2);
	assert_int_equal(explain_count(bytes_of_text("aa"), bytes_of_text("aaaa")), 2);
	assert_int_equal(explain_count(bytes_of_text("aXa"), bytes_of_text("aYYa")), 2);
	assert_int_equal(explain_count((struct bytes){ 0 }, BYTES_OF(nul)), 3);
	assert_int_equal(explain_count(bytes_of_text("same"), bytes_of_text("same")), 0);
	assert_int_equal(explain_count((struct bytes){ 0 }, (struct bytes){ 0 }), 0);
}

static void
a_dump_shows_the_rows_that_differ(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain(&finding, &format_raw, bytes_of_text("0123456789abcdefGHIJ\n"),
		bytes_of_text("0123456789abcdefGhiJ\n"));
	assert_string_equal(finding.message, "2 bytes differ, the first at offset 17");
	assert_string_equal(
		finding.diff,
		"-00000010  47 68 69 4a 0a                                   |GhiJ.|\n"
		"+00000010  47 48 49 4a 0a                                   |GHIJ.|\n");
	explain(&finding, &format_raw, bytes_of_text("ab"), bytes_of_text("aB"));
	assert_string_equal(finding.message, "1 byte differs, the first at offset 1");
}

static void
other_sizes_are_said_with_what_was_put_in(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain(&finding, &format_raw, bytes_of_text("abXYef"), bytes_of_text("abef"));
	assert_string_equal(finding.message, "6 bytes published, 4 rebuilt; "
					     "2 at offset 2 only published");
	assert_string_equal(finding.diff,
			    "+00000000  61 62 58 59 65 66                              "
			    "  |abXYef|\n");
	explain(&finding, &format_raw, bytes_of_text("abef"), bytes_of_text("abXYef"));
	assert_says(finding.message, "2 at offset 2 only rebuilt");
	explain(&finding, &format_raw, bytes_of_text("a1b"), bytes_of_text("a22b"));
	assert_says(finding.message, "1 in place of 2 at offset 1");
	assert_says(finding.diff, "-00000000  61 32 32 62");
	assert_says(finding.diff, "+00000000  61 31 62");
}

static void
a_dump_of_much_is_short(void **state)
{
	cleanup_finding struct finding finding = { 0 };
	cleanup_buffer struct buffer zeros = BUFFER_INIT(SIZE_MAX),
				     ones = BUFFER_INIT(SIZE_MAX);

	(void)state;
	for (size_t i = 0; i < 64 * MEBIBYTE; i++) {
		buffer_append_byte(&zeros, 0);
		buffer_append_byte(&ones, 1);
	}
	explain(&finding, &format_raw, buffer_bytes(&zeros), buffer_bytes(&ones));
	assert_says(finding.message, "67108864 bytes differ");
	assert_true(text_ends_with(finding.diff, "... and more\n"));
	assert_true(strlen(finding.diff) < 2048);
	ones.size--;
	explain(&finding, &format_raw, buffer_bytes(&zeros), buffer_bytes(&ones));
	assert_says(finding.diff, "... and more\n");
	assert_true(strlen(finding.diff) < 2048);
}

static void
line_ends_alone_are_told_apart(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, "a\r\nb\r\n", "a\nb\n");
	assert_string_equal(finding.message, "line endings only");
	assert_string_equal(finding.published.value, "CRLF");
	assert_string_equal(finding.rebuilt.value, "LF");
	assert_true(text_starts_with(finding.cause, "crlf, windows-publisher: "));
	assert_says(finding.hint, ".gitattributes");
	explain_as_text(&finding, "a\nb\n", "a\r\nb\n");
	assert_string_equal(finding.message, "line endings only");
	assert_string_equal(finding.rebuilt.value, "CRLF and LF");
	assert_null(strstr(finding.cause, "windows-publisher"));
	assert_null(finding.diff); /* each line would be in it, twice */
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
}

static void
only_crlf_beside_lf_is_a_matter_of_line_ends(void **state)
{
	(void)state;
	assert_true(explain_is_eol(bytes_of_text("a\r\n"), bytes_of_text("a\n")));
	assert_true(explain_is_eol(bytes_of_text("a\n"), bytes_of_text("a\r\n")));
	assert_false(explain_is_eol(bytes_of_text("a\r\nb"), bytes_of_text("a\nc")));
	assert_false(explain_is_eol(bytes_of_text("a\rb"), bytes_of_text("ab")));
	assert_false(explain_is_eol(bytes_of_text("a\r\r\n"), bytes_of_text("a\n")));
	assert_false(explain_is_eol(bytes_of_text("a\n\r"), bytes_of_text("a\n")));
	assert_false(explain_is_eol(bytes_of_text("a\r\n\n"), bytes_of_text("a\n")));
}

static void
blanks_alone_are_told_apart(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, "a\n", "a");
	assert_string_equal(finding.message, "final newline only");
	assert_string_equal(finding.published.value, "with");
	assert_string_equal(finding.rebuilt.value, "without");
	explain_as_text(&finding, "if x:\n\ta\n", "if x:\n        a\n\n");
	assert_string_equal(finding.message, "white space only");
	assert_says(finding.diff, "+\ta\n");
	assert_null(finding.cause);
	explain_as_text(&finding, "ab\n", "a b.\n");
	assert_string_equal(finding.message, "1 line added, 1 removed");
}

static void
lines_in_another_order_are_told_so(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, "B\na\nb\n", "a\nB\nb\n");
	assert_string_equal(finding.message, "the order of lines only");
	assert_says(finding.hint, "LC_ALL=C");
	assert_non_null(finding.diff);
	explain_as_text(&finding, "a\na\nb\n", "b\na\nb\n");
	assert_string_equal(finding.message, "1 line added, 1 removed");
	explain_as_text(&finding, "b\na\nc\n", "a\nb\nd\n");
	assert_null(strstr(finding.message, "order"));
}

static void
of_equal_texts_nothing_is_said(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, "", "");
	assert_string_equal(finding.message, "0 bytes differ");
	assert_null(finding.published.value);
	assert_null(finding.diff);
}

static void
changed_lines_are_counted_and_shown(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, "a\nx\ny\nz\n", "a\nb\n");
	assert_string_equal(finding.message, "3 lines added, 1 removed");
	assert_string_equal(finding.diff, "@@ -1,2 +1,4 @@\n a\n-b\n+x\n+y\n+z\n");
	explain_as_text(&finding, "a\n", "a\nb\nc\n");
	assert_string_equal(finding.message, "2 lines removed");
	explain_as_text(&finding, "a\nb\n", "");
	assert_string_equal(finding.message, "2 lines added");
	assert_null(finding.cause);
}

static void
a_character_that_hides_is_an_alarm_when_published(void **state)
{
	static const char bidi[] = "if (a) { /*\xe2\x80\xae */ }\n",
			  plain[] = "if (a) { /* */ }\n";
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding, bidi, plain);
	assert_int_equal(finding.severity, SEVERITY_ALARM);
	assert_says(finding.message,
		    "1 line added, 1 removed; only the published text has U+202E");
	assert_says(finding.diff, "\\u{202e}");
	explain_as_text(&finding, plain, bidi);
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
	/* As many of them, but not the same. */
	explain_as_text(&finding, "\xe2\x80\xae\n", "\xe2\x80\x8d\n");
	assert_int_equal(finding.severity, SEVERITY_ALARM);
	assert_says(finding.message, "U+202E");
	/* The same one elsewhere. */
	explain_as_text(&finding, "a\n\xe2\x80\x8d\n", "\xe2\x80\x8d\na\n");
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
	/* Tags, far up. */
	explain_as_text(&finding, "\xf3\xa0\x81\x81\n", "\n");
	assert_says(finding.message, "U+E0041");
}

static void
a_byte_order_mark_deceives_at_the_start_only_in_name(void **state)
{
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain_as_text(&finding,
			"\xef\xbb\xbf"
			"a\n",
			"a\n");
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
	explain_as_text(&finding, "a\xef\xbb\xbf\n", "a\n");
	assert_int_equal(finding.severity, SEVERITY_ALARM);
}

static void
a_text_too_large_for_lines_is_explained_as_bytes(void **state)
{
	cleanup_finding struct finding finding = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	(void)state;
	while (text.size < 6 * MEBIBYTE)
		buffer_append_text(&text, "abc\n");
	explain(&finding, &format_text, buffer_bytes(&text), bytes_of_text("xyz"));
	assert_says(finding.message, "6291456 bytes published, 3 rebuilt");
	assert_says(finding.message, "too large to compare by line");
	assert_non_null(finding.diff);
}

static void
text_has_no_control_bytes(void **state)
{
	static const uint8_t nul[] = { 'a', 0, 'b' }, latin[] = { 'a', 0xe9, 'b' },
			     control[] = { 'a', 0x90, 'b' };
	cleanup_buffer struct buffer large = BUFFER_INIT(SIZE_MAX);

	(void)state;
	assert_true(format_text.recognize(bytes_of_text("a\t\r\n\f\v\033[0m\xc3\xa9")) >
		    1);
	assert_true(format_text.recognize((struct bytes){ 0 }) > 1);
	assert_int_equal(format_text.recognize(BYTES_OF(nul)), 0);
	/* ISO 8859-1, perhaps. */
	assert_true(format_text.recognize(BYTES_OF(latin)) > 1);
	assert_true(format_text.recognize(BYTES_OF(latin)) <
		    format_text.recognize(bytes_of_text("a")));
	assert_int_equal(format_text.recognize(BYTES_OF(control)), 0);
	assert_int_equal(format_text.recognize(bytes_of_text("\x7f")), 0);
	/* A character across the end of what is looked at. */
	buffer_append_byte(&large, 'a');
	while (large.size < 2 * MEBIBYTE)
		buffer_append_text(&large, "\xc3\xa9");
	assert_true(format_text.recognize(buffer_bytes(&large)) > 1);
	assert_int_equal(format_raw.recognize(BYTES_OF(nul)), 1);
}

static void
json_is_what_parses(void **state)
{
	(void)state;
	assert_true(format_json.recognize(bytes_of_text(" {\"a\": [1]}\n")) >
		    format_text.recognize(bytes_of_text(" {\"a\": [1]}\n")));
	assert_true(format_json.recognize(bytes_of_text("{\"a\":1,\"a\":2}")) > 0);
	assert_int_equal(format_json.recognize(bytes_of_text("{ return 1; }")), 0);
	assert_int_equal(format_json.recognize(bytes_of_text("\"text\"")), 0);
	assert_int_equal(format_json.recognize((struct bytes){ 0 }), 0);
}

static void
equal_values_of_json_are_said(void **state)
{
	static const char same[] = "the same values";
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain(&finding, &format_json, bytes_of_text("{\"a\":1,\"b\":2}\n"),
		bytes_of_text("{\"b\":2,\"a\":1}\n"));
	assert_says(finding.message, same);
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
	explain(&finding, &format_json, bytes_of_text("{\"a\":1}\n"),
		bytes_of_text("{\"a\":2}\n"));
	assert_null(strstr(finding.message, same));
	explain(&finding, &format_json, bytes_of_text("{\"a\":1}"),
		bytes_of_text("{\"a\":1"));
	assert_null(strstr(finding.message, same));
}

static void
a_key_that_stands_twice_is_an_alarm_when_published(void **state)
{
	static const char twice[] = "{\"a\":2,\"a\":1}", once[] = "{\"a\":1}";
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	explain(&finding, &format_json, bytes_of_text(twice), bytes_of_text(once));
	assert_int_equal(finding.severity, SEVERITY_ALARM);
	assert_says(finding.message, "a key stands twice");
	explain(&finding, &format_json, bytes_of_text(once), bytes_of_text(twice));
	assert_int_equal(finding.severity, SEVERITY_CHANGE);
	assert_null(strstr(finding.message, "the same values"));
}

static void
every_start_of_a_file_can_be_explained(void **state)
{
	static const char text[] =
		"{\"a\": [1, 2,\r\n \"\xe2\x80\xae\xf0\x9f\x98\x80\"],\n"
		"\"b\": null, \"a\": {}}\r\r\n\n";
	static const struct format *const formats[] = { &format_json, &format_text,
							&format_raw };
	struct bytes whole = bytes_of_text(text);
	cleanup_finding struct finding finding = { 0 };

	(void)state;
	for (size_t f = 0; f < 3; f++)
		for (size_t size = 0; size < whole.size; size++) {
			struct bytes start = bytes_slice(whole, 0, size);

			(void)formats[f]->recognize(start);
			explain(&finding, formats[f], start, whole);
			assert_true(finding.message[0] != '\0');
			explain(&finding, formats[f], whole, start);
			assert_true(finding.message[0] != '\0');
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_counted_where_they_differ),
		cmocka_unit_test(a_dump_shows_the_rows_that_differ),
		cmocka_unit_test(other_sizes_are_said_with_what_was_put_in),
		cmocka_unit_test(a_dump_of_much_is_short),
		cmocka_unit_test(line_ends_alone_are_told_apart),
		cmocka_unit_test(only_crlf_beside_lf_is_a_matter_of_line_ends),
		cmocka_unit_test(blanks_alone_are_told_apart),
		cmocka_unit_test(lines_in_another_order_are_told_so),
		cmocka_unit_test(of_equal_texts_nothing_is_said),
		cmocka_unit_test(changed_lines_are_counted_and_shown),
		cmocka_unit_test(a_character_that_hides_is_an_alarm_when_published),
		cmocka_unit_test(a_byte_order_mark_deceives_at_the_start_only_in_name),
		cmocka_unit_test(a_text_too_large_for_lines_is_explained_as_bytes),
		cmocka_unit_test(text_has_no_control_bytes),
		cmocka_unit_test(json_is_what_parses),
		cmocka_unit_test(equal_values_of_json_are_said),
		cmocka_unit_test(a_key_that_stands_twice_is_an_alarm_when_published),
		cmocka_unit_test(every_start_of_a_file_can_be_explained),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
