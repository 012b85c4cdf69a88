/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of Debian's control files. */
#include "tests/unit/packages.h"

static void
a_control_file_has_a_tile_for_each_field(void **state)
{
	static const char text[] = "Package: a\nDescription: x\n y\n\t.\n\nDepends:b\n\n";
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	packages_tile(&tiling, &format_deb822, bytes_of_text(text));
	assert_value(&tiling, NULL, "Package", "a");
	assert_value(&tiling, NULL, "Description", "x\\x0a y\\x0a\\x09.");
	assert_value(&tiling, NULL, "2/Depends", "b");
	assert_int_equal(tiling.tile_count, 5);
}

static void
lines_that_are_no_fields_are_left_over(void **state)
{
	static const char *const texts[] = { "A: b\nno field\n", "A: b\n: c\n",
					     "A: b\n#c: d\n",	 "A: b\n-c: d\n",
					     "A: b\nc d: e\n",	 "A: b\n\n c\n" };

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		cleanup_tiling struct tiling tiling = { 0 };

		packages_tile(&tiling, &format_deb822, bytes_of_text(texts[i]));
		assert_value(&tiling, NULL, "A", "b");
		assert_complaint(&tiling, NULL, "rest");
	}
}

static void
too_many_fields_are_left_over(void **state)
{
	cleanup_buffer struct buffer text = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	for (int i = 0; i < 10001; i++)
		buffer_printf(&text, "A%d: b\n", i);
	packages_tile(&tiling, &format_deb822, buffer_bytes(&text));
	assert_complaint(&tiling, NULL, "rest");
}

/* Without the newline at its end, a field has the same value in other bytes. */
static void
every_start_of_a_control_file_is_covered(void **state)
{
	static const char text[] = "Package: a\nDescription: x\n y\n\n\nDepends: b\n";

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		cleanup_tiling struct tiling tiling = { 0 };
		size_t covered = 0;

		packages_tile(&tiling, &format_deb822,
			      (struct bytes){ (const uint8_t *)text, size });
		for (size_t i = 0; i < tiling.tile_count; i++)
			covered += tiling.tiles[i].bytes.size;
		assert_int_equal(covered, size);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_control_file_has_a_tile_for_each_field),
		cmocka_unit_test(lines_that_are_no_fields_are_left_over),
		cmocka_unit_test(too_many_fields_are_left_over),
		cmocka_unit_test(every_start_of_a_control_file_is_covered),
	};

	return cmocka_run_group_tests_name("format_deb822", tests, NULL, NULL);
}
