/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/yaml.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

static int
read_text(struct yaml_value *out, const char *text, struct error *err)
{
	return yaml_read(out, bytes_of_text(text), err);
}

static void
assert_refused(const char *text, const char *message)
{
	cleanup_yaml struct yaml_value value = { 0 };
	struct error err = { 0 };

	assert_int_equal(read_text(&value, text, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	assert_string_equal(err.message, message);
	assert_null(value.items);
}

static void
lists_and_maps_keep_their_order_and_lines(void **state)
{
	(void)state;
	cleanup_yaml struct yaml_value value = { 0 };
	struct error err = { 0 };
	const struct yaml_value *list;

	assert_int_equal(read_text(&value, "b: { c: x }\na:\n- one\n- two\n", &err), 0);
	assert_int_equal(value.kind, YAML_MAP);
	assert_int_equal(value.count, 2);
	assert_string_equal(value.items[0].key, "b");
	assert_string_equal(yaml_get(&value.items[0], "c")->text, "x");
	list = yaml_get(&value, "a");
	assert_int_equal(list->kind, YAML_LIST);
	assert_string_equal(list->items[1].text, "two");
	assert_int_equal(list->items[1].line, 4);
	assert_null(yaml_get(&value, "c"));
	assert_null(yaml_get(list, "a"));
}

static void
every_scalar_is_text(void **state)
{
	(void)state;
	static const char *const texts[] = { "6.10", "022", "no", "null", "1e9", "~" };
	cleanup_yaml struct yaml_value value = { 0 };
	struct error err = { 0 };

	assert_int_equal(read_text(&value, "[6.10, 022, no, null, 1e9, ~]", &err), 0);
	assert_int_equal(value.count, array_length(texts));
	for (size_t i = 0; i < value.count; i++)
		assert_string_equal(value.items[i].text, texts[i]);
}

static void
aliases_anchors_and_tags_are_refused(void **state)
{
	(void)state;

	assert_refused("a: &x 1\nb: *x\n", "line 1: anchors and tags are not taken");
	assert_refused("a:\n- *x\n", "line 2: aliases are not taken");
	assert_refused("a: !!int 1\n", "line 1: anchors and tags are not taken");
	assert_refused("\na: &y [ 1 ]\n", "line 2: anchors and tags are not taken");
	assert_refused("&z { a: 1 }\n", "line 1: anchors and tags are not taken");
}

static void
a_key_that_stands_twice_is_refused(void **state)
{
	(void)state;

	assert_refused("a: 1\nb: 2\na: 3\n", "line 3: a key stands twice");
	assert_refused("? [ a ]\n: 1\n", "line 1: a key must be text");
}

static void
a_second_document_is_refused(void **state)
{
	(void)state;

	assert_refused("a: 1\n---\nb: 2\n", "line 2: a second document follows");
	assert_refused("", "line 1: the document is empty");
	assert_refused("# nothing\n", "line 2: the document is empty");
}

static void
a_nul_in_text_is_refused(void **state)
{
	(void)state;

	assert_refused("a: \"x\\0y\"\n", "line 1: a NUL in text");
}

static void
nesting_stops_at_its_limit(void **state)
{
	(void)state;
	cleanup_yaml struct yaml_value value = { 0 };
	struct error err = { 0 };
	char text[64];

	memset(text, '[', sizeof(text));
	assert_int_equal(yaml_read(&value, BYTES_OF(text), &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static void
a_long_list_stops_at_its_limit(void **state)
{
	(void)state;
	cleanup_yaml struct yaml_value value = { 0 };
	enum { VALUES_MAX = 100000 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);
	struct error err = { 0 };

	for (int i = 0; i <= VALUES_MAX; i++)
		buffer_append_text(&text, "- x\n");
	assert_int_equal(yaml_read(&value, buffer_bytes(&text), &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static void
every_cut_of_a_document_is_read_or_refused_cleanly(void **state)
{
	(void)state;
	static const char text[] = "a: { b: \"x\\ty\", c: [ 1, 'two' ] }\nd:\n- |\n  text\n";

	for (size_t size = 0; size < sizeof(text); size++) {
		cleanup_yaml struct yaml_value value = { 0 };
		struct error err = { 0 };
		int result = yaml_read(&value, bytes_slice(bytes_of_text(text), 0, size), &err);

		assert_true(result == 0 || err.kind == ERROR_MALFORMED);
	}
}

static void
writing_quotes_what_others_would_misread(void **state)
{
	(void)state;
	cleanup_json struct json *value = json_new_object();
	cleanup_buffer struct buffer out = BUFFER_INIT(4096);
	struct json *inner = json_new_object(), *list = json_new_array();

	json_set_text(inner, "npm", "6.14");
	json_set_text(inner, "node", "20.20.2");
	json_set_text(inner, "umask", "022");
	json_set_text(inner, "norway", "no");
	json_append(list, json_new_text("npm pack, then: # done"));
	json_append(list, json_new_text("two\nlines"));
	json_set_number(value, "format", 1);
	json_set(value, "tools", inner);
	json_set(value, "steps", list);
	json_set(value, "nothing", json_new_array());
	yaml_write(value, &out);
	assert_string_equal(buffer_text(&out),
			    "format: 1\n"
			    "tools: {npm: \"6.14\", node: 20.20.2, umask: \"022\", norway: \"no\"}\n"
			    "steps:\n"
			    "- 'npm pack, then: # done'\n"
			    "- \"two\\nlines\"\n"
			    "nothing: []\n");
}

static void
what_was_written_reads_back_the_same(void **state)
{
	(void)state;
	static const char *const texts[] = { "",      " lead", "trail ", "'", "\"", "\\", "- x",
					     "a: b",  "#",     "\x1b[0m", "\xc3\xa9", "%", "@x",
					     "[",     "{}",    "&a",      "*a",       "!t", "---",
					     "a\n\nb", "\t",    "...",     "? x" };
	cleanup_json struct json *value = json_new_array();
	cleanup_buffer struct buffer out = BUFFER_INIT(4096);
	cleanup_yaml struct yaml_value back = { 0 };
	struct error err = { 0 };

	for (size_t i = 0; i < array_length(texts); i++)
		json_append(value, json_new_text(texts[i]));
	yaml_write(value, &out);
	assert_int_equal(yaml_read(&back, buffer_bytes(&out), &err), 0);
	assert_int_equal(back.count, array_length(texts));
	for (size_t i = 0; i < back.count; i++)
		assert_string_equal(back.items[i].text, texts[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_and_maps_keep_their_order_and_lines),
		cmocka_unit_test(every_scalar_is_text),
		cmocka_unit_test(aliases_anchors_and_tags_are_refused),
		cmocka_unit_test(a_key_that_stands_twice_is_refused),
		cmocka_unit_test(a_second_document_is_refused),
		cmocka_unit_test(a_nul_in_text_is_refused),
		cmocka_unit_test(nesting_stops_at_its_limit),
		cmocka_unit_test(a_long_list_stops_at_its_limit),
		cmocka_unit_test(every_cut_of_a_document_is_read_or_refused_cleanly),
		cmocka_unit_test(writing_quotes_what_others_would_misread),
		cmocka_unit_test(what_was_written_reads_back_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
