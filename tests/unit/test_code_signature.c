/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/macho_file.h"

static void
compare_choices(struct comparison *out, const struct macho_choice *published,
		const struct macho_choice *rebuilt)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;

	comparison_options_init(&options);
	put_macho(&ours, published);
	put_macho(&theirs, rebuilt);
	archives_compare(out, buffer_bytes(&ours), buffer_bytes(&theirs), &options);
}

static void
a_signature_is_named_whole(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &(struct macho_choice){ .is_signed = true,
						 .entitlements = "<plist/>" });
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_sound(&tiling);
	assert_tile(
		&tiling, NULL, "signature/directory",
		"signed hardened, identifier program, version 0x20100, digests 2 of 32 "
		"bytes, pages of 2^9, platform 0");
	assert_tile(&tiling, NULL, "signature/digests", NULL);
	assert_tile(&tiling, "entitlements", "content", NULL);
}

static void
a_signature_of_the_publisher_is_excused(void **state)
{
	const struct macho_choice by_somebody = { .is_signed = true };
	const struct macho_choice by_nobody = { .ad_hoc = true }, plain = { .code = 0 };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison, &by_somebody, &plain);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(is_normalized(&comparison, "signature-block/1"));
	compare_choices(&comparison, &by_somebody, &by_nobody);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	compare_choices(&comparison, &plain, &by_somebody);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

static void
a_signature_excuses_no_code(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .is_signed = true, .code = 2 },
			&(struct macho_choice){ .code = 1 });
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_finding(&comparison, "//__TEXT,__text", "content", SEVERITY_CHANGE, "");
}

static void
rights_are_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_choices(&comparison,
			&(struct macho_choice){ .is_signed = true,
						.entitlements = "<get-task-allow/>" },
			&(struct macho_choice){ .is_signed = true });
	assert_finding(&comparison, "//entitlements", "member", SEVERITY_ALARM,
		       "given rights");
}

/* Changes one byte of a signed file. */
static void
tile_changed(struct tiling *tiling, struct buffer *file, const char *what, size_t size,
	     size_t offset)
{
	uint8_t *at;

	put_macho(file, &(struct macho_choice){ .is_signed = true,
						.entitlements = "<plist/>" });
	at = memmem(file->data, file->size, what, size);
	assert_non_null(at);
	at[offset] ^= 1;
	tile_whole(tiling, &format_macho, buffer_bytes(file));
	assert_covered(tiling);
}

static void
digests_of_another_file_are_told(void **state)
{
	cleanup_buffer struct buffer code = ARCHIVE_INIT, rights = ARCHIVE_INIT;
	cleanup_tiling struct tiling first = { 0 }, second = { 0 };

	(void)state;
	tile_changed(&first, &code, "\1\2\3\4", 4, 0);
	assert_complaint(&first, NULL, "signature/digests", "not what the rest");
	tile_changed(&second, &rights, "<plist/>", 8, 1);
	assert_complaint(&second, NULL, "signature/digests", "not what the rest");
}

static void
a_signature_of_another_directory_is_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	tile_changed(&tiling, &file, "program", 7, 0);
	assert_complaint(&tiling, NULL, "signature/cms", "no signature of this file");
}

static void
data_that_fills_a_signature_up_is_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &(struct macho_choice){ .ad_hoc = true });
	file.data[file.size - 1] = 'x';
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_complaint(&tiling, NULL, "signature/filling", "padding");
}

static void
what_is_no_signature_is_told(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	put_macho(&file, &(struct macho_choice){ .ad_hoc = true });
	file.data[MACHO_PART_SIGNATURE] ^= 1;
	tile_whole(&tiling, &format_macho, buffer_bytes(&file));
	assert_complaint(&tiling, NULL, "signature", "no code signature");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_is_named_whole),
		cmocka_unit_test(a_signature_of_the_publisher_is_excused),
		cmocka_unit_test(a_signature_excuses_no_code),
		cmocka_unit_test(rights_are_an_alarm),
		cmocka_unit_test(digests_of_another_file_are_told),
		cmocka_unit_test(a_signature_of_another_directory_is_told),
		cmocka_unit_test(data_that_fills_a_signature_up_is_told),
		cmocka_unit_test(what_is_no_signature_is_told),
	};

	return cmocka_run_group_tests_name("code_signature", tests, NULL, NULL);
}
