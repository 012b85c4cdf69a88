/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checksums and signatures of PE files, and their canonical form. */
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
a_wrong_checksum_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	pe_set_checksum(&theirs);
	compare_files(&comparison, &ours, &theirs);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(is_normalized(&comparison, "pe-checksum/1"));
	pe_set(&ours, PE_AT_OPTIONAL + PE_CHECKSUM, 0x1234);
	compare_files(&comparison, &ours, &theirs);
	assert_finding(&comparison, "", "checksum", SEVERITY_ALARM, "not the checksum");
}

static void
compare_signed(struct comparison *out, const char *overlay, const char *hidden, bool swap)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	buffer_append_text(&ours, overlay);
	buffer_append_text(&theirs, overlay);
	pe_sign(&ours, &plain, hidden);
	compare_files(out, swap ? &theirs : &ours, swap ? &ours : &theirs);
}

static void
a_signature_of_the_publisher_is_excused_and_no_other(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_signed(&comparison, "", "", false);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(is_normalized(&comparison, "signature-block/1"));
	compare_signed(&comparison, "", "", true);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	compare_signed(&comparison, "", "payload", false);
	assert_finding(&comparison, "", "signature", SEVERITY_ALARM, "data behind");
}

static void
a_signature_of_another_file_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	pe_sign(&ours, &plain, "");
	ours.data[PE_AT_TEXT] ^= 1;
	theirs.data[PE_AT_TEXT] ^= 1;
	pe_set_checksum(&ours);
	compare_files(&comparison, &ours, &theirs);
	assert_finding(&comparison, "", "signature", SEVERITY_ALARM, "of another file");
}

static void
data_before_and_behind_the_certificates_is_told(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	put_pe(&ours, &plain);
	put_pe(&theirs, &plain);
	buffer_append_text(&ours, "payload!");
	pe_sign(&ours, &plain, "");
	buffer_append_text(&ours, "more");
	compare_files(&comparison, &ours, &theirs);
	assert_finding(&comparison, "", "overlay", SEVERITY_ALARM, "data after the end");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

static void
certificates_that_are_none_are_told(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 }, inside = { 0 };

	(void)state;
	put_pe(&pe, &plain);
	buffer_append_text(&pe, "no certificate");
	pe_set(&pe, pe_directory_at(&plain, 4), PE_AT_END);
	pe_set(&pe, pe_directory_at(&plain, 4) + 4, 14);
	tile_whole(&tiling, &format_pe, buffer_bytes(&pe));
	assert_covered(&tiling);
	assert_complaint(&tiling, NULL, "certificates", "no certificate");
	/* In the middle of a section. */
	pe_set(&pe, pe_directory_at(&plain, 4), PE_AT_TEXT);
	tile_whole(&inside, &format_pe, buffer_bytes(&pe));
	assert_covered(&inside);
	assert_complaint(&inside, NULL, "directory/security", "not what the rest");
}

static void
canonical(struct buffer *out, const struct buffer *pe)
{
	struct comparison_options options;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err = { 0 };

	comparison_options_init(&options);
	buffer_clear(out);
	if (normalize(buffer_bytes(pe), &options, out, &ledger, &err) < 0)
		fail_msg("%s", err.message);
}

static void
two_builds_have_one_form_that_is_its_own(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT,
				     first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	struct pe_choice other = { .time = 1234567890, .guid = 9 };

	(void)state;
	put_pe(&ours, &other);
	put_pe(&theirs, &plain);
	pe_sign(&ours, &other, "");
	canonical(&first, &ours);
	canonical(&second, &theirs);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	canonical(&second, &first);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
}

static void
a_file_with_a_wrong_checksum_keeps_its_form(void **state)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT, form = ARCHIVE_INIT;

	(void)state;
	put_pe(&pe, &plain);
	pe_set(&pe, PE_AT_OPTIONAL + PE_CHECKSUM, 1);
	canonical(&form, &pe);
	assert_true(bytes_equal(buffer_bytes(&form), buffer_bytes(&pe)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wrong_checksum_is_an_alarm),
		cmocka_unit_test(a_signature_of_the_publisher_is_excused_and_no_other),
		cmocka_unit_test(a_signature_of_another_file_is_an_alarm),
		cmocka_unit_test(data_before_and_behind_the_certificates_is_told),
		cmocka_unit_test(certificates_that_are_none_are_told),
		cmocka_unit_test(two_builds_have_one_form_that_is_its_own),
		cmocka_unit_test(a_file_with_a_wrong_checksum_keeps_its_form),
	};

	return cmocka_run_group_tests_name("authenticode", tests, NULL, NULL);
}
