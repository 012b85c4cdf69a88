/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/pe_signed.h"

static const struct pe_choice plain = { .time = 1000000000 };

static void
compare_files(struct comparison *out, const struct buffer *published,
	      const struct buffer *rebuilt)
{
	struct comparison_options options;

	comparison_options_init(&options);
	archives_compare(out, buffer_bytes(published), buffer_bytes(rebuilt), &options);
}

static void
compare_choices(struct comparison *out, const struct pe_choice *published,
		const struct pe_choice *rebuilt)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put_pe(&ours, published);
	put_pe(&theirs, rebuilt);
	compare_files(out, &ours, &theirs);
}

static void
assert_named_whole(const struct pe_choice *choice)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	put_pe(&pe, choice);
	tile_whole(&tiling, &format_pe, buffer_bytes(&pe));
	assert_sound(&tiling);
	assert_tile(&tiling, NULL, "timestamp", "1000000000 (2001-09-09T01:46:40Z)");
	assert_tile(&tiling, NULL, "entry", ".text+0x4");
	assert_tile(&tiling, NULL, "checksum", "none");
	assert_tile(&tiling, NULL, "image-base", "0x400000");
	assert_tile(&tiling, NULL, "subsystem", "Windows console");
	assert_tile(&tiling, NULL, "directory/debug", ".rdata+0x0, 28 bytes");
	assert_tile(&tiling, NULL, "import:other.dll", "loaded");
	assert_tile(&tiling, NULL, "import:other.dll!puts", "imported");
	assert_tile(&tiling, NULL, "import:other.dll!7", "imported");
	assert_tile(&tiling, NULL, "export:answer", "its own");
	assert_tile(&tiling, ".text", "header/characteristics", "code execute read");
	assert_tile(&tiling, ".text", "content", NULL);
	assert_tile(&tiling, ".rdata", "debug/guid",
		    "00000000-0000-0000-0000-000000000000");
	assert_tile(&tiling, ".rdata", "debug/path", "x.pdb");
	assert_tile(&tiling, ".rdata", "export/timestamp",
		    "1000000000 (2001-09-09T01:46:40Z)");
	assert_tile(&tiling, ".rsrc", "resource:manifest/1/timestamp",
		    "1000000000 (2001-09-09T01:46:40Z)");
	assert_tile(&tiling, ".rsrc", "resource:manifest/1/1033", NULL);
}

static void
both_widths_are_named_whole(void **state)
{
	(void)state;
	assert_named_whole(&plain);
	assert_named_whole(&(struct pe_choice){ .time = 1000000000, .narrow = true });
}

static void
what_the_linker_says_of_itself_is_uncovered(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 }, wrong = { 0 };

	(void)state;
	put_pe(&pe, &(struct pe_choice){ .rich = true });
	tile_whole(&tiling, &format_pe, buffer_bytes(&pe));
	assert_sound(&tiling);
	assert_tile(&tiling, NULL, "rich/start", "DanS 0 0 0");
	assert_tile(&tiling, NULL, "rich/tool:260-10849", "3");
	pe.data[70] ^= 1;
	tile_whole(&wrong, &format_pe, buffer_bytes(&pe));
	assert_complaint(&wrong, NULL, "rich/key", "not what the rest");
}

static void
every_prefix_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	struct pe_choice choice = { .rich = true, .callback = true, .import = "gets" };

	(void)state;
	put_pe(&pe, &choice);
	buffer_append_text(&pe, "overlay");
	pe_sign(&pe, &choice, "");
	assert_prefixes_are_covered(&format_pe, buffer_bytes(&pe));
}

static void
every_change_is_told(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	struct pe_choice choice = { .rich = true, .reproducible = true };

	(void)state;
	put_pe(&pe, &choice);
	pe_sign(&pe, &choice, "");
	assert_changes_are_told(buffer_bytes(&pe));
}

static void
times_and_ids_of_a_build_are_excused(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct pe_choice){ .time = 1000000001, .guid = 7 },
			&plain);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(is_normalized(&comparison, "pe-timestamp/1"));
	assert_true(is_normalized(&comparison, "pe-debug-id/1"));
}

static void
an_id_that_one_side_alone_has_is_a_difference(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct pe_choice){ .reproducible = true }, &plain);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_false(is_normalized(&comparison, "pe-debug-id/1"));
}

static void
a_time_that_is_none_is_excused_only_where_times_are_hashes(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct pe_choice){ .time = 0xfedcba98 }, &plain);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_finding(&comparison, "", "timestamp", SEVERITY_CHANGE, "");
	compare_choices(&comparison,
			&(struct pe_choice){ .time = 0xfedcba98, .reproducible = true },
			&(struct pe_choice){ .time = 0x01234567, .reproducible = true });
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
}

static void
an_import_more_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct pe_choice){ .time = 1, .import = "connect" }, &plain);
	assert_finding(&comparison, "", "import:other.dll!connect", SEVERITY_ALARM,
		       "only the published file imports other.dll!connect");
}

static void
a_callback_before_the_entry_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &(struct pe_choice){ .time = 1, .callback = true },
			&plain);
	assert_finding(&comparison, "", "tls-callback", SEVERITY_ALARM,
		       "runs code before its entry");
}

static void
a_changed_manifest_is_a_text_of_its_own(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(
		&comparison,
		&(struct pe_choice){ .time = 1000000000, .manifest = "<other___/>" },
		&plain);
	assert_int_equal(comparison.finding_count, 1);
	assert_finding(&comparison, "//.rsrc", "content", SEVERITY_CHANGE, "");
}

/* Changes one number of the published file. */
static void
compare_changed(struct comparison *out, size_t at, uint32_t number)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	pe_set(&ours, at, number);
	compare_files(out, &ours, &theirs);
}

static void
sections_that_may_be_written_and_run_are_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_changed(&comparison, PE_AT_OPTIONAL + 240 + 36, 0xe0000020);
	assert_finding(&comparison, "//.text", "header/characteristics", SEVERITY_ALARM,
		       "may be written or run");
}

static void
protections_given_up_are_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_changed(&comparison, PE_AT_OPTIONAL + 68, 0x81200003);
	assert_finding(&comparison, "", "dll-characteristics", SEVERITY_ALARM,
		       "given up protections");
}

static void
another_entry_is_a_difference(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_changed(&comparison, PE_AT_OPTIONAL + 16, PE_TEXT_ADDRESS + 8);
	assert_finding(&comparison, "", "entry", SEVERITY_CHANGE, "begins elsewhere");
	assert_string_equal(find_finding(&comparison, "", "entry")->published.value,
			    ".text+0x8");
}

static void
data_that_fills_a_section_up_is_a_difference(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_changed(&comparison, PE_AT_TEXT + 0x100, 0x90909090);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_finding(&comparison, "//.text", "filling", SEVERITY_ALARM, "");
}

static void
data_behind_the_end_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	buffer_append_text(&ours, "payload");
	compare_files(&comparison, &ours, &theirs);
	assert_finding(&comparison, "", "overlay", SEVERITY_ALARM, "data after the end");
	buffer_append_text(&theirs, "another");
	compare_files(&comparison, &ours, &theirs);
	assert_int_equal(comparison.finding_count, 1);
	assert_int_equal(comparison.findings[0].severity, SEVERITY_ALARM);
}

static void
a_section_past_the_end_is_told(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_pe(&pe, &plain);
	pe.size -= 0x100;
	tile_whole(&tiling, &format_pe, buffer_bytes(&pe));
	assert_covered(&tiling);
	assert_complaint(&tiling, ".rsrc", "header/raw", "past the end");
}

static void
sections_on_each_other_are_told(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_pe(&pe, &plain);
	pe_set(&pe, PE_AT_OPTIONAL + 240 + 40 + 20, PE_AT_TEXT);
	tile_whole(&tiling, &format_pe, buffer_bytes(&pe));
	assert_covered(&tiling);
	assert_complaint(&tiling, ".rdata", "content", "belong to another part");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_that_one_side_alone_has_is_a_difference),
		cmocka_unit_test(both_widths_are_named_whole),
		cmocka_unit_test(what_the_linker_says_of_itself_is_uncovered),
		cmocka_unit_test(every_prefix_is_accounted_for),
		cmocka_unit_test(every_change_is_told),
		cmocka_unit_test(times_and_ids_of_a_build_are_excused),
		cmocka_unit_test(
			a_time_that_is_none_is_excused_only_where_times_are_hashes),
		cmocka_unit_test(an_import_more_is_an_alarm),
		cmocka_unit_test(a_callback_before_the_entry_is_an_alarm),
		cmocka_unit_test(a_changed_manifest_is_a_text_of_its_own),
		cmocka_unit_test(sections_that_may_be_written_and_run_are_an_alarm),
		cmocka_unit_test(protections_given_up_are_an_alarm),
		cmocka_unit_test(another_entry_is_a_difference),
		cmocka_unit_test(data_that_fills_a_section_up_is_a_difference),
		cmocka_unit_test(data_behind_the_end_is_an_alarm),
		cmocka_unit_test(a_section_past_the_end_is_told),
		cmocka_unit_test(sections_on_each_other_are_told),
	};

	return cmocka_run_group_tests_name("format_pe", tests, NULL, NULL);
}
