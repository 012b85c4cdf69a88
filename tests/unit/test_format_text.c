/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/text_encoding.h"

#include "tests/unit/leaf.h"

#define TEXT(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

#define LATIN1 TEXT("caf\xe9 au lait\n")
#define UTF8   TEXT("caf\xc3\xa9 au lait\n")
#define UTF8_BOM                                                                         \
	TEXT("\xef\xbb\xbf"                                                              \
	     "caf\xc3\xa9 au lait\n")
#define UTF16_LE                                                                         \
	TEXT("\xff\xfe"                                                                  \
	     "c\0a\0f\0\xe9\0 \0a\0u\0 \0l\0a\0i\0t\0\n\0")
#define UTF16_BE TEXT("\xfe\xff\0c\0a\0f\0\xe9\0 \0a\0u\0 \0l\0a\0i\0t\0\n")

static void
encodings_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(text_encoding_of(UTF8), TEXT_UTF8);
	assert_int_equal(text_encoding_of(UTF8_BOM), TEXT_UTF8_BOM);
	assert_int_equal(text_encoding_of(UTF16_LE), TEXT_UTF16_LE);
	assert_int_equal(text_encoding_of(UTF16_BE), TEXT_UTF16_BE);
	assert_int_equal(text_encoding_of(LATIN1), TEXT_LATIN1);
	assert_int_equal(text_encoding_of(TEXT("caf\xe9\0")), TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("caf\x8f\n")), TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("\xe9\xe8\xf1z")), TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("\xff\xfe"
					       "a\0b")),
			 TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("\xff\xfe\0\xd8"
					       "a\0")),
			 TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("\xff\xfe\0\xdc")), TEXT_NONE);
	assert_int_equal(text_encoding_of(TEXT("")), TEXT_UTF8);
}

static void
every_encoding_says_the_same(void **state)
{
	const struct bytes all[] = { LATIN1, UTF8, UTF8_BOM, UTF16_LE, UTF16_BE };

	(void)state;
	for (size_t i = 0; i < array_length(all); i++) {
		cleanup_buffer struct buffer out = LEAF_INIT;

		text_to_utf8(all[i], text_encoding_of(all[i]), &out);
		assert_true(bytes_equal(buffer_bytes(&out), UTF8));
		assert_true(format_text.recognize(all[i]) > format_raw.recognize(all[i]));
	}
}

static void
points_beyond_16_bits_are_pairs(void **state)
{
	cleanup_buffer struct buffer out = LEAF_INIT;

	(void)state;
	text_to_utf8(TEXT("\xff\xfe\x3d\xd8\x00\xde"), TEXT_UTF16_LE, &out);
	assert_string_equal(buffer_text(&out), "\xf0\x9f\x98\x80");
	buffer_clear(&out);
	text_to_utf8(TEXT("\xff\xfe\x3d\xd8"), TEXT_UTF16_LE, &out);
	assert_string_equal(buffer_text(&out), "\xef\xbf\xbd");
}

static void
an_encoding_is_a_fact_beside_what_the_text_says(void **state)
{
	(void)state;
	leaf_expect(UTF16_LE, UTF8, "content", SEVERITY_CHANGE, "the encoding only");
	leaf_expect(UTF8_BOM, UTF8, "content", SEVERITY_CHANGE, "the encoding only");
	leaf_expect(LATIN1, UTF8, "content", SEVERITY_CHANGE, "the encoding only");
	leaf_expect(TEXT("caf\xe9 noir\n"), UTF8, "content", SEVERITY_CHANGE,
		    "1 line added, 1 removed; ISO 8859-1 published, UTF-8 rebuilt");
	leaf_expect(TEXT("caf\xe9 noir\n"), LATIN1, "content", SEVERITY_CHANGE,
		    "1 line added, 1 removed; in ISO 8859-1");
	leaf_judge(UTF16_LE, UTF8, NULL);
}

/* U+202E, right to left from here on, before "x". */
static void
a_deceptive_character_is_an_alarm_in_every_encoding(void **state)
{
	(void)state;
	leaf_expect(TEXT("a \xe2\x80\xaex\n"), TEXT("a x\n"), "content", SEVERITY_ALARM,
		    "U+202E");
	leaf_expect(TEXT("\xff\xfe"
			 "a\0 \0\x2e\x20x\0\n\0"),
		    TEXT("\xff\xfe"
			 "a\0 \0x\0\n\0"),
		    "content", SEVERITY_ALARM, "U+202E");
	leaf_expect(TEXT("a x\n"), TEXT("a \xe2\x80\xaex\n"), "content", SEVERITY_CHANGE,
		    "1 line added");
}

static void
line_ends_are_excused_by_their_rule_and_have_one_form(void **state)
{
	const struct bytes crlf = TEXT("a\r\nb\r\n"), lf = TEXT("a\nb\n");
	const struct bytes lone = TEXT("a\rb\r\n");

	(void)state;
	leaf_judge_so(crlf, lf, "archive", "eol/1");
	assert_true(leaf_has_one_form(crlf, lf, "archive"));
	leaf_judge(crlf, lf, NULL);
	leaf_judge_so(lone, lf, "archive", NULL);
	assert_false(leaf_has_one_form(lone, lf, "archive"));
	/* JSON is text too. */
	leaf_judge_so(TEXT("{\"a\":\r\n1}"), TEXT("{\"a\":\n1}"), "archive", "eol/1");
	assert_true(
		leaf_has_one_form(TEXT("{\"a\":\r\n1}"), TEXT("{\"a\":\n1}"), "archive"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings_are_told_apart),
		cmocka_unit_test(every_encoding_says_the_same),
		cmocka_unit_test(points_beyond_16_bits_are_pairs),
		cmocka_unit_test(an_encoding_is_a_fact_beside_what_the_text_says),
		cmocka_unit_test(a_deceptive_character_is_an_alarm_in_every_encoding),
		cmocka_unit_test(line_ends_are_excused_by_their_rule_and_have_one_form),
	};

	return cmocka_run_group_tests_name("format_text", tests, NULL, NULL);
}
