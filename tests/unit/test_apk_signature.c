/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing blocks of Android packages, put together without keys: what they have to cover,
 * what they may hide, and when they are excused. */
#include "base/digest.h"

#include "tests/unit/zips.h"

enum { V2 = 0x7109871a, PADDING = 0x42726577, SHA256_ALGORITHM = 0x0103 };
#define V3 0xf05368c0

/* A package in three sections, and the pairs of its block. */
struct apk {
	struct zip_writer zip;
	struct buffer pairs;
	size_t members;
};

#define APK_INIT    ((struct apk){ .zip = ZIP_WRITER_INIT, .pairs = ARCHIVE_INIT })
#define cleanup_apk __attribute__((cleanup(apk_release)))

static void
apk_release(struct apk *apk)
{
	zip_writer_release(&apk->zip);
	buffer_release(&apk->pairs);
}

static void
put_sized(struct buffer *out, struct bytes bytes)
{
	encode_number(out, bytes.size, 4);
	buffer_append(out, bytes);
}

/* Of pieces of 1 MiB at most, "\xa5 SIZE PIECE" each, one section after the other. */
static struct digest
digest_sections(const struct bytes *sections, size_t count)
{
	cleanup_buffer struct buffer all = ARCHIVE_INIT, digests = ARCHIVE_INIT;
	uint32_t pieces = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < sections[i].size; at += 1 << 20, pieces++) {
			struct bytes piece = bytes_slice(sections[i], at, 1 << 20);
			struct digest digest;

			buffer_clear(&all);
			buffer_append_byte(&all, 0xa5);
			put_sized(&all, piece);
			digest = digest_of(DIGEST_SHA256, buffer_bytes(&all));
			buffer_append(&digests,
				      (struct bytes){ digest.data, digest.size });
		}
	buffer_clear(&all);
	buffer_append_byte(&all, 0x5a);
	encode_number(&all, pieces, 4);
	buffer_append(&all, buffer_bytes(&digests));
	return digest_of(DIGEST_SHA256, buffer_bytes(&all));
}

static struct digest
digest_apk(struct apk *apk)
{
	cleanup_zip_writer struct zip_writer end = ZIP_WRITER_INIT;
	struct bytes sections[3] = { buffer_bytes(&apk->zip.out),
				     buffer_bytes(&apk->zip.directory) };

	end.count = apk->zip.count;
	buffer_append(&end.directory, buffer_bytes(&apk->zip.directory));
	zip_end_record(&end, apk->zip.out.size, "");
	sections[2] = buffer_bytes(&end.out);
	return digest_sections(sections, 3);
}

static void
put_pair(struct apk *apk, uint32_t id, struct bytes value)
{
	encode_number(&apk->pairs, value.size + 4, 8);
	encode_number(&apk->pairs, id, 4);
	buffer_append(&apk->pairs, value);
}

/* A list of one signer, with a digest and texts for all that takes a key. */
static void
put_signers(struct apk *apk, uint32_t id, uint32_t algorithm, uint8_t flip)
{
	cleanup_buffer struct buffer digest = ARCHIVE_INIT, digests = ARCHIVE_INIT,
				     data = ARCHIVE_INIT, signer = ARCHIVE_INIT,
				     signers = ARCHIVE_INIT, value = ARCHIVE_INIT;
	struct digest sum = digest_apk(apk);

	sum.data[0] ^= flip;
	encode_number(&digest, algorithm, 4);
	put_sized(&digest, (struct bytes){ sum.data, sum.size });
	put_sized(&digests, buffer_bytes(&digest));
	put_sized(&data, buffer_bytes(&digests));
	put_sized(&data, bytes_of_text("certificates"));
	if (id == V3)
		encode_number(&data, 28, 8);
	put_sized(&data, bytes_of_text("attributes"));
	encode_number(&data, 0, 4);
	put_sized(&signer, buffer_bytes(&data));
	if (id == V3)
		encode_number(&signer, 28, 8);
	put_sized(&signer, bytes_of_text("signatures"));
	put_sized(&signer, bytes_of_text("key"));
	put_sized(&signers, buffer_bytes(&signer));
	put_sized(&value, buffer_bytes(&signers));
	put_pair(apk, id, buffer_bytes(&value));
}

static void
begin(struct apk *apk)
{
	zip_add(&apk->zip,
		(struct zip_file){ .name = "classes.dex", .content = "dex\n" });
	zip_add(&apk->zip, (struct zip_file){ .name = "b",
					      .content = "two",
					      .method = ZIP_DEFLATED });
}

static struct bytes
finish(struct apk *apk)
{
	struct buffer *out = &apk->zip.out;
	size_t size = apk->pairs.size + 24;

	apk->members = out->size;
	if (apk->pairs.size > 0) {
		encode_number(out, size, 8);
		buffer_append(out, buffer_bytes(&apk->pairs));
		encode_number(out, size, 8);
		buffer_append_text(out, "APK Sig Block 42");
	}
	return zip_finish(&apk->zip, "");
}

/* Zeros before the block, as apksigner writes them, and so many more. */
static struct bytes
finish_aligned(struct apk *apk, size_t more, uint8_t filler)
{
	while (apk->zip.out.size % 4096 != 0 || more-- > 0)
		buffer_append_byte(&apk->zip.out, filler);
	put_signers(apk, V2, SHA256_ALGORITHM, 0);
	return finish(apk);
}

/* The package with these pairs, published and rebuilt, against the one without a block.
 */
static void
judge(struct apk *signed_one, const char *alarm)
{
	cleanup_apk struct apk plain = APK_INIT;
	struct bytes one = finish(signed_one), other;

	begin(&plain);
	other = finish(&plain);
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
	begin(&apk);
	put_signers(&apk, V2, SHA256_ALGORITHM, 0);
	put_signers(&apk, V3, SHA256_ALGORITHM, 0);
	put_pair(&apk, PADDING, BYTES_OF(zeros));
	judge(&apk, NULL);
}

static void
one_of_another_package_is_an_alarm(void **state)
{
	static const uint32_t ids[] = { V2, V3 };

	(void)state;
	for (size_t i = 0; i < array_length(ids); i++) {
		cleanup_apk struct apk apk = APK_INIT;

		begin(&apk);
		put_signers(&apk, ids[i], SHA256_ALGORITHM, 1);
		judge(&apk, i == 0 ? "signature/v2" : "signature/v3");
	}
}

static void
what_a_block_may_hide_is_an_alarm(void **state)
{
	cleanup_apk struct apk pair = APK_INIT, padding = APK_INIT, nothing = APK_INIT,
			       rest = APK_INIT;

	(void)state;
	begin(&pair);
	put_signers(&pair, V2, SHA256_ALGORITHM, 0);
	put_pair(&pair, 0x71777777, bytes_of_text("channel"));
	judge(&pair, "signature/0x71777777");
	begin(&padding);
	put_signers(&padding, V2, SHA256_ALGORITHM, 0);
	put_pair(&padding, PADDING, bytes_of_text("data"));
	judge(&padding, "signature/padding");
	begin(&nothing);
	put_pair(&nothing, PADDING, (struct bytes){ 0 });
	judge(&nothing, "signature");
	begin(&rest);
	put_signers(&rest, V2, SHA256_ALGORITHM, 0);
	encode_number(&rest.pairs, 1, 8);
	judge(&rest, "signature/rest");
}

static void
a_digest_that_is_not_known_covers_nothing(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT;

	(void)state;
	begin(&apk);
	put_signers(&apk, V2, 0x0421, 0);
	begin(&plain);
	archives_judge(finish(&apk), finish(&plain), NULL);
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
	put_signers(&apk, V2, SHA256_ALGORITHM, 0);
	archives_judge(finish(&apk), finish(&plain), "signature-block/1");
}

/* The same change on both sides, and one of them signed before it. */
static void
a_signature_from_before_a_change_is_no_excuse(void **state)
{
	cleanup_apk struct apk apk = APK_INIT, plain = APK_INIT;

	(void)state;
	begin(&apk);
	put_signers(&apk, V2, SHA256_ALGORITHM, 0);
	finish(&apk);
	begin(&plain);
	finish(&plain);
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
	begin(&whole);
	put_signers(&whole, V3, SHA256_ALGORITHM, 0);
	begin(&plain);
	other = finish(&plain);
	for (size_t size = 0; size < whole.pairs.size; size++) {
		cleanup_apk struct apk apk = APK_INIT;

		begin(&apk);
		buffer_append(&apk.pairs,
			      bytes_slice(buffer_bytes(&whole.pairs), 0, size));
		if (size > 8) /* the pair says that it is as long as it is */
			for (size_t i = 0; i < 8; i++)
				apk.pairs.data[i] = (uint8_t)((size - 8) >> (8 * i));
		assert_int_equal(zips_outcome(finish(&apk), other, NULL),
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
	begin(&apk);
	put_signers(&apk, V2, SHA256_ALGORITHM, 0);
	zips_canonical(&first, finish(&apk), NULL, &ledger);
	begin(&plain);
	zips_canonical(&second, finish(&plain), NULL, &ledger);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	/* What has to stay is signed. */
	begin(&more);
	put_signers(&more, V2, SHA256_ALGORITHM, 0);
	put_pair(&more, 0x71777777, bytes_of_text("channel"));
	zips_canonical(&first, finish(&more), NULL, &ledger);
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
	begin(&plain);
	other = finish(&plain);
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_apk struct apk apk = APK_INIT;
		cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
		cleanup_strings struct strings ledger = { NULL, 0 };
		struct bytes one;

		begin(&apk);
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
