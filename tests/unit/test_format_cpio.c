/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpio archives of every dialect, what is wrong with some, and what two differ in. */
#include "tests/unit/cpio.h"

static const char *const magics[] = { "070701", "070702", "070707", CPIO_LITTLE_MAGIC,
				      CPIO_BIG_MAGIC };
static const char newc[] = "070701";

/* A file, and a file of two names with its content at the second. */
static void
add_archive(struct buffer *cpio, const char *magic, uint64_t inode)
{
	size_t at;

	cpio_add(cpio, magic, "usr/bin/tool", "code\n");
	at = cpio_add(cpio, magic, "a", "");
	cpio_set(cpio, at, CPIO_INODE, inode);
	cpio_set(cpio, at, CPIO_NLINK, 2);
	at = cpio_add(cpio, magic, "b", "text");
	cpio_set(cpio, at, CPIO_INODE, inode);
	cpio_set(cpio, at, CPIO_NLINK, 2);
	cpio_end(cpio, magic);
}

static void
every_dialect_is_tiled_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(magics); i++) {
		cleanup_buffer struct buffer cpio = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		add_archive(&cpio, magics[i], 7);
		assert_whole(&format_cpio, buffer_bytes(&cpio));
		packages_tile(&tiling, &format_cpio, buffer_bytes(&cpio));
		assert_value(&tiling, "usr/bin/tool", "path", "usr/bin/tool");
		assert_value(&tiling, "usr/bin/tool", "mode", "100644");
		assert_value(&tiling, "usr/bin/tool", "type", "file");
		assert_value(&tiling, "b", "inode", "7");
		assert_value(&tiling, "b", "linkpath", "a");
		assert_null(packages_look(&tiling, "a", "linkpath"));
		assert_int_equal(packages_need(&tiling, "b", "content")->bytes.size, 4);
		assert_non_null(packages_look(&tiling, NULL, "trailer"));
	}
}

static void
assert_trouble(struct buffer *published, const char *path, const char *key)
{
	cleanup_buffer struct buffer rebuilt = ARCHIVE_INIT;

	cpio_add(&rebuilt, newc, "one", "text");
	cpio_end(&rebuilt, newc);
	assert_severity(buffer_bytes(published), buffer_bytes(&rebuilt), path, key,
			SEVERITY_ALARM);
}

static void
a_wrong_sum_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	cpio_set(&left, cpio_add(&left, "070702", "one", "text"), CPIO_CHECK, 1);
	cpio_end(&left, "070702");
	cpio_add(&right, "070702", "one", "test");
	cpio_end(&right, "070702");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "one", "check",
			SEVERITY_ALARM);
}

static void
bytes_behind_a_name_are_an_alarm(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	cpio_add(&cpio, newc, "one", "text");
	cpio_end(&cpio, newc);
	cpio.data[111] = 0; /* "o", a NUL, "e" */
	packages_tile(&tiling, &format_cpio, buffer_bytes(&cpio));
	assert_complaint(&tiling, "o", "path/padding");
	cpio.data[111] = 'n';
	cpio.data[113] = 'x'; /* where the NUL is to be */
	packages_tile(&tiling, &format_cpio, buffer_bytes(&cpio));
	assert_complaint(&tiling, "onex", "path");
}

static void
padding_and_trailers_hold_nothing(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;
	size_t trailer;

	(void)state;
	cpio_add(&cpio, newc, "one", "text");
	trailer = cpio.size;
	cpio_end(&cpio, newc);
	cpio.data[cpio.size - 1] = 'x';
	assert_trouble(&cpio, "x", "trailer/padding");
	cpio.size = trailer;
	cpio_add(&cpio, newc, "TRAILER!!!", "data");
	assert_trouble(&cpio, "x", "trailer");
	assert_trouble(&cpio, "x", "trailer/content");
	cpio.size = trailer;
	cpio_end(&cpio, newc);
	buffer_append_text(&cpio, "more");
	assert_trouble(&cpio, "x", "trailing");
}

/* The kernel unpacks what follows over what was there. */
static void
an_archive_behind_the_first_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT, gzip = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	struct gzip_header plain = { .os = 3 };
	size_t end;

	(void)state;
	cpio_add(&cpio, newc, "one", "text");
	cpio_end(&cpio, newc);
	end = cpio.size;
	archive_gzip(&gzip, buffer_bytes(&cpio), &plain);
	cpio_add(&cpio, newc, "one", "more");
	cpio_end(&cpio, newc);
	assert_whole(&format_cpio, buffer_bytes(&cpio));
	packages_tile(&tiling, &format_cpio, buffer_bytes(&cpio));
	assert_value(&tiling, "(archive 2)/one", "path", "one");
	assert_trouble(&cpio, "x", "2/trailer");
	cpio.size = end;
	for (int i = 0; i < 8; i++)
		buffer_append_byte(&cpio, 0);
	buffer_append(&cpio, buffer_bytes(&gzip));
	assert_whole(&format_cpio, buffer_bytes(&cpio));
	assert_trouble(&cpio, "(compressed archive)", "member");
}

static void
an_archive_without_a_trailer_is_complained_of(void **state)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;

	(void)state;
	cpio_add(&cpio, newc, "one", "text");
	buffer_append_text(&cpio, "rest");
	assert_trouble(&cpio, "x", "rest");
}

static void
hostile_numbers_end_the_archive(void **state)
{
	static const struct {
		size_t offset;
		const char *text;
	} rows[] = {
		{ 54, "ffffffff" }, /* size */
		{ 94, "ffffffff" }, /* size of the name */
		{ 94, "00000000" }, { 54, "-0000001" }, { 14, "0000 1a4" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer cpio = ARCHIVE_INIT;
		struct bytes plain;

		cpio_add(&cpio, newc, "one", "text");
		cpio_add(&cpio, newc, "two", "text");
		cpio_end(&cpio, newc);
		plain = buffer_bytes(&cpio);
		if (i == 0) {
			cleanup_tiling struct tiling tiling = { 0 };

			memcpy(cpio.data + rows[i].offset, rows[i].text, 8);
			packages_tile(&tiling, &format_cpio, plain);
			assert_complaint(&tiling, "one", "size");
			continue;
		}
		memcpy(cpio.data + rows[i].offset, rows[i].text, 8);
		assert_ptr_not_equal(format_recognize(plain), &format_cpio);
	}
}

static void
fields(enum cpio_field field, uint64_t published, const char *rule)
{
	for (size_t i = 0; i < 2; i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

		add_archive(&left, magics[i], 7);
		add_archive(&right, magics[i], 7);
		cpio_set(&left, 0, field, published);
		assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, rule);
		assert_rule(buffer_bytes(&right), buffer_bytes(&left), NULL, rule);
	}
}

static void
numbers_of_the_file_system_are_excused(void **state)
{
	(void)state;
	fields(CPIO_MTIME, 1000000000, "cpio-mtime/1");
	fields(CPIO_MTIME, 0xffffffff, NULL);
	fields(CPIO_INODE, 99, "cpio-inode/1");
	fields(CPIO_FILESYSTEM_MINOR, 8, "cpio-device/1");
	fields(CPIO_FILESYSTEM_MAJOR, 8, "cpio-device/1");
	fields(CPIO_UID, 1000, NULL);
	fields(CPIO_GID, 1000, NULL);
	fields(CPIO_NLINK, 2, NULL);
	fields(CPIO_MODE, 0100600, NULL);
	fields(CPIO_DEVICE_MINOR, 1, NULL);
	fields(CPIO_CHECK, 1, NULL);
}

static void
the_count_of_links_is_excused_for_folders(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	for (uint64_t i = 0; i < 2; i++) {
		struct buffer *cpio = i == 0 ? &left : &right;
		size_t at = cpio_add(cpio, newc, "folder", "");

		cpio_set(cpio, at, CPIO_MODE, 040755);
		cpio_set(cpio, at, CPIO_NLINK, 2 + i);
		cpio_end(cpio, newc);
	}
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, "cpio-inode/1");
}

static void
other_inodes_are_excused_where_the_same_files_are_one(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	struct bytes whole;
	size_t second;

	(void)state;
	add_archive(&left, newc, 5);
	add_archive(&right, newc, 7);
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, "cpio-inode/1");
	whole = buffer_bytes(&left);
	second = (size_t)((const uint8_t *)memmem(whole.data, whole.size, "b\0text", 3) -
			  whole.data) -
		 110;
	cpio_set(&left, second, CPIO_INODE, 6);
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "b", "linkpath",
			SEVERITY_ALARM);
}

static void
what_a_mode_gains_is_an_alarm(void **state)
{
	static const uint64_t modes[] = { 0104755, 0100755, 0120644 };
	static const char *const keys[] = { "mode", "mode", "type" };

	(void)state;
	for (size_t i = 0; i < array_length(modes); i++) {
		cleanup_buffer struct buffer cpio = ARCHIVE_INIT;

		cpio_set(&cpio, cpio_add(&cpio, newc, "one", "text"), CPIO_MODE,
			 modes[i]);
		cpio_end(&cpio, newc);
		assert_trouble(&cpio, "one", keys[i]);
	}
}

static void
a_symbolic_link_that_leads_elsewhere_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buffer *cpio = i == 0 ? &left : &right;
		size_t at = cpio_add(cpio, newc, "link", i == 0 ? "/etc/shadow" : "a");

		cpio_set(cpio, at, CPIO_MODE, 0120777);
		cpio_end(cpio, newc);
	}
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "link", "linkpath",
			SEVERITY_ALARM);
}

static void
every_start_of_an_archive_differs_and_is_accounted_for(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(magics); i++) {
		cleanup_buffer struct buffer cpio = ARCHIVE_INIT;

		add_archive(&cpio, magics[i], 7);
		assert_every_start_differs(buffer_bytes(&cpio));
	}
}

static void
two_archives_of_the_same_have_one_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(magics); i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT,
					     first = ARCHIVE_INIT, second = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		add_archive(&left, magics[i], 5);
		add_archive(&right, magics[i], 99);
		cpio_set(&right, 0, CPIO_INODE, 9);
		cpio_set(&right, 0, CPIO_MTIME, 1000000000);
		packages_normalize(&first, buffer_bytes(&left));
		packages_normalize(&second, buffer_bytes(&right));
		assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
		assert_whole(&format_cpio, buffer_bytes(&first));
		packages_tile(&tiling, &format_cpio, buffer_bytes(&first));
		assert_value(&tiling, "b", "linkpath", "a");
		assert_value(&tiling, "b", "inode", "2");
		assert_value(&tiling, "usr/bin/tool", "mtime", "0");
	}
}

/* The sum and the padding follow what the content becomes. */
static void
a_canonical_form_reaches_into_members(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(magics); i++) {
		cleanup_buffer struct buffer gzip = ARCHIVE_INIT, cpio = ARCHIVE_INIT,
					     out = ARCHIVE_INIT;
		struct gzip_header named = { .flags = 8,
					     .os = 3,
					     .fields = BYTES_OF("some") };
		cleanup_tiling struct tiling tiling = { 0 };

		archive_gzip(&gzip, bytes_of_text("text"), &named);
		cpio_add_bytes(&cpio, magics[i], "a.gz", buffer_bytes(&gzip));
		cpio_end(&cpio, magics[i]);
		packages_normalize(&out, buffer_bytes(&cpio));
		assert_whole(&format_cpio, buffer_bytes(&out));
		packages_tile(&tiling, &format_cpio, buffer_bytes(&out));
		assert_int_equal(packages_need(&tiling, "a.gz", "content")->bytes.size,
				 gzip.size - sizeof("some"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_dialect_is_tiled_whole),
		cmocka_unit_test(a_wrong_sum_is_an_alarm),
		cmocka_unit_test(bytes_behind_a_name_are_an_alarm),
		cmocka_unit_test(padding_and_trailers_hold_nothing),
		cmocka_unit_test(an_archive_behind_the_first_is_an_alarm),
		cmocka_unit_test(an_archive_without_a_trailer_is_complained_of),
		cmocka_unit_test(hostile_numbers_end_the_archive),
		cmocka_unit_test(numbers_of_the_file_system_are_excused),
		cmocka_unit_test(the_count_of_links_is_excused_for_folders),
		cmocka_unit_test(other_inodes_are_excused_where_the_same_files_are_one),
		cmocka_unit_test(what_a_mode_gains_is_an_alarm),
		cmocka_unit_test(a_symbolic_link_that_leads_elsewhere_is_an_alarm),
		cmocka_unit_test(every_start_of_an_archive_differs_and_is_accounted_for),
		cmocka_unit_test(two_archives_of_the_same_have_one_form),
		cmocka_unit_test(a_canonical_form_reaches_into_members),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("format_cpio", tests, NULL, NULL);
}
