/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of cpio archives in the old binary form. */
#include "tests/unit/cpio.h"

static void
two_bytes_of_magic_are_not_enough(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;

	(void)state;
	cpio_add(&cpio, CPIO_LITTLE_MAGIC, "one", "text");
	cpio_end(&cpio, CPIO_LITTLE_MAGIC);
	assert_true(format_recognize(buffer_bytes(&cpio)) == &format_cpio);
	cpio_set(&cpio, 0, CPIO_MODE, 0150644);
	assert_false(format_recognize(buffer_bytes(&cpio)) == &format_cpio);
	cpio_set(&cpio, 0, CPIO_MODE, 0100644);
	cpio_set(&cpio, 0, CPIO_NAME_SIZE, 3);
	assert_false(format_recognize(buffer_bytes(&cpio)) == &format_cpio);
}

static void
binary_numbers_have_their_upper_half_first(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	cpio_set(&cpio, cpio_add(&cpio, CPIO_LITTLE_MAGIC, "one", "text"), CPIO_MTIME,
		 0x12345678);
	assert_memory_equal(cpio.data + 16, "\x34\x12\x78\x56", 4);
	cpio_set(&cpio, cpio_add(&cpio, CPIO_BIG_MAGIC, "two", "text"), CPIO_MTIME,
		 0x12345678);
	cpio_end(&cpio, CPIO_LITTLE_MAGIC);
	packages_tile(&tiling, &format_cpio, buffer_bytes(&cpio));
	assert_value(&tiling, "one", "mtime", "305419896");
	assert_value(&tiling, "two", "mtime", "305419896");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_bytes_of_magic_are_not_enough),
		cmocka_unit_test(binary_numbers_have_their_upper_half_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
