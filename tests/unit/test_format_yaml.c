/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/yaml_form.h"

#include "tests/unit/leaf.h"

static void
assert_form(const char *document, bool sorted, const char *form)
{
	cleanup_buffer struct buffer out = LEAF_INIT;

	assert_int_equal(yaml_form(bytes_of_text(document), sorted, &out), 0);
	assert_string_equal(buffer_text(&out), form);
}

static void
assert_no_form(const char *document, bool sorted)
{
	cleanup_buffer struct buffer out = LEAF_INIT;

	assert_int_equal(yaml_form(bytes_of_text(document), sorted, &out), -1);
}

static void
a_form_has_neither_layout_nor_comments(void **state)
{
	(void)state;
	assert_form("b: [x, 'z']  # why\na: {c: \"d\"}\n", false,
		    "---{\"b\":[\"x\",\"z\",],\"a\":{\"c\":\"d\",},}");
	assert_form("b:\n- x\n- z\na:\n  c: d\n", true,
		    "---{\"a\":{\"c\":\"d\",},\"b\":[\"x\",\"z\",],}");
	assert_form("", true, "");
	assert_int_equal(yaml_trouble_of((struct bytes){ 0 }), YAML_SOUND);
}

static void
a_number_is_no_text(void **state)
{
	(void)state;
	assert_form("- 1\n- '1'\n- no\n- 'no'\n- :sym\n- ~\n", false,
		    "---[=\"1\",\"1\",=\"no\",\"no\",=\":sym\",=\"~\",]");
}

static void
tags_and_anchors_are_part_of_it(void **state)
{
	(void)state;
	assert_form("--- !ruby/object:Gem::Version\nversion: &a x\n", true,
		    "---!\"!ruby/object:Gem::Version\"{\"version\":&\"a\"\"x\",}");
	assert_form("a: &x [1]\nb: *x\n", false,
		    "---{\"a\":&\"x\"[=\"1\",],\"b\":*\"x\",}");
	assert_no_form("a: &x [1]\nb: *x\n", true);
	assert_no_form("%TAG ! tag:x,2000:\n--- !a b\n", false);
}

static void
a_key_that_stands_twice_has_no_form(void **state)
{
	(void)state;
	assert_no_form("a: 1\n\"a\": 2\n", false);
	assert_int_equal(yaml_trouble_of(bytes_of_text("a: 1\n\"a\": 2\n")),
			 YAML_KEY_TWICE);
	assert_int_equal(yaml_trouble_of(bytes_of_text("a: 1\nb: 1\n")), YAML_SOUND);
	assert_int_equal(yaml_trouble_of(bytes_of_text("a: [1\n")), YAML_BROKEN);
}

static void
a_bomb_is_not_expanded(void **state)
{
	cleanup_buffer struct buffer bomb = LEAF_INIT, out = LEAF_INIT;

	(void)state;
	buffer_append_text(&bomb, "a0: &a0 [x, x]\n");
	for (unsigned i = 1; i < 60; i++)
		buffer_printf(&bomb, "a%u: &a%u [*a%u, *a%u]\n", i, i, i - 1, i - 1);
	assert_int_equal(yaml_form(buffer_bytes(&bomb), false, &out), 0);
	assert_true(out.size < 3 * bomb.size);
}

static void
what_is_nested_deeply_or_large_has_no_form(void **state)
{
	cleanup_buffer struct buffer deep = LEAF_INIT, out = LEAF_INIT,
				     small = BUFFER_INIT(4);

	(void)state;
	for (unsigned i = 0; i < 5000; i++)
		buffer_append_byte(&deep, '[');
	assert_int_equal(yaml_form(buffer_bytes(&deep), false, &out), -1);
	assert_int_equal(yaml_form(bytes_of_text("[a, b, c]"), false, &small), -1);
}

static void
every_start_of_a_document_has_a_form_or_none(void **state)
{
	static const char document[] = "---\na: &x [1, !t 'b']\nc:\n  ? d\n  : |\n   e\n";

	(void)state;
	for (size_t size = 0; size < sizeof(document); size++) {
		cleanup_buffer struct buffer out = LEAF_INIT;
		cleanup_free char *copy = xstrndup(document, size);

		yaml_form((struct bytes){ (const uint8_t *)copy, size }, true, &out);
		format_recognize((struct bytes){ (const uint8_t *)copy, size });
	}
}

static void
yaml_is_recognised_by_its_start(void **state)
{
	static const char *const documents[] = { "---\n- a\n",
						 "# x\nname: CI\non: push\n",
						 "key.with_dots-too: 1\n" };
	static const char *const texts[] = { "A sentence: with a colon.\n", "key: [1\n",
					     "http://example.org\n", "a = b\n" };

	(void)state;
	for (size_t i = 0; i < array_length(documents); i++)
		assert_ptr_equal(format_recognize(bytes_of_text(documents[i])),
				 &format_yaml);
	for (size_t i = 0; i < array_length(texts); i++)
		assert_ptr_equal(format_recognize(bytes_of_text(texts[i])), &format_text);
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
	expect("a: x\nb: [c]\n", "a: 'x'\nb:\n- c\n", SEVERITY_CHANGE,
	       "only layout, quotes or comments differ");
	expect("a: x\nb: y\n", "b: y\na: x\n", SEVERITY_CHANGE,
	       "only the order of keys differs");
	leaf_judge(bytes_of_text("a: x\nb: y\n"), bytes_of_text("b: y\na: x\n"), NULL);
}

static void
what_a_reader_may_take_for_another_value_is_not_the_same(void **state)
{
	static const char *const pairs[][2] = { { "a: 1\n", "a: '1'\n" },
						{ "a: no\n", "a: \"no\"\n" },
						{ "a: !x y\n", "a: y\n" },
						{ "a: [b, c]\n", "a: [c, b]\n" } };

	(void)state;
	for (size_t i = 0; i < array_length(pairs); i++) {
		cleanup_comparison struct comparison comparison = { 0 };

		leaf_compare(&comparison, bytes_of_text(pairs[i][0]),
			     bytes_of_text(pairs[i][1]), NULL);
		assert_null(
			strstr(leaf_find(&comparison, NULL)->message, "the same values"));
	}
}

static void
a_key_that_stands_twice_is_an_alarm(void **state)
{
	(void)state;
	expect("a: 2\na: 1\n", "a: 1\n", SEVERITY_ALARM, "a key stands twice");
	expect("a: 1\n", "a: 2\na: 1\n", SEVERITY_CHANGE, "line");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_has_neither_layout_nor_comments),
		cmocka_unit_test(a_number_is_no_text),
		cmocka_unit_test(tags_and_anchors_are_part_of_it),
		cmocka_unit_test(a_key_that_stands_twice_has_no_form),
		cmocka_unit_test(a_bomb_is_not_expanded),
		cmocka_unit_test(what_is_nested_deeply_or_large_has_no_form),
		cmocka_unit_test(every_start_of_a_document_has_a_form_or_none),
		cmocka_unit_test(yaml_is_recognised_by_its_start),
		cmocka_unit_test(
			what_two_documents_have_in_common_is_said_and_excuses_nothing),
		cmocka_unit_test(
			what_a_reader_may_take_for_another_value_is_not_the_same),
		cmocka_unit_test(a_key_that_stands_twice_is_an_alarm),
	};

	return cmocka_run_group_tests_name("format_yaml", tests, NULL, NULL);
}
