/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing blocks of Android packages, put together without keys: what they have to cover,
 * what they may hide, and when they are excused. */
#include "tests/unit/apks.h"

/* Zeros before the block, as apksigner writes them, and so many more. */
static struct bytes
finish_aligned(struct apk *apk, size_t more, uint8_t filler)
{
	while (apk->zip.out.size % 4096 != 0 || more-- > 0)
		buffer_append_byte(&apk->zip.out, filler);
	apk_put_signers(apk, APK_V2, APK_SHA256, 0);
	return apk_finish(apk);
}

/* The package with these pairs, published and rebuilt, against the one without a block.
 */
static void
judge(struct apk *signed_one, const char *alarm)
{
	cleanup_apk struct apk plain = APK_INIT;
	struct bytes one = apk_finish(signed_one), other;

	apk_begin(&plain);
	other = apk_finish(&plain);
	if (alarm != NULL) {
		zips_assert_alarm(one, other, alarm);
		return;
	}
	archives_judge(one, other, "signature-block/1");
	archives_judge(other, one, NULL);
}

static void
a_signature_that_covers_the_package_is_excused(void **state)
{
	static const uint8_t zeros[100];
	cleanup_apk struct apk apk = APK_INIT;

	(void)state;
	apk_begin(&apk);
	apk_put_signers(&apk, APK_V2, APK_SHA256, 0);
	apk_put_signers(&apk, APK_V3, APK_SHA256, 0);
	apk_put_pair(&apk, APK_PADDING, BYTES_OF(zeros));
	judge(&apk, NULL);
}

static void
one_of_another_package_is_an_alarm(void **state)
{
	static const uint32_t ids[] = { APK_V2, APK_V3 };

	(void)state;
	for (size_t i = 0; i < array_length(ids); i++) {
		cleanup_apk struct apk apk = APK_INIT;

		apk_begin(&apk);
		apk_put_signers(&apk, ids[i], APK_SHA256, 1);
		judge(&apk, i == 0 ? "signature/v2" : "signature/v3");
	}
}

static void
what_a_block_may_hide_is_an_alarm(void **state)
{
	cleanup_apk struct apk pair = APK_INIT, padding = APK_INIT, nothing = APK_INIT,
			       rest = APK_INIT;

	(void)state;
	apk_begin(&pair);
	apk_put_signers(&pair, APK_V2, APK_SHA256, 0);
	apk_put_pair(&pair, 0x71777777, bytes_of_text("channel"));
	judge(&pair, "signature/0x71777777");
	apk_begin(&padding);
	apk_put_signers(&padding, APK_V2, APK_SHA256, 0);
	apk_put_pair(&padding, APK_PADDING, bytes_of_text("data"));
	judge(&padding, "signature/padding");
	apk_begin(&nothing);
	apk_put_pair(&nothing, APK_PADDING, (struct bytes){ 0 });
	judge(&nothing, "signature");
	apk_begin(&rest);
	apk_put_signers(&rest, APK_V2, APK_SHA256, 0);
	encode_number(&rest.pairs, 1, 8);
	judge(&rest, "signature/rest");
}

static void
a_digest_that_is_not_known_covers_nothing(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT;

	(void)state;
	apk_begin(&apk);
	apk_put_signers(&apk, APK_V2, 0x0421, 0);
	apk_begin(&plain);
	archives_judge(apk_finish(&apk), apk_finish(&plain), NULL);
}

static void
pieces_have_a_mebibyte(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT;
	cleanup_buffer struct buffer large = ARCHIVE_INIT;
	struct zip_file file = { .name = "large" };

	(void)state;
	for (size_t i = 0; i < (5 << 19); i++)
		buffer_append_byte(&large, (uint8_t)(i * i >> 8));
	file.data = buffer_bytes(&large);
	zip_add(&apk.zip, file);
	zip_add(&plain.zip, file);
	apk_put_signers(&apk, APK_V2, APK_SHA256, 0);
	archives_judge(apk_finish(&apk), apk_finish(&plain), "signature-block/1");
}

/* The same change on both sides, and one of them signed before it. */
static void
a_signature_from_before_a_change_is_no_excuse(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT;

	(void)state;
	apk_begin(&apk);
	apk_put_signers(&apk, APK_V2, APK_SHA256, 0);
	apk_finish(&apk);
	apk_begin(&plain);
	apk_finish(&plain);
	for (size_t at = 0; at < apk.members; at++) {
		apk.zip.out.data[at] ^= 1;
		plain.zip.out.data[at] ^= 1;
		assert_int_equal(zips_outcome(buffer_bytes(&apk.zip.out),
					      buffer_bytes(&plain.zip.out), NULL),
				 OUTCOME_DIFFERENT);
		apk.zip.out.data[at] ^= 1;
		plain.zip.out.data[at] ^= 1;
	}
}

static void
blocks_that_are_cut_short_make_no_trouble(void **state)
{
	cleanup_apk struct apk whole = APK_INIT, plain = APK_INIT;
	struct bytes other;

	(void)state;
	apk_begin(&whole);
	apk_put_signers(&whole, APK_V3, APK_SHA256, 0);
	apk_begin(&plain);
	other = apk_finish(&plain);
	for (size_t size = 0; size < whole.pairs.size; size++) {
		cleanup_apk struct apk apk = APK_INIT;

		apk_begin(&apk);
		buffer_append(&apk.pairs,
			      bytes_slice(buffer_bytes(&whole.pairs), 0, size));
		if (size > 8) /* the pair says that it is as long as it is */
			for (size_t i = 0; i < 8; i++)
				apk.pairs.data[i] = (uint8_t)((size - 8) >> (8 * i));
		assert_int_equal(zips_outcome(apk_finish(&apk), other, NULL),
				 size == 0 ? OUTCOME_IDENTICAL : OUTCOME_DIFFERENT);
	}
}

static void
a_signature_has_no_place_in_the_canonical_form(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT, more = APK_INIT;
	cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	(void)state;
	apk_begin(&apk);
	apk_put_signers(&apk, APK_V2, APK_SHA256, 0);
	zips_canonical(&first, apk_finish(&apk), NULL, &ledger);
	apk_begin(&plain);
	zips_canonical(&second, apk_finish(&plain), NULL, &ledger);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	/* What has to stay is signed. */
	apk_begin(&more);
	apk_put_signers(&more, APK_V2, APK_SHA256, 0);
	apk_put_pair(&more, 0x71777777, bytes_of_text("channel"));
	zips_canonical(&first, apk_finish(&more), NULL, &ledger);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&more.zip.out)));
}

static void
zeros_before_a_block_align_it(void **state)
{
	static const struct {
		size_t more;
		uint8_t filler;
		const char *rule;
	} rows[] = { { 0, 0, "signature-block/1" },
		     { 1, 0, NULL },
		     { 0, 1, NULL },
		     { 4096, 0, NULL } };
	cleanup_apk struct apk plain = APK_INIT;
	struct bytes other;

	(void)state;
	apk_begin(&plain);
	other = apk_finish(&plain);
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_apk struct apk apk = APK_INIT;
		cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
		cleanup_strings struct strings ledger = { NULL, 0 };
		struct bytes one;

		apk_begin(&apk);
		one = finish_aligned(&apk, rows[i].more, rows[i].filler);
		archives_judge(one, other, rows[i].rule);
		zips_canonical(&first, one, NULL, &ledger);
		zips_canonical(&second, other, NULL, &ledger);
		assert_int_equal(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)),
				 rows[i].rule != NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_that_covers_the_package_is_excused),
		cmocka_unit_test(one_of_another_package_is_an_alarm),
		cmocka_unit_test(what_a_block_may_hide_is_an_alarm),
		cmocka_unit_test(a_digest_that_is_not_known_covers_nothing),
		cmocka_unit_test(pieces_have_a_mebibyte),
		cmocka_unit_test(a_signature_from_before_a_change_is_no_excuse),
		cmocka_unit_test(blocks_that_are_cut_short_make_no_trouble),
		cmocka_unit_test(zeros_before_a_block_align_it),
		cmocka_unit_test(a_signature_has_no_place_in_the_canonical_form),
	};

	return cmocka_run_group_tests_name("apk_signature", tests, NULL, NULL);
}
