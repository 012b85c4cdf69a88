/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/leb128.h"
#include "tests/unit/wasm_module.h"

static void
numbers_have_seven_bits_a_byte(void **state)
{
	static const uint8_t whole[] = { 0xe5, 0x8e, 0x26, 0x80, 0x80, 0x00 };
	static const uint8_t largest[] = { 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0x01 };
	static const uint8_t larger[] = { 0xff, 0xff, 0xff, 0xff, 0xff,
					  0xff, 0xff, 0xff, 0xff, 0x02 };
	struct cursor at = cursor_on(BYTES_OF(whole));

	(void)state;
	assert_int_equal(leb128_take(&at), 624485);
	assert_int_equal(leb128_take(&at), 0);
	assert_false(at.overrun);
	assert_int_equal(leb128_take(&at), 0);
	assert_true(at.overrun);
	at = cursor_on(BYTES_OF(largest));
	assert_true(leb128_take(&at) == UINT64_MAX && !at.overrun);
	at = cursor_on(BYTES_OF(larger));
	assert_true(leb128_take(&at) == 0 && at.overrun);
}

static void
a_module_is_named_whole(void **state)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_module(&module, &(struct wasm_choice){ .constant = 42, .start = true });
	tile_whole(&tiling, &format_wasm, buffer_bytes(&module));
	assert_sound(&tiling);
	assert_tile(&tiling, NULL, "version", "1");
	assert_tile(&tiling, "import", "import:env.log", "func of type 0");
	assert_tile(&tiling, "import", "import:env.memory", "memory 01 01 02");
	assert_tile(&tiling, "export", "export:answer", "func 1");
	assert_tile(&tiling, "start", "content", NULL);
	assert_tile(&tiling, "custom:producers", "processed-by:clang", "14.0.6");
	assert_tile(&tiling, "custom:note", "name", "note");
}

static void
every_prefix_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;

	(void)state;
	put_module(&module,
		   &(struct wasm_choice){ .constant = 42, .import = "fd_write" });
	assert_prefixes_are_covered(&format_wasm, buffer_bytes(&module));
}

static void
every_change_is_told(void **state)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;

	(void)state;
	put_module(&module, &(struct wasm_choice){ .constant = 42, .start = true });
	assert_changes_are_told(buffer_bytes(&module));
}

static void
compare_modules(struct comparison *out, const struct wasm_choice *published)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;

	comparison_options_init(&options);
	put_module(&ours, published);
	put_module(&theirs, &(struct wasm_choice){ .constant = 42 });
	archives_compare(out, buffer_bytes(&ours), buffer_bytes(&theirs), &options);
}

static void
another_result_is_in_a_function_with_a_name(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_modules(&comparison, &(struct wasm_choice){ .constant = 43 });
	assert_int_equal(comparison.finding_count, 1);
	assert_finding(&comparison, "//code", "content", SEVERITY_CHANGE,
		       "1 of 1 functions differ: function 1 (answer) at byte 2");
}

static void
an_import_more_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_modules(&comparison,
			&(struct wasm_choice){ .constant = 42, .import = "sock_open" });
	assert_finding(&comparison, "//import", "import:wasi.sock_open", SEVERITY_ALARM,
		       "only the published module imports wasi.sock_open");
	assert_true(comparison.suspicious);
}

static void
code_that_runs_at_once_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_modules(&comparison,
			&(struct wasm_choice){ .constant = 42, .start = true });
	assert_finding(&comparison, "//start", "member", SEVERITY_ALARM, "runs code");
}

static void
a_tool_of_another_version_has_a_cause(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_modules(&comparison,
			&(struct wasm_choice){ .constant = 42, .version = "15.0.0" });
	assert_int_equal(comparison.finding_count, 1);
	assert_finding(&comparison, "//custom:producers", "processed-by:clang",
		       SEVERITY_CHANGE, "");
	assert_non_null(comparison.findings[0].cause);
}

static void
sections_out_of_order_are_told(void **state)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_module(&module, &(struct wasm_choice){ .constant = 42 });
	put_section(&module, 8, "", BYTES_OF("\1"));
	put_section(&module, 99, "", bytes_of_text("what"));
	tile_whole(&tiling, &format_wasm, buffer_bytes(&module));
	assert_covered(&tiling);
	assert_complaint(&tiling, "start", "id", "comes before");
	assert_complaint(&tiling, "section:99", "id", "no section");
}

static void
a_section_that_is_too_long_is_told(void **state)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_module(&module, &(struct wasm_choice){ .constant = 42 });
	module.size--;
	tile_whole(&tiling, &format_wasm, buffer_bytes(&module));
	assert_covered(&tiling);
	assert_complaint(&tiling, "custom:note", "size", "past the end");
}

static void
data_behind_the_last_import_is_told(void **state)
{
	static const uint8_t header[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };
	cleanup_buffer struct buffer module = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	buffer_append(&module, BYTES_OF(header));
	put_section(&module, 2, "", (struct bytes){ (const uint8_t *)"\0hidden", 7 });
	tile_whole(&tiling, &format_wasm, buffer_bytes(&module));
	assert_covered(&tiling);
	assert_complaint(&tiling, "import", "rest", "behind the last entry");
}

static void
a_size_written_in_more_bytes_is_a_difference(void **state)
{
	static const uint8_t header[] = { 0, 'a', 's', 'm', 1, 0, 0, 0 };
	static const uint8_t padded[] = { 1, 0x81, 0x80, 0x00, 0 }, plain[] = { 1, 1, 0 };
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	comparison_options_init(&options);
	buffer_append(&ours, BYTES_OF(header));
	buffer_append(&theirs, BYTES_OF(header));
	buffer_append(&ours, BYTES_OF(padded));
	buffer_append(&theirs, BYTES_OF(plain));
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_finding(&comparison, "//type", "size", SEVERITY_CHANGE, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_seven_bits_a_byte),
		cmocka_unit_test(a_module_is_named_whole),
		cmocka_unit_test(every_prefix_is_accounted_for),
		cmocka_unit_test(every_change_is_told),
		cmocka_unit_test(another_result_is_in_a_function_with_a_name),
		cmocka_unit_test(an_import_more_is_an_alarm),
		cmocka_unit_test(code_that_runs_at_once_is_an_alarm),
		cmocka_unit_test(a_tool_of_another_version_has_a_cause),
		cmocka_unit_test(sections_out_of_order_are_told),
		cmocka_unit_test(a_section_that_is_too_long_is_told),
		cmocka_unit_test(data_behind_the_last_import_is_told),
		cmocka_unit_test(a_size_written_in_more_bytes_is_a_difference),
	};

	return cmocka_run_group_tests_name("format_wasm", tests, NULL, NULL);
}
