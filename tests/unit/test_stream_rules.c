/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An encoder's choices, each excused as far as its format defines it; and what none
 * makes, which is told. */
#include "tests/unit/streams.h"

static const char text[] = "text\n";

/* As an encoder of ours has it. */
static void
encode(struct buffer *out,
       int (*encoder)(struct bytes content, struct buffer *out, struct error *err))
{
	struct error err = { 0 };

	buffer_clear(out);
	if (encoder(bytes_of_text(text), out, &err) < 0)
		fail_msg("%s", err.message);
}

static void
judge(const struct buffer *published, const struct buffer *rebuilt, const char *rule)
{
	archives_judge(buffer_bytes(published), buffer_bytes(rebuilt), rule);
	archives_judge(buffer_bytes(rebuilt), buffer_bytes(published), rule);
}

/* What the published one has is an alarm, under this key. */
static void
assert_alarm(const struct buffer *published, const struct buffer *rebuilt,
	     const char *key)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	comparison_options_init(&options);
	archives_compare(&comparison, buffer_bytes(published), buffer_bytes(rebuilt),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.accounting.differing,
			 comparison.accounting.found + comparison.accounting.normalized +
				 comparison.accounting.follows);
	for (size_t i = 0; i < comparison.finding_count; i++)
		if (strcmp(comparison.findings[i].key, key) == 0 &&
		    comparison.findings[i].severity == SEVERITY_ALARM)
			return;
	fail_msg("no alarm about %s", key);
}

static void
a_payload_or_a_comment_in_a_gzip_header_is_an_alarm(void **state)
{
	static const struct gzip_header
		plain = { .os = 3 },
		extra = { .flags = 4,
			  .os = 3,
			  .fields = { (const uint8_t *)"\5\0evil!", 7 } },
		comment = { .flags = 16, .os = 3, .fields = BYTES_OF("evil") };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	archive_gzip(&right, bytes_of_text(text), &plain);
	archive_gzip(&left, bytes_of_text(text), &extra);
	assert_alarm(&left, &right, "extra");
	buffer_clear(&left);
	archive_gzip(&left, bytes_of_text(text), &comment);
	assert_alarm(&left, &right, "comment");
}

static void
xz_of(struct buffer *out, struct xz_choices choices)
{
	buffer_clear(out);
	xz_add(out, bytes_of_text(text), choices);
}

static void
a_check_of_xz_is_excused_where_it_is_defined(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	xz_of(&left, (struct xz_choices){ .check = XZ_CHECK_NONE });
	encode(&right, encode_xz);
	judge(&left, &right, "xz-check/1");
	xz_of(&left, (struct xz_choices){ .check = XZ_CHECK_CRC32, .chunk = 2 });
	judge(&left, &right, "xz-check/1");
	judge(&left, &right, "encoder/1");
	xz_of(&left, (struct xz_choices){ .check = XZ_CHECK_UNDEFINED });
	assert_alarm(&left, &right, "rest");
	judge(&left, &right, NULL);
}

/* Whatever it says of itself, where it is not so. */
static void
a_file_of_xz_that_lies_is_an_alarm(void **state)
{
	enum { FLAGS_CRC = 8, FROM_END_INDEX = 14, FROM_END_FOOTER = 3 };
	static const struct {
		size_t from_start, from_end;
		const char *key;
	} lies[] = { { .from_start = FLAGS_CRC, .key = "header-crc" },
		     { .from_end = FROM_END_INDEX, .key = "rest" },
		     { .from_end = FROM_END_FOOTER, .key = "rest" } };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&right, encode_xz);
	for (size_t i = 0; i < array_length(lies); i++) {
		encode(&left, encode_xz);
		left.data[lies[i].from_end > 0 ? left.size - lies[i].from_end
					       : lies[i].from_start] ^= 1;
		assert_alarm(&left, &right, lies[i].key);
	}
}

static void
padding_of_xz_is_excused_where_it_is_zeros_in_fours(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&left, encode_xz);
	encode(&right, encode_xz);
	encode_number(&left, 0, 8);
	judge(&left, &right, "xz-padding/1");
	encode_number(&left, 0, 2);
	assert_alarm(&left, &right, "padding");
	encode(&left, encode_xz);
	encode_number(&left, 1U << 24, 4);
	assert_alarm(&left, &right, "trailing");
}

static void
zstd_of(struct buffer *out, struct zstd_choices choices)
{
	buffer_clear(out);
	zstd_add(out, bytes_of_text(text), choices);
}

static void
a_header_of_zstd_is_excused_where_it_is_true(void **state)
{
	static const struct zstd_choices none = { .window = ZSTD_WINDOW_1K },
					 one = { .descriptor = ZSTD_SINGLE, .size = 5 },
					 eight = { .descriptor = ZSTD_SIZE_IN_8,
						   .size = 5 },
					 lie = { .descriptor = ZSTD_SIZE_IN_8,
						 .size = 6 },
					 unused = { .descriptor = ZSTD_UNUSED },
					 wide = { .descriptor = ZSTD_SIZE_IN_8,
						  .window = ZSTD_WINDOW_256M,
						  .size = 5 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	zstd_of(&right, none);
	zstd_of(&left, one);
	judge(&left, &right, "zstd-frame/1");
	zstd_of(&left, eight);
	judge(&left, &right, "zstd-frame/1");
	zstd_of(&left, wide);
	judge(&left, &right, NULL);
	zstd_of(&left, unused);
	assert_alarm(&left, &right, "descriptor");
	zstd_of(&left, lie);
	assert_alarm(&left, &right, "rest");
}

static void
another_block_of_zstd_is_excused(void **state)
{
	static const struct bytes content = { (const uint8_t *)"aaaaaa", 6 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	zstd_add(&left, content, (struct zstd_choices){ .repeats = true });
	zstd_add(&right, content, (struct zstd_choices){ .repeats = false });
	judge(&left, &right, "encoder/1");
	left.data[left.size - 1] = 'b';
	judge(&left, &right, NULL);
}

static void
a_dictionary_that_is_named_is_an_alarm(void **state)
{
	static const struct zstd_choices none = { .window = ZSTD_WINDOW_1K },
					 zero = { .descriptor = ZSTD_DICTIONARY },
					 named = { .descriptor = ZSTD_DICTIONARY,
						   .dictionary = 7 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	zstd_of(&right, none);
	zstd_of(&left, zero);
	assert_alarm(&left, &right, "dictionary-id");
	zstd_of(&left, named);
	assert_alarm(&left, &right, "dictionary-id");
	buffer_clear(&left);
	buffer_clear(&right);
	lz4_add(&left, bytes_of_text(text), LZ4_INDEPENDENT | LZ4_DICTIONARY);
	lz4_add(&right, bytes_of_text(text), LZ4_INDEPENDENT);
	assert_alarm(&left, &right, "dictionary-id");
}

/* Before, behind and instead of another. */
static void
a_skippable_frame_is_an_alarm(void **state)
{
	static const struct zstd_choices none = { .window = ZSTD_WINDOW_1K };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	zstd_of(&right, none);
	zstd_of(&left, none);
	stream_add_skippable(&left, "payload");
	assert_alarm(&left, &right, "skippable");
	stream_add_skippable(&right, "other77");
	assert_alarm(&left, &right, "skippable");
	stream_add_skippable(&left, "");
	assert_alarm(&left, &right, "2/skippable");

	buffer_clear(&left);
	buffer_clear(&right);
	stream_add_skippable(&left, "payload");
	zstd_add(&left, bytes_of_text(text), none);
	zstd_add(&right, bytes_of_text(text), none);
	assert_alarm(&left, &right, "skippable");

	buffer_clear(&left);
	buffer_clear(&right);
	stream_add_skippable(&left, "payload");
	lz4_add(&left, bytes_of_text(text), 0);
	lz4_add(&right, bytes_of_text(text), 0);
	assert_alarm(&left, &right, "skippable");
	left.data[4] = 200;
	judge(&left, &right, NULL);
}

static void
flags_of_lz4_are_excused_where_they_are_true(void **state)
{
	enum { FLAGS_AT = 4, BLOCK_AT = 5, HEADER_CHECKSUM_AT = 14, RESERVED = 2 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&right, encode_lz4);
	lz4_add(&left, bytes_of_text(text), 0);
	judge(&left, &right, "lz4-frame/1");
	buffer_clear(&left);
	lz4_add(&left, bytes_of_text(text), LZ4_INDEPENDENT | LZ4_SIZE | LZ4_CHECKSUM);
	judge(&left, &right, "lz4-frame/1");
	left.data[left.size - 1] ^= 1;
	assert_alarm(&left, &right, "rest");
	for (size_t i = FLAGS_AT; i <= HEADER_CHECKSUM_AT; i++) {
		encode(&left, encode_lz4);
		left.data[i] ^= RESERVED;
		judge(&left, &right, NULL);
	}
}

static void
a_level_of_bzip2_is_excused_and_what_it_leaves_unsaid_is_told(void **state)
{
	enum { LEVEL_AT = 3, BLOCK_CRC_AT = 10 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&left, encode_bzip2);
	encode(&right, encode_bzip2);
	left.data[LEVEL_AT] = '1';
	judge(&left, &right, "bzip2-level/1");
	left.data[LEVEL_AT] = '0';
	judge(&left, &right, NULL);
	left.data[LEVEL_AT] = '9';
	left.data[BLOCK_CRC_AT] ^= 1;
	assert_alarm(&left, &right, "rest");

	encode(&left, encode_bzip2);
	assert_int_equal(left.data[left.size - 1] & 1, 0);
	left.data[left.size - 1] |= 1;
	assert_alarm(&left, &right, "stream");
}

static void
a_dictionary_of_lzip_is_excused_and_a_trailer_that_lies_is_an_alarm(void **state)
{
	enum { VERSION_AT = 4, DICTIONARY_AT = 5, CRC = 20, SIZE = 16, MEMBER = 8 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&left, encode_lzip);
	encode(&right, encode_lzip);
	left.data[DICTIONARY_AT] = 0xec; /* 4096 less 7/16 of it is too small; 2^12 */
	judge(&left, &right, NULL);
	left.data[DICTIONARY_AT] = 0xd4;
	judge(&left, &right, "lzip-dictionary/1");
	left.data[DICTIONARY_AT] = 30;
	judge(&left, &right, NULL);

	encode(&left, encode_lzip);
	left.data[left.size - CRC]++;
	assert_alarm(&left, &right, "crc32");
	encode(&left, encode_lzip);
	left.data[left.size - SIZE]++;
	assert_alarm(&left, &right, "content-size");
	encode(&left, encode_lzip);
	left.data[left.size - MEMBER]++;
	assert_alarm(&left, &right, "member-size");
	encode(&left, encode_lzip);
	left.data[VERSION_AT] = 0;
	assert_alarm(&left, &right, "rest");
}

static void
lzma_set_size(struct buffer *lzma, uint64_t size)
{
	enum { SIZE_AT = 5 };

	for (size_t i = 0; i < 8; i++)
		lzma->data[SIZE_AT + i] = (uint8_t)(size >> (8 * i));
}

static void
a_header_of_lzma_is_excused_where_it_is_true(void **state)
{
	enum { PROPERTIES_AT = 0, DICTIONARY_AT = 3 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	encode(&left, encode_lzma);
	encode(&right, encode_lzma);
	left.data[DICTIONARY_AT] = 0x10;
	judge(&left, &right, "lzma-header/1");
	lzma_set_size(&left, strlen(text) + 1);
	assert_alarm(&left, &right, "rest");
	/* No header that an encoder writes: it is no lzma file. */
	encode(&left, encode_lzma);
	left.data[PROPERTIES_AT] = 225;
	judge(&left, &right, NULL);
	encode(&left, encode_lzma);
	left.data[1] = 1;
	judge(&left, &right, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_payload_or_a_comment_in_a_gzip_header_is_an_alarm),
		cmocka_unit_test(a_check_of_xz_is_excused_where_it_is_defined),
		cmocka_unit_test(a_file_of_xz_that_lies_is_an_alarm),
		cmocka_unit_test(padding_of_xz_is_excused_where_it_is_zeros_in_fours),
		cmocka_unit_test(a_header_of_zstd_is_excused_where_it_is_true),
		cmocka_unit_test(another_block_of_zstd_is_excused),
		cmocka_unit_test(a_dictionary_that_is_named_is_an_alarm),
		cmocka_unit_test(a_skippable_frame_is_an_alarm),
		cmocka_unit_test(flags_of_lz4_are_excused_where_they_are_true),
		cmocka_unit_test(
			a_level_of_bzip2_is_excused_and_what_it_leaves_unsaid_is_told),
		cmocka_unit_test(
			a_dictionary_of_lzip_is_excused_and_a_trailer_that_lies_is_an_alarm),
		cmocka_unit_test(a_header_of_lzma_is_excused_where_it_is_true),
	};

	return cmocka_run_group_tests_name("stream rules", tests, NULL, NULL);
}
