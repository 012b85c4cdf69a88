/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tar_header.h"

#include <stdlib.h>

#include "tests/unit/archives.h"

static void
numbers_are_octal_or_binary_and_nothing_else(void **state)
{
	enum { NONE = 12345 };
	static const struct {
		const char *text;
		size_t size;
		int64_t number; /* NONE: it is none */
	} rows[] = {
		{ "0000644", 8, 0644 },
		{ "  644 \0", 8, 0644 },
		{ "\0\0\0\0\0\0\0\0", 8, 0 },
		{ "7777777\0", 8, 07777777 },
		{ "0000648", 8, NONE },
		{ "6 44\0\0\0\0", 8, NONE },
		{ "-000644", 8, NONE },
		{ "0x1f\0\0\0\0", 8, NONE },
		{ "\x80\0\0\0\0\0\1\0", 8, 256 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff", 8, -1 },
		{ "\xff\xff\xff\xff\xff\xff\xff\xff\xed\x30\x08\x80", 12, -315619200 },
		{ "\xff\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, NONE },
		{ "\x80\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12, NONE },
		{ "777777777777777777777777", 24, NONE },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct bytes field = { (const uint8_t *)rows[i].text, rows[i].size };
		int64_t number;
		bool read = tar_number(field, &number);

		if (read != (rows[i].number != NONE) ||
		    (read && number != rows[i].number))
			fail_msg("row %zu: %lld", i, (long long)number);
	}
}

static void
a_checksum_is_right_in_both_ways_that_were_ever_used(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	struct bytes header;

	(void)state;
	archive_add(&tar, '0', "na\xefve", "");
	header = buffer_bytes(&tar);
	assert_true(tar_checksum_is_right(header));
	/* Old writers added the bytes up as signed ones: 256 less for the \xef. */
	for (unsigned less = 0; less < 2; less++) {
		unsigned sum = (unsigned)strtoul((const char *)tar.data + 148, NULL, 8);
		char text[16];

		snprintf(text, sizeof(text), "%06o", sum - 256);
		archive_set(&tar, 0, TAR_CHECKSUM, text);
		assert_int_equal(tar_checksum_is_right(header), less == 0);
	}
	assert_false(tar_checksum_is_right(bytes_slice(header, 0, TAR_BLOCK - 1)));
}

static void
a_dialect_is_told_by_its_magic(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	archive_add(&tar, '0', "a", "");
	assert_int_equal(tar_dialect_of(buffer_bytes(&tar)), TAR_USTAR);
	archive_set(&tar, 0, TAR_MAGIC, "ustar ");
	assert_int_equal(tar_dialect_of(buffer_bytes(&tar)), TAR_GNU_DIALECT);
	archive_set(&tar, 0, TAR_MAGIC, "");
	assert_int_equal(tar_dialect_of(buffer_bytes(&tar)), TAR_V7);
}

static void
a_text_ends_at_its_first_nul_or_with_its_field(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	archive_add(&tar, '0', "a", "");
	tar.data[5] = 'x';
	assert_int_equal(tar_field_text(buffer_bytes(&tar), TAR_NAME).size, 1);
	memset(tar.data, 'n', 100);
	assert_int_equal(tar_field_text(buffer_bytes(&tar), TAR_NAME).size, 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_octal_or_binary_and_nothing_else),
		cmocka_unit_test(a_checksum_is_right_in_both_ways_that_were_ever_used),
		cmocka_unit_test(a_dialect_is_told_by_its_magic),
		cmocka_unit_test(a_text_ends_at_its_first_nul_or_with_its_field),
	};

	return cmocka_run_group_tests_name("tar_header", tests, NULL, NULL);
}
