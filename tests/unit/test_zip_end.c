/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where readers of a zip archive look for its directory, and what it does not point to.
 */
#include "compare/zip.h"

#include "tests/unit/zips.h"

static void
bytes_between_members_and_directory_are_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&left, FILE_A);
	for (unsigned i = 0; i < 64; i++)
		buffer_append_byte(&left.out, 'x');
	zips_assert_alarm(zip_finish(&left, ""), zips_write_one(&right, FILE_A), "gap");
}

static void
a_member_that_the_directory_does_not_list_is_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&left, FILE_A);
	zip_add(&left,
		(struct zip_file){ .name = "b", .content = "two", .no_entry = true });
	zips_assert_alarm(zip_finish(&left, ""), zips_write_one(&right, FILE_A), "gap");
}

/* An archive whose comment is an archive. */
static void
two_ends_of_directory_are_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	size_t size;

	(void)state;
	zip_add(&left, FILE_A);
	zip_finish(&left, "");
	size = left.out.size;
	zip_end_record(&left, size - 22 - left.directory.size, "");
	left.out.data[size - 2] = 22;
	zips_assert_alarm(buffer_bytes(&left.out), zips_write_one(&right, FILE_A),
			  "end/doubt");
}

static void
a_signature_within_the_comment_is_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&left, FILE_A);
	zip_add(&right, FILE_A);
	zips_assert_alarm(zip_finish(&left, "PK\5\6"), zip_finish(&right, ""),
			  "end/doubt");
}

static void
two_directories_are_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	size_t first;

	(void)state;
	zip_add(&left, FILE_A);
	first = left.out.size;
	buffer_append(&left.out, buffer_bytes(&left.directory));
	buffer_append(&left.out, buffer_bytes(&left.directory));
	zip_end_record(&left, first, "");
	zips_assert_alarm(buffer_bytes(&left.out), zips_write_one(&right, FILE_A),
			  "end/doubt");
}

static void
what_stands_before_or_behind_an_archive_is_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer odd = ARCHIVE_INIT;
	struct bytes plain;

	(void)state;
	zip_add(&left, FILE_A);
	buffer_append_text(&odd, "#!/bin/sh\nrm -r /\n\1");
	buffer_append(&odd, zip_finish(&left, ""));
	plain = zips_write_one(&right, FILE_A);
	zips_assert_alarm(buffer_bytes(&odd), plain, "prefix");
	buffer_clear(&odd);
	buffer_append(&odd, plain);
	buffer_append_text(&odd, "more");
	zips_assert_alarm(buffer_bytes(&odd), plain, "gap");
}

static void
entries_that_share_their_bytes_are_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file file = FILE_A;

	(void)state;
	zip_add(&left, file);
	file.name = "b";
	zip_central(&left, &file, 0, bytes_of_text("one\n"));
	zips_assert_alarm(zip_finish(&left, ""), zips_write_one(&right, FILE_A),
			  "member");
}

/* A reader from the front stops at the directory. */
static void
a_member_behind_the_directory_is_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file files[] = { FILE_A, { .name = "b", .content = "two" } };
	size_t directory;

	(void)state;
	zip_add(&left, files[0]);
	zip_add(&right, files[0]);
	zip_add(&right, files[1]);
	directory = left.out.size;
	zip_central(&left, &files[1], directory + 2 * (ZIP_CENTRAL_SIZE + 1),
		    bytes_of_text(files[1].content));
	buffer_append(&left.out, buffer_bytes(&left.directory));
	files[1].no_entry = true;
	zip_add(&left, files[1]);
	zip_end_record(&left, directory, "");
	zips_assert_alarm(buffer_bytes(&left.out), zip_finish(&right, ""), "end/offset");
}

static void
an_archive_in_several_files_is_an_alarm(void **state)
{
	enum { DISK_OF_MEMBER = 34, DISK_OF_END = 4, DISK_OF_DIRECTORY = 6 };
	static const struct {
		const char *key;
		size_t at;
	} rows[] = { { "attributes", ZIP_LOCAL_SIZE + 5 + DISK_OF_MEMBER },
		     { "end/disks",
		       ZIP_LOCAL_SIZE + 5 + ZIP_CENTRAL_SIZE + 1 + DISK_OF_END },
		     { "end/disks",
		       ZIP_LOCAL_SIZE + 5 + ZIP_CENTRAL_SIZE + 1 + DISK_OF_DIRECTORY } };

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
						     right = ZIP_WRITER_INIT;

		zips_write_one(&left, FILE_A);
		left.out.data[rows[i].at] = 1;
		zips_assert_alarm(buffer_bytes(&left.out), zips_write_one(&right, FILE_A),
				  rows[i].key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_between_members_and_directory_are_an_alarm),
		cmocka_unit_test(a_member_that_the_directory_does_not_list_is_an_alarm),
		cmocka_unit_test(two_ends_of_directory_are_an_alarm),
		cmocka_unit_test(a_signature_within_the_comment_is_an_alarm),
		cmocka_unit_test(two_directories_are_an_alarm),
		cmocka_unit_test(a_member_behind_the_directory_is_an_alarm),
		cmocka_unit_test(an_archive_in_several_files_is_an_alarm),
		cmocka_unit_test(what_stands_before_or_behind_an_archive_is_an_alarm),
		cmocka_unit_test(entries_that_share_their_bytes_are_an_alarm),
	};

	return cmocka_run_group_tests_name("zip_end", tests, NULL, NULL);
}
