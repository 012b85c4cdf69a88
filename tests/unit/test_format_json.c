/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/json_form.h"

#include "tests/unit/leaf.h"

static void
assert_form(const char *document, bool sorted, const char *form)
{
	cleanup_buffer struct buffer out = LEAF_INIT;

	assert_int_equal(json_form(bytes_of_text(document), sorted, &out), 0);
	assert_string_equal(buffer_text(&out), form);
}

static void
a_form_has_no_white_space_and_keys_in_order(void **state)
{
	(void)state;
	assert_form(" { \"b\" : [ 1 , true ] ,\n\"a\": {} } ", false,
		    "{\"b\":[1,true,],\"a\":{},}");
	assert_form(" { \"b\" : [ 2 , 1 ] ,\n\"a\": {} } ", true,
		    "{\"a\":{},\"b\":[2,1,],}");
	assert_form("[]", true, "[]");
	assert_form("\"x\"", true, "\"x\"");
}

static void
texts_have_one_spelling_and_numbers_stay_as_they_are(void **state)
{
	(void)state;
	assert_form("[\"\\u0061\\/\\n\\\"\"]", false, "[\"a/\\u000a\\u0022\",]");
	assert_form("[\"\xc3\xa4\", \"\\u00E4\"]", false, "[\"\\u00e4\",\"\\u00e4\",]");
	assert_form("[\"\xf0\x9f\x98\x80\", \"\\ud83d\\uDE00\"]", false,
		    "[\"\\ud83d\\ude00\",\"\\ud83d\\ude00\",]");
	assert_form("[1.0, 1, 1e400, 123456789012345678901234567890]", true,
		    "[1.0,1,1e400,123456789012345678901234567890,]");
}

static void
every_start_of_a_document_has_a_form_or_none(void **state)
{
	static const char document[] =
		"{\"a\": [1, \"\\u00e4\", {\"b\": null}], \"c\": 1}";

	(void)state;
	for (size_t size = 0; size < sizeof(document); size++) {
		cleanup_buffer struct buffer out = LEAF_INIT;
		cleanup_free char *copy = xstrndup(document, size);

		json_form((struct bytes){ (const uint8_t *)copy, size }, true, &out);
	}
}

static void
what_is_nested_deeply_or_large_has_no_form(void **state)
{
	cleanup_buffer struct buffer deep = LEAF_INIT, out = LEAF_INIT,
				     small = BUFFER_INIT(4);

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buffer_append_byte(&deep, i % 2 == 0 ? '[' : '{');
	assert_int_equal(json_form(buffer_bytes(&deep), false, &out), -1);
	assert_int_equal(json_form(bytes_of_text("[1, 2, 3, 4]"), false, &small), -1);
}

static void
expect(const char *published, const char *rebuilt, enum severity severity,
       const char *words)
{
	leaf_expect(bytes_of_text(published), bytes_of_text(rebuilt), "content", severity,
		    words);
}

static void
what_two_documents_have_in_common_is_said_and_excuses_nothing(void **state)
{
	(void)state;
	expect("{\"a\": 1, \"b\": 2}\n", "{\"a\":1,\n\"b\":2}\n", SEVERITY_CHANGE,
	       "only white space or spelling differs");
	expect("{\"a\": 1, \"b\": 2}\n", "{\"b\": 2, \"a\": 1}\n", SEVERITY_CHANGE,
	       "only the order of keys differs");
	leaf_judge(bytes_of_text("{\"a\": 1, \"b\": 2}\n"),
		   bytes_of_text("{\"b\": 2, \"a\": 1}\n"), NULL);
}

static void
numbers_that_a_reader_takes_for_the_same_are_not(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	leaf_compare(&comparison, bytes_of_text("{\"a\": 1.0}"),
		     bytes_of_text("{\"a\": 1.00}"), NULL);
	assert_null(strstr(leaf_find(&comparison, NULL)->message, "the same values"));
}

static void
a_key_that_stands_twice_is_an_alarm(void **state)
{
	(void)state;
	expect("{\"a\": 2, \"a\": 1}", "{\"a\": 1}", SEVERITY_ALARM,
	       "a key stands twice");
	expect("{\"b\": [{\"a\": 2, \"\\u0061\": 1}]}", "{\"b\": [{\"a\": 1}]}",
	       SEVERITY_ALARM, "a key stands twice");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_has_no_white_space_and_keys_in_order),
		cmocka_unit_test(texts_have_one_spelling_and_numbers_stay_as_they_are),
		cmocka_unit_test(every_start_of_a_document_has_a_form_or_none),
		cmocka_unit_test(what_is_nested_deeply_or_large_has_no_form),
		cmocka_unit_test(
			what_two_documents_have_in_common_is_said_and_excuses_nothing),
		cmocka_unit_test(numbers_that_a_reader_takes_for_the_same_are_not),
		cmocka_unit_test(a_key_that_stands_twice_is_an_alarm),
	};

	return cmocka_run_group_tests_name("format_json", tests, NULL, NULL);
}
