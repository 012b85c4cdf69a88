/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/toml.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

static char *scratch;

static void
read_texts(struct toml_batch *batch, const char *const *texts, size_t count)
{
	struct session session = { .scratch = scratch };
	struct bytes bytes[8];
	struct error err = { 0 };

	assert_true(count <= array_length(bytes));
	for (size_t i = 0; i < count; i++)
		bytes[i] = bytes_of_text(texts[i]);
	if (toml_read(batch, &session, bytes, count, &err) == 0)
		return;
	if (err.kind == ERROR_UNSUPPORTED) {
		print_message("# SKIP %s\n", err.message);
		skip();
	}
	fail_msg("%s", err.message);
}

static void
a_batch_gives_a_table_for_each_text(void **state)
{
	static const char *const texts[] = {
		"[package]\nname = \"a\"\nversion.workspace = true\n",
		"x = [1, 2]\n[[bin]]\nname = 'b'\n",
		"",
	};
	cleanup_toml_batch struct toml_batch batch = { 0 };
	const struct json *package, *bins;

	(void)state;
	read_texts(&batch, texts, array_length(texts));
	package = json_get(toml_table(&batch, 0), "package");
	assert_string_equal(json_get_text(package, "name"), "a");
	assert_true(json_truth(json_get(json_get(package, "version"), "workspace")));
	bins = json_get(toml_table(&batch, 1), "bin");
	assert_string_equal(json_get_text(json_at(bins, 0), "name"), "b");
	assert_int_equal(json_count(json_get(toml_table(&batch, 1), "x")), 2);
	assert_int_equal(json_kind(toml_table(&batch, 2)), JSON_KIND_OBJECT);
	assert_null(toml_trouble(&batch, 2));
	assert_null(toml_table(&batch, 3));
}

static void
a_text_that_is_not_toml_leaves_the_others(void **state)
{
	static const char *const texts[] = {
		"a = 1\na = 2\n",
		"name = \"\xff\"\n",
		"\"a\\u0000b\" = 1\n",
		"a = 1\n",
	};
	cleanup_toml_batch struct toml_batch batch = { 0 };

	(void)state;
	read_texts(&batch, texts, array_length(texts));
	for (size_t i = 0; i < 3; i++) {
		assert_null(toml_table(&batch, i));
		assert_non_null(toml_trouble(&batch, i));
	}
	assert_int_equal(json_get_number(toml_table(&batch, 3), "a", 0), 1);
}

static void
what_json_has_no_form_for_is_told_apart(void **state)
{
	static const char *const texts[] = {
		"t = 1979-05-27\nn = nan\ni = -9223372036854775808\n"
		"b = 9223372036854775808\ns = \"1979-05-27\"\n",
	};
	cleanup_toml_batch struct toml_batch batch = { 0 };
	const struct json *table;

	(void)state;
	read_texts(&batch, texts, 1);
	table = toml_table(&batch, 0);
	assert_string_equal(json_get_text(json_get(table, "t"), "toml:time"),
			    "1979-05-27");
	assert_string_equal(json_get_text(json_get(table, "n"), "toml:float"), "nan");
	assert_true(json_get_number(table, "i", 0) == INT64_MIN);
	assert_string_equal(json_get_text(json_get(table, "b"), "toml:integer"),
			    "0x8000000000000000");
	assert_string_equal(json_get_text(table, "s"), "1979-05-27");
}

static void
what_is_nested_too_deep_is_refused(void **state)
{
	enum { DEPTH = 20000 };
	cleanup_buffer struct buffer arrays = BUFFER_INIT(1 << 20);
	cleanup_buffer struct buffer keys = BUFFER_INIT(1 << 20);
	cleanup_toml_batch struct toml_batch batch = { 0 };

	(void)state;
	buffer_append_text(&arrays, "a = ");
	for (int i = 0; i < DEPTH; i++) {
		buffer_append_byte(&arrays, '[');
		buffer_append_text(&keys, i == 0 ? "a" : ".a");
	}
	buffer_append_text(&keys, " = 1\n");
	read_texts(&batch, (const char *[]){ buffer_text(&arrays), buffer_text(&keys) },
		   2);
	assert_non_null(toml_trouble(&batch, 0));
	assert_non_null(toml_trouble(&batch, 1));
}

static void
a_text_that_is_too_large_is_not_begun(void **state)
{
	struct session session = { .scratch = scratch };
	struct bytes text = { (const uint8_t *)"", (size_t)TOML_TEXT_MAX + 1 };
	struct toml_batch batch;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(toml_read(&batch, &session, &text, 1, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static void
no_text_needs_no_python(void **state)
{
	struct session session = { 0 };
	cleanup_toml_batch struct toml_batch batch = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(toml_read(&batch, &session, NULL, 0, &err), 0);
	assert_null(toml_table(&batch, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_gives_a_table_for_each_text),
		cmocka_unit_test(a_text_that_is_not_toml_leaves_the_others),
		cmocka_unit_test(what_json_has_no_form_for_is_told_apart),
		cmocka_unit_test(what_is_nested_too_deep_is_refused),
		cmocka_unit_test(a_text_that_is_too_large_is_not_begun),
		cmocka_unit_test(no_text_needs_no_python),
	};
	struct error err = { 0 };
	int failures;

	if (folder_make_scratch(&scratch, "/tmp", "test_toml", &err) < 0)
		return 1;
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	tree_remove(scratch, &err);
	free(scratch);
	return failures;
}
