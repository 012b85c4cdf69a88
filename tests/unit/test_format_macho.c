/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/macho_file.h"

static const struct macho_choice plain = { .code = 1 };

static void
compare_files(struct comparison *out, const struct buffer *published,
	      const struct buffer *rebuilt)
{
	struct comparison_options options;

	comparison_options_init(&options);
	archives_compare(out, buffer_bytes(published), buffer_bytes(rebuilt), &options);
}

static void
compare_choices(struct comparison *out, const struct macho_choice *published,
		const struct macho_choice *rebuilt)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put_macho(&ours, published);
	put_macho(&theirs, rebuilt);
	compare_files(out, &ours, &theirs);
}

static void
assert_named_whole(const struct macho_choice *choice, const char *magic)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	put_macho(&file, choice);
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_sound(&tiling);
	assert_tile(&tiling, NULL, "magic", magic);
	assert_tile(&tiling, NULL, "type", "execute");
	assert_tile(&tiling, NULL, "cpu", choice->narrow ? "i386" : "arm64");
	assert_tile(&tiling, NULL, "flags", "no-undefined dyld-link two-level pie");
	assert_tile(&tiling, NULL, "segment:__TEXT/protection", "r-x");
	assert_tile(&tiling, NULL, "load-dylib:/usr/lib/libSystem.B.dylib",
		    "version 1.2.3, compatible with 1.0.0, time 2");
	assert_tile(&tiling, NULL, "uuid", "000102030405060708090a0b0c0d0e0f");
	assert_tile(&tiling, NULL, "entry", "__TEXT,__text+0x4");
	assert_tile(&tiling, NULL, "build-version",
		    "macOS 11.0.0, SDK 12.3.0, ld 650.9.0");
	assert_tile(&tiling, NULL, "import:_puts", "library 1");
	assert_null(find_tile(&tiling, NULL, "import:_main"));
	assert_tile(&tiling, "__TEXT,__text", "header/name", "__TEXT,__text");
	assert_tile(&tiling, "__TEXT,__text", "content", NULL);
	assert_tile(&tiling, "symbols", "content", NULL);
	assert_tile(&tiling, "strings", "content", NULL);
}

static void
all_widths_and_orders_are_named_whole(void **state)
{
	(void)state;
	assert_named_whole(&plain, "64 bits, little-endian");
	assert_named_whole(&(struct macho_choice){ .big = true }, "64 bits, big-endian");
	assert_named_whole(&(struct macho_choice){ .narrow = true },
			   "32 bits, little-endian");
	assert_named_whole(&(struct macho_choice){ .narrow = true, .big = true },
			   "32 bits, big-endian");
}

static void
every_prefix_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer wide = ARCHIVE_INIT, narrow = ARCHIVE_INIT;

	(void)state;
	put_macho(&wide, &(struct macho_choice){ .is_signed = true,
						 .path = "@loader_path",
						 .entitlements = "<plist/>" });
	assert_prefixes_are_covered(&format_macho, buffer_bytes(&wide));
	put_macho(&narrow, &(struct macho_choice){ .narrow = true, .big = true });
	assert_prefixes_are_covered(&format_macho, buffer_bytes(&narrow));
}

static void
every_change_is_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;

	(void)state;
	put_macho(&file, &(struct macho_choice){ .is_signed = true,
						 .initialiser = true,
						 .entitlements = "<plist/>" });
	assert_changes_are_told(buffer_bytes(&file));
}

static void
the_id_of_a_build_is_excused(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct macho_choice){ .code = 1, .id = 9 },
			&plain);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(is_normalized(&comparison, "macho-uuid/1"));
}

static void
other_code_is_no_id(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct macho_choice){ .code = 2, .id = 9 },
			&plain);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_finding(&comparison, "//__TEXT,__text", "content", SEVERITY_CHANGE, "");
}

static void
a_library_more_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .code = 1, .library = "@rpath/x.dylib" },
			&plain);
	assert_finding(&comparison, "", "load-dylib:@rpath/x.dylib", SEVERITY_ALARM,
		       "loads this library");
}

static void
a_path_to_look_in_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct macho_choice){ .code = 1, .path = "/tmp" },
			&plain);
	assert_finding(&comparison, "", "rpath:/tmp", SEVERITY_ALARM,
		       "looks for libraries");
}

static void
a_symbol_of_another_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .code = 1, .import = "_dlopen" }, &plain);
	assert_finding(&comparison, "", "import:_dlopen", SEVERITY_ALARM,
		       "uses this symbol");
}

static void
code_that_may_be_written_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .code = 1, .writable = true }, &plain);
	assert_finding(&comparison, "", "segment:__TEXT/protection", SEVERITY_ALARM,
		       "may be written or run");
}

static void
code_before_the_entry_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .code = 1, .initialiser = true }, &plain);
	assert_finding(&comparison, "//__TEXT,__mod_init_func", "member", SEVERITY_ALARM,
		       "runs code before its entry");
}

static void
data_behind_the_end_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	put_macho(&ours, &plain);
	put_macho(&theirs, &plain);
	buffer_append_text(&ours, "payload");
	compare_files(&comparison, &ours, &theirs);
	assert_finding(&comparison, "", "overlay", SEVERITY_ALARM, "data after the end");
}

static void
data_behind_a_path_is_told(void **state)
{
	static const char path[] = "/usr/lib/libSystem.B.dylib";
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	uint8_t *at;

	(void)state;
	put_macho(&file, &plain);
	at = memmem(file.data, file.size, path, sizeof(path));
	at[sizeof(path)] = 'x';
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_complaint(&tiling, NULL, "load-dylib:/usr/lib/libSystem.B.dylib",
			 "behind its text");
}

static void
commands_that_are_not_there_are_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &plain);
	set_little(&file, 16, 99, 4);
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_covered(&tiling);
	assert_complaint(&tiling, NULL, "command-count", "not what the rest");
}

static void
a_command_that_nobody_knows_is_a_field_of_its_own(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	uint8_t *at;

	(void)state;
	put_macho(&file, &plain);
	at = memmem(file.data, file.size, "\x1b\0\0\0\x18\0\0\0", 8);
	at[0] = 0x77;
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_sound(&tiling);
	assert_non_null(find_tile(&tiling, NULL, "command:0x77"));
}

static void
a_part_past_the_end_is_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &plain);
	file.size -= 4;
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_covered(&tiling);
	assert_complaint(&tiling, "strings", "content", "past the end");
}

static void
bytes_between_sections_are_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &plain);
	file.data[MACHO_PART_TEXT + 0x40] = 1;
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_covered(&tiling);
	for (size_t i = 0; i < tiling.tile_count; i++)
		if (tiling.tiles[i].complaint != NULL)
			return;
	fail_msg("nothing complains");
}

static void
slices_are_compared_each_with_its_own(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_fat(&ours, &(struct macho_choice){ .code = 2 },
		&(struct macho_choice){ .narrow = true });
	put_fat(&theirs, &plain, &(struct macho_choice){ .narrow = true });
	tile_whole(&tiling, &format_fat, buffer_bytes(&ours));
	assert_sound(&tiling);
	assert_tile(&tiling, "arm64", "header/cpu", "arm64");
	compare_files(&comparison, &ours, &theirs);
	assert_int_equal(comparison.finding_count, 1);
	assert_finding(&comparison, "//arm64//__TEXT,__text", "content", SEVERITY_CHANGE,
		       "");
	assert_prefixes_are_covered(&format_fat,
				    bytes_slice(buffer_bytes(&ours), 0, 400));
}

/* 0xcafebabe, minor version 0, major version 52. */
static void
a_class_of_java_is_no_fat_file(void **state)
{
	static const uint8_t java[] = { 0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 52, 0, 16, 10 };

	(void)state;
	assert_ptr_not_equal(format_recognize(BYTES_OF(java)), &format_fat);
}

static void
the_form_has_no_id(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT,
				     first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options;
	struct error err;

	(void)state;
	comparison_options_init(&options);
	put_macho(&ours, &(struct macho_choice){ .code = 1, .id = 9 });
	put_macho(&theirs, &plain);
	assert_int_equal(normalize(buffer_bytes(&ours), &options, &first, &ledger, &err),
			 0);
	assert_int_equal(
		normalize(buffer_bytes(&theirs), &options, &second, &ledger, &err), 0);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	assert_int_equal(ledger.count, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_widths_and_orders_are_named_whole),
		cmocka_unit_test(every_prefix_is_accounted_for),
		cmocka_unit_test(every_change_is_told),
		cmocka_unit_test(the_id_of_a_build_is_excused),
		cmocka_unit_test(other_code_is_no_id),
		cmocka_unit_test(a_library_more_is_an_alarm),
		cmocka_unit_test(a_path_to_look_in_is_an_alarm),
		cmocka_unit_test(a_symbol_of_another_is_an_alarm),
		cmocka_unit_test(code_that_may_be_written_is_an_alarm),
		cmocka_unit_test(code_before_the_entry_is_an_alarm),
		cmocka_unit_test(data_behind_the_end_is_an_alarm),
		cmocka_unit_test(data_behind_a_path_is_told),
		cmocka_unit_test(commands_that_are_not_there_are_told),
		cmocka_unit_test(a_command_that_nobody_knows_is_a_field_of_its_own),
		cmocka_unit_test(a_part_past_the_end_is_told),
		cmocka_unit_test(bytes_between_sections_are_told),
		cmocka_unit_test(slices_are_compared_each_with_its_own),
		cmocka_unit_test(a_class_of_java_is_no_fat_file),
		cmocka_unit_test(the_form_has_no_id),
	};

	return cmocka_run_group_tests_name("format_macho", tests, NULL, NULL);
}
