/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "rebuild/archive_kind.h"
#include "tests/unit/archives.h"
#include "tests/unit/scratch.h"

static const char commit[] = "0123456789abcdef0123456789abcdef01234567";

static char *
write_artifact(const char *folder, struct bytes bytes)
{
	char *path = path_join(folder, "artifact");
	struct error err;

	assert_int_equal(file_write(path, bytes, 0644, &err), 0);
	return path;
}

static void
read_kind(struct archive_kind *kind, const char *folder, struct bytes bytes)
{
	cleanup_free char *path = write_artifact(folder, bytes);
	struct session session = { 0 };
	struct error err;

	assert_int_equal(archive_kind_read(kind, &session, path, &err), 0);
}

static void
add_of_automake(struct buffer *tar)
{
	static const char *const names[] = { "x-1/", "x-1/z", "x-1/a" };

	for (size_t i = 0; i < array_length(names); i++) {
		size_t at = archive_add(tar, i == 0 ? '5' : '0', names[i], "");

		archive_set(tar, at, TAR_MAGIC, "");
		archive_set(tar, at, TAR_VERSION, "");
	}
	archive_end(tar);
}

static void
a_commit_in_a_global_header_is_of_git_archive(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };

	archive_add_record(&tar, 'g', "comment", commit);
	archive_add(&tar, '5', "x-1/", "");
	archive_add(&tar, '0', "x-1/a", "1");
	archive_end(&tar);
	read_kind(&kind, *state, buffer_bytes(&tar));
	assert_string_equal(kind.name, "git-archive");
	assert_string_equal(kind.marks.commit, commit);
	assert_string_equal(kind.marks.packing, "none");
	assert_true(kind.marks.sorted);
	assert_int_equal(kind.marks.members, 2);
}

static void
what_is_no_commit_is_not_taken_for_one(void **state)
{
	static const char *const others[] = {
		"0123456789abcdef0123456789abcdef0123456g",
		"0123456789ABCDEF0123456789abcdef01234567",
		"0123456789abcdef0123456789abcdef0123456",
	};

	for (size_t i = 0; i < array_length(others); i++) {
		cleanup_buffer struct buffer tar = ARCHIVE_INIT;
		cleanup_archive_kind struct archive_kind kind = { 0 };

		archive_add_record(&tar, 'g', "comment", others[i]);
		archive_add(&tar, '0', "x-1/a", "1");
		read_kind(&kind, *state, buffer_bytes(&tar));
		assert_string_equal(kind.marks.commit, "");
		assert_string_not_equal(kind.name, "git-archive");
	}
}

static void
old_headers_in_no_order_are_of_automake(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };

	add_of_automake(&tar);
	read_kind(&kind, *state, buffer_bytes(&tar));
	assert_string_equal(kind.name, "automake");
	assert_int_equal(kind.marks.dialect, TAR_V7);
	assert_false(kind.marks.sorted);
	assert_true(kind.marks.folders);
	assert_int_equal(kind.marks.tail, 2 * TAR_BLOCK);
}

static void
times_with_fractions_for_all_are_of_python(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };
	size_t at;

	archive_add_record(&tar, 'x', "mtime", "1644311648.9107711");
	at = archive_add(&tar, '0', "x-1/a", "1");
	archive_set(&tar, at, TAR_UNAME, "ann");
	read_kind(&kind, *state, buffer_bytes(&tar));
	assert_string_equal(kind.name, "python");
	assert_int_equal(kind.marks.newest, 1644311648);
}

static void
access_and_change_times_are_of_automake_pax(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };

	tar_add(&tar, 'x', "PaxHeader", "",
		"20 mtime=1600000000\n20 atime=1600000001\n20 ctime=1600000002\n");
	archive_add(&tar, '0', "x-1/a", "1");
	read_kind(&kind, *state, buffer_bytes(&tar));
	assert_string_equal(kind.name, "automake-pax");
}

static void
the_type_in_the_mode_is_of_bsd_tar(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };

	archive_set(&tar, archive_add(&tar, '0', "x-1/a", "1"), TAR_MODE, "100644 ");
	read_kind(&kind, *state, buffer_bytes(&tar));
	assert_string_equal(kind.name, "bsd-tar");
}

static void
what_gzip_says_is_read(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };
	struct gzip_header header = {
		.flags = 8,
		.mtime = 7,
		.xfl = 2,
		.os = 255,
		.fields = { (const uint8_t *)"x-1.crate", sizeof("x-1.crate") },
	};

	archive_add(&tar, '0', "x-1/a", "1");
	archive_gzip(&out, buffer_bytes(&tar), &header);
	read_kind(&kind, *state, buffer_bytes(&out));
	assert_string_equal(kind.name, "cargo");
	assert_string_equal(kind.marks.gzip_name, "x-1.crate");
	assert_int_equal(kind.marks.gzip_time, 7);
	assert_int_equal(kind.marks.gzip_xfl, 2);
	assert_int_equal(kind.marks.gzip_os, 255);
	assert_int_equal(kind.marks.gzip_size, 20);
}

static void
what_is_no_tar_or_breaks_off_is_unknown(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, out = ARCHIVE_INIT;
	struct gzip_header header = { 0 };

	add_of_automake(&tar);
	archive_gzip(&out, buffer_bytes(&tar), &header);
	for (size_t size = 0; size < out.size; size++) {
		cleanup_archive_kind struct archive_kind kind = { 0 };

		read_kind(&kind, *state, bytes_slice(buffer_bytes(&out), 0, size));
		assert_string_equal(kind.name, "unknown");
		assert_false(kind.marks.tar);
	}
}

/* Lines enough that levels differ. */
static void
add_much(struct buffer *tar)
{
	cleanup_buffer struct buffer text = ARCHIVE_INIT;

	for (unsigned i = 0; i < 20000; i++)
		buffer_printf(&text, "line %u of %u\n", i * 7919 % 10007, i % 13);
	archive_add(tar, '0', "x-1/a", buffer_text(&text));
	archive_end(tar);
}

static void
the_compressor_is_found_by_its_bytes(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_archive_kind struct archive_kind kind = { 0 };
	struct gzip_header header = { .flags = 8,
				      .xfl = 2,
				      .fields = { (const uint8_t *)"a", 2 } };
	cleanup_free char *path = NULL;
	const char *command = NULL;
	struct session session = { 0 };
	struct error err;

	add_much(&tar);
	archive_gzip(&out, buffer_bytes(&tar), &header); /* zlib's level 9 */
	path = write_artifact(*state, buffer_bytes(&out));
	assert_int_equal(archive_kind_read(&kind, &session, path, &err), 0);
	if (archive_kind_compressor(&command, &session, &kind, path, &err) < 0) {
		print_message("%s\n", err.message);
		skip();
	}
	if (access("/usr/bin/python3", X_OK) < 0)
		skip(); /* whose zlib it is */
	assert_non_null(command);
	assert_string_equal(command, "zlib -9");
	/* Another encoding of the same: a stream with one byte more to carry. */
	buffer_append_byte(&out, 0);
	free(write_artifact(*state, buffer_bytes(&out)));
	assert_int_equal(archive_kind_compressor(&command, &session, &kind, path, &err),
			 0);
	assert_null(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_in_a_global_header_is_of_git_archive),
		cmocka_unit_test(what_is_no_commit_is_not_taken_for_one),
		cmocka_unit_test(old_headers_in_no_order_are_of_automake),
		cmocka_unit_test(times_with_fractions_for_all_are_of_python),
		cmocka_unit_test(access_and_change_times_are_of_automake_pax),
		cmocka_unit_test(the_type_in_the_mode_is_of_bsd_tar),
		cmocka_unit_test(what_gzip_says_is_read),
		cmocka_unit_test(what_is_no_tar_or_breaks_off_is_unknown),
		cmocka_unit_test(the_compressor_is_found_by_its_bytes),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
