/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tar as other programs write it: sparse files, numbers below zero, old headers that say
 * more than they have fields for. */
#include "base/cleanup.h"
#include "compare/tar_header.h"
#include "tests/unit/packages.h"

static const char ustar_gnu[] = "ustar ";

/* A sparse file of the old GNU form whose map goes on in a block of its own. */
static void
add_sparse(struct buffer *tar, char first_of_map)
{
	size_t at = tar->size;

	tar_add(tar, 'S', "sparse", "", "");
	archive_set(tar, at, TAR_MAGIC, ustar_gnu);
	memcpy(tar->data + at + 263, " \0", 2);
	memset(tar->data + at + 345, 0, 167);
	memcpy(tar->data + at + 386, "00000000000\00000000001000\0", 24);
	tar->data[at + 482] = 1;
	archive_set(tar, at, TAR_SIZE, "00000000005");
	for (size_t i = 0; i < TAR_BLOCK; i++)
		buffer_append_byte(tar, 0);
	memcpy(tar->data + at + TAR_BLOCK, "00000010000\00000000001000\0", 24);
	tar->data[at + TAR_BLOCK] = (uint8_t)first_of_map;
	buffer_append_text(tar, "bytes");
	while (tar->size % TAR_BLOCK != 0)
		buffer_append_byte(tar, 0);
}

static void
a_sparse_map_of_several_blocks_is_read(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	add_sparse(&tar, '0');
	archive_add(&tar, '0', "next", "text");
	archive_end(&tar);
	assert_whole(&format_tar, buffer_bytes(&tar));
	packages_tile(&tiling, &format_tar, buffer_bytes(&tar));
	assert_int_equal(packages_need(&tiling, "sparse", "sparse-map")->bytes.size,
			 TAR_BLOCK);
	assert_int_equal(packages_need(&tiling, "sparse", "content")->bytes.size, 5);
	assert_int_equal(packages_need(&tiling, "next", "content")->bytes.size, 4);
}

static void
another_map_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	add_sparse(&left, '0');
	archive_end(&left);
	add_sparse(&right, '1');
	archive_end(&right);
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "sparse", "sparse-map",
			SEVERITY_ALARM);
}

static void
a_map_that_breaks_off_is_left_over(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	add_sparse(&tar, '0');
	tar.size = TAR_BLOCK + 100;
	packages_tile(&tiling, &format_tar, buffer_bytes(&tar));
	assert_int_equal(tiling.tile_count, 1);
	assert_int_equal(tiling.tiles[0].kind, TILE_OPAQUE);
	assert_string_equal(tiling.tiles[0].complaint,
			    "a sparse file's map is cut short");
}

/* What a reader that knows the record calls the file. */
static void
a_sparse_name_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	archive_add_record(&left, 'x', "GNU.sparse.name", "etc/passwd");
	archive_add(&left, '0', "a", "text");
	archive_end(&left);
	archive_add_record(&right, 'x', "comment", "etc/passwd");
	archive_add(&right, '0', "a", "text");
	archive_end(&right);
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "a",
			"record:GNU.sparse.name", SEVERITY_ALARM);
}

static void
sparse_files_are_kept_as_they_are(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, form = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { 0 };
	struct comparison_options options;
	struct error err;

	(void)state;
	comparison_options_init(&options);
	add_sparse(&tar, '0');
	archive_end(&tar);
	assert_int_equal(normalize(buffer_bytes(&tar), &options, &form, &ledger, &err),
			 0);
	assert_true(bytes_equal(buffer_bytes(&tar), buffer_bytes(&form)));
}

static void
a_time_before_1970_is_one_and_is_not_excused(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	size_t at;

	(void)state;
	at = archive_add(&left, '0', "a", "text");
	memset(left.data + at + 136, 0xff, 12);
	archive_set(&left, at, TAR_LINK, "");
	archive_end(&left);
	archive_add(&right, '0', "a", "text");
	archive_end(&right);
	packages_tile(&tiling, &format_tar, buffer_bytes(&left));
	assert_value(&tiling, "a", "mtime", "-1");
	assert_null(tile_complaint_of(packages_need(&tiling, "a", "mtime")));
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "a", "mtime",
			SEVERITY_NOTE);
}

static void
a_size_below_zero_is_none(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	size_t at;

	(void)state;
	at = archive_add(&tar, '0', "a", "text");
	memset(tar.data + at + 124, 0xff, 12);
	archive_set(&tar, at, TAR_LINK, "");
	archive_end(&tar);
	packages_tile(&tiling, &format_tar, buffer_bytes(&tar));
	assert_int_equal(tiling.tiles[0].kind, TILE_OPAQUE);
	assert_string_equal(tiling.tiles[0].complaint, "a member's size is no number");
}

/* As GNU tar writes v7: with what ustar has for devices, and nothing of the rest. */
static void
make_old(struct buffer *tar, const char *device)
{
	size_t at = archive_add(tar, '0', "a", "text");

	memset(tar->data + at + 257, 0, 255);
	archive_set(tar, at, TAR_DEVMAJOR, device);
	archive_set(tar, at, TAR_DEVMINOR, device);
	archive_end(tar);
}

static void
an_old_header_with_device_numbers_is_sound(void **state)
{
	cleanup_buffer struct buffer gnu = ARCHIVE_INIT, plain = ARCHIVE_INIT,
				     hiding = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	make_old(&gnu, "0000000");
	make_old(&plain, "");
	make_old(&hiding, "hidden");
	assert_whole(&format_tar, buffer_bytes(&gnu));
	archives_judge(buffer_bytes(&gnu), buffer_bytes(&plain), "tar-format/1");
	packages_tile(&tiling, &format_tar, buffer_bytes(&hiding));
	assert_complaint(&tiling, "a", "header-padding");
}

static void
a_device_that_an_old_header_names_is_not_excused(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	make_old(&left, "0000001");
	make_old(&right, "");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "a", "devmajor",
			SEVERITY_ALARM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sparse_map_of_several_blocks_is_read),
		cmocka_unit_test(another_map_is_an_alarm),
		cmocka_unit_test(a_map_that_breaks_off_is_left_over),
		cmocka_unit_test(a_sparse_name_is_an_alarm),
		cmocka_unit_test(sparse_files_are_kept_as_they_are),
		cmocka_unit_test(a_time_before_1970_is_one_and_is_not_excused),
		cmocka_unit_test(a_size_below_zero_is_none),
		cmocka_unit_test(an_old_header_with_device_numbers_is_sound),
		cmocka_unit_test(a_device_that_an_old_header_names_is_not_excused),
	};

	comparison_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
