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

/* What stands before an archive, as tiles. */
static void
assert_prefix(struct bytes prefix, const char *wanted)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer whole = ARCHIVE_INIT, tiles = ARCHIVE_INIT;
	struct error err;

	buffer_append(&whole, prefix);
	buffer_append(&whole, zips_write_one(&zip, FILE_A));
	assert_int_equal(tiles_to_text(buffer_bytes(&whole), &tiles, &err), 0);
	if (strstr(buffer_text(&tiles), wanted) == NULL)
		fail_msg("no %s in\n%s", wanted, buffer_text(&tiles));
}

static void
the_header_of_a_crx_is_read(void **state)
{
	static const struct bytes crx2 = EXTRA("Cr24\2\0\0\0\3\0\0\0\4\0\0\0keysign");
	static const struct bytes crx3 = EXTRA("Cr24\3\0\0\0\5\0\0\0proto");

	(void)state;
	assert_prefix(crx2, "crx/version = 2");
	assert_prefix(crx2, "crx/public-key = key");
	assert_prefix(crx2, "crx/signature = sign");
	assert_prefix(crx3, "crx/header = proto");
	assert_prefix(EXTRA("Cr24\3\0\0\0\5\0\0\0protomore"), "opaque  prefix");
	for (size_t size = 1; size < crx2.size; size++)
		assert_prefix(bytes_slice(crx2, 0, size), "opaque  prefix");
}

/* Its signature is of the whole. */
static void
what_a_crx_holds_stays_as_it_is(void **state)
{
	cleanup_zip_writer struct zip_writer inner = ZIP_WRITER_INIT,
					     zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer crx = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct bytes content;

	(void)state;
	content = zips_write_one(&inner, FILE_A);
	zip_add(&zip, (struct zip_file){ .name = "a.zip", .data = content });
	buffer_append(&crx, EXTRA("Cr24\3\0\0\0\5\0\0\0proto"));
	buffer_append(&crx, zip_finish(&zip, ""));
	zips_canonical(&out, buffer_bytes(&crx), NULL, &ledger);
	assert_non_null(memmem(out.data, out.size, content.data, content.size));
	zips_canonical(&out, buffer_bytes(&zip.out), NULL, &ledger);
	assert_null(memmem(out.data, out.size, content.data, content.size));
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
		cmocka_unit_test(the_header_of_a_crx_is_read),
		cmocka_unit_test(what_a_crx_holds_stays_as_it_is),
		cmocka_unit_test(what_stands_before_or_behind_an_archive_is_an_alarm),
		cmocka_unit_test(entries_that_share_their_bytes_are_an_alarm),
	};

	return cmocka_run_group_tests_name("zip_end", tests, NULL, NULL);
}
