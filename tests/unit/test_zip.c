/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zip archives: what their tiles say, what hides in them, and what is never decoded. */
#include "compare/compare.h"

#include "tests/unit/zips.h"

static void
assert_tiles(struct bytes content, const char *const *wanted, size_t count)
{
	cleanup_buffer struct buffer tiles = ARCHIVE_INIT;
	struct error err;

	assert_int_equal(tiles_to_text(content, &tiles, &err), 0);
	for (size_t i = 0; i < count; i++)
		if (strstr(buffer_text(&tiles), wanted[i]) == NULL)
			fail_msg("no %s in\n%s", wanted[i], buffer_text(&tiles));
}

static void
values_that_readers_go_by_have_plain_names(void **state)
{
	static const char *const wanted[] = {
		"a zip archive",
		"member:dir/a/content (4 bytes)",
		"member:dir/a/made-by = unix, 2.0",
		"member:dir/a/flags = 0008",
		"member:dir/a/method = deflate",
		"member:dir/a/mtime = 2024-09-01 00:00:00",
		"member:dir/a/mode = 100755",
		"member:dir/a/path = dir/a",
		"member:dir/a/descriptor = a signature, sizes of 32 bits",
		"member:dir/a/extra:0x5455 = 1000000000",
		"member:dir/a/local/extra:0xd935 = 4",
		"member:dir/a/local/extra:0xd935/padding",
		"member:dir/a/extra:0x7875 = 1000:100",
		"member:dir/a/extra:0x000a = 1000000000 1000000000 none",
		"member:dir/a/comment = hello",
		"comment = all of it",
	};
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&zip,
		(struct zip_file){ .name = "dir/a",
				   .content = "one\n",
				   .method = ZIP_DEFLATED,
				   .flags = ZIP_DESCRIPTOR,
				   .external = 0100755U << 16,
				   .local_extra = EXTRA("\x35\xd9\4\0\4\0\0\0"),
				   .extra = EXTRA("UT\5\0\1\0\xca\x9a\x3b"
						  "ux\x0b\0\1\4\xe8\3\0\0\4\x64\0\0\0"
						  "\x0a\0\x20\0\0\0\0\0\1\0\x18\0"
						  "\0\x80\xff\x44\xd1\x38\xc1\1"
						  "\0\x80\xff\x44\xd1\x38\xc1\1"
						  "\0\0\0\0\0\0\0\0"),
				   .comment = "hello" });
	assert_tiles(zip_finish(&zip, "all of it"), wanted, array_length(wanted));
}

static void
what_two_headers_say_must_agree(void **state)
{
	(void)state;
	zips_assert_alarm_of(
		(struct zip_file){ .name = "a", .content = "one\n", .local_name = "b" },
		"local/path");
	zips_assert_alarm_of(
		(struct zip_file){ .name = "a", .content = "one\n", .local_flags = 2 },
		"local/flags");
	zips_assert_alarm_of(
		(struct zip_file){ .name = "a", .content = "one\n", .wrong_crc32 = 1 },
		"crc32");
	zips_assert_alarm_of(
		(struct zip_file){ .name = "a", .content = "one\n", .wrong_size = 1 },
		"size");
	zips_assert_alarm_of((struct zip_file){ .name = "a",
						.content = "one\n",
						.method = ZIP_DEFLATED,
						.wrong_size = (uint32_t)-3 },
			     "content");
}

static void
a_second_member_of_one_name_is_an_alarm(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&left, FILE_A);
	zip_add(&left, (struct zip_file){ .name = "a", .content = "two\n" });
	zips_assert_alarm(zip_finish(&left, ""), zips_write_one(&right, FILE_A),
			  "member");
}

static void
extra_fields_that_nobody_asked_for_are_an_alarm(void **state)
{
	static const struct {
		struct bytes extra;
		const char *key;
	} rows[] = {
		/* Info-ZIP's path in UTF-8, of the CRC-32 of "a" and of another. */
		{ EXTRA("\x75\x70\x06\0\1\x43\xbe\xb7\xe8z"), "extra:0x7075" },
		{ EXTRA("\x75\x70\x06\0\1\0\0\0\0a"), "extra:0x7075" },
		{ EXTRA("\x99\x99\4\0data"), "extra:0x9999" },
		{ EXTRA("\x01\0\x10\0\5\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0"), "extra:0x0001" },
		{ EXTRA("\x55\x54\4\0data"), "extra:0x5455" },
		{ EXTRA("\x0a\0\1\0x"), "extra:0x000a" },
		{ EXTRA("ux\1\0\2"), "extra:0x7875" },
		{ EXTRA("\1\0\0\x10"), "extra" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		zips_assert_alarm_of((struct zip_file){ .name = "a",
							.content = "one\n",
							.extra = rows[i].extra },
				     rows[i].key);
}

static void
a_unicode_path_that_says_the_same_is_a_difference_and_no_complaint(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	/* "\x81" is u umlaut in code page 437; the CRC-32 is that of this byte. */
	static const char *const wanted[] = { "extra:0x7075 = \xc3\xbc\n" };
	uint32_t crc = decode_crc32(bytes_of_text("\x81"));
	uint8_t extra[] = { 0x75,
			    0x70,
			    7,
			    0,
			    1,
			    (uint8_t)crc,
			    (uint8_t)(crc >> 8),
			    (uint8_t)(crc >> 16),
			    (uint8_t)(crc >> 24),
			    0xc3,
			    0xbc };

	(void)state;
	assert_tiles(zips_write_one(&zip, (struct zip_file){ .name = "\x81",
							     .content = "",
							     .extra = BYTES_OF(extra) }),
		     wanted, 1);
}

static void
comments_links_and_executables_are_alarms(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&left, FILE_A);
	zips_assert_alarm(zip_finish(&left, "hello"), zips_write_one(&right, FILE_A),
			  "comment");
	zips_assert_alarm_of(
		(struct zip_file){ .name = "a", .content = "one\n", .comment = "c" },
		"comment");
	zips_assert_alarm_of((struct zip_file){ .name = "a",
						.content = "one\n",
						.external = 0100755U << 16 },
			     "mode");
}

static void
a_link_in_the_place_of_a_file_is_an_alarm_and_says_where_it_leads(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct comparison_options options = zips_options();
	struct zip_file file = FILE_A;

	(void)state;
	file.external = 0120777U << 16;
	zip_add(&left, file);
	zip_add(&right, FILE_A);
	zip_finish(&left, "");
	archives_compare(&comparison, buffer_bytes(&left.out), zip_finish(&right, ""),
			 &options);
	assert_int_equal(zips_find(&comparison, "mode")->severity, SEVERITY_ALARM);
	assert_int_equal(zips_find(&comparison, "linkpath")->severity, SEVERITY_ALARM);
	assert_string_equal(zips_find(&comparison, "linkpath")->published.value,
			    "one\\x0a");
}

/* As Java writes archives. */
static void
a_mode_that_is_not_said_is_that_of_a_file(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct comparison_options options = zips_options();
	struct zip_file file = FILE_A;

	(void)state;
	file.made_by = 20;
	file.external = 0x20;
	zip_add(&left, FILE_A);
	zip_add(&right, file);
	zip_finish(&left, "");
	archives_compare(&comparison, buffer_bytes(&left.out), zip_finish(&right, ""),
			 &options);
	assert_non_null(zips_find(&comparison, "mode"));
	assert_false(comparison.suspicious);
}

static void
a_stream_that_differs_is_decoded_and_has_to_be_right(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file file = { .name = "a",
				 .content = "one\n",
				 .method = ZIP_DEFLATED };

	(void)state;
	zip_add(&left, file);
	memset(left.out.data + ZIP_LOCAL_SIZE + 1, 0xff, 4);
	zips_assert_alarm(zip_finish(&left, ""), zips_write_one(&right, file), "content");
}

static void
a_content_that_differs_is_named_whatever_holds_it(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct comparison_options options = zips_options();
	struct zip_file file = { .name = "a",
				 .content = "one\ntwo\n",
				 .method = ZIP_DEFLATED };
	struct bytes published = zips_write_one(&left, file);
	const struct finding *finding;

	(void)state;
	file.content = "one\nthree\n";
	archives_compare(&comparison, published, zips_write_one(&right, file), &options);
	finding = zips_find(&comparison, "content");
	assert_non_null(finding);
	assert_string_equal(finding->path, "x//a");
	assert_non_null(strstr(finding->diff, "+two"));
	assert_int_equal(comparison.finding_count, 1);
	assert_int_equal(comparison.members, 1);
	assert_int_equal(comparison.members_equal, 0);
}

static void
every_prefix_of_an_archive_differs_from_it(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	struct comparison_options options = zips_options();
	struct bytes whole;

	(void)state;
	zip_add(&zip, FILE_A);
	zip_add(&zip, (struct zip_file){ .name = "b",
					 .content = "two",
					 .method = ZIP_DEFLATED,
					 .flags = ZIP_DESCRIPTOR,
					 .extra = EXTRA("UT\5\0\1\0\xca\x9a\x3b") });
	whole = zip_finish(&zip, "comment");
	for (size_t size = 0; size < whole.size; size++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_buffer struct buffer copy = ARCHIVE_INIT;

		buffer_append(&copy, bytes_slice(whole, 0, size));
		archives_compare(&comparison, buffer_bytes(&copy), whole, &options);
		if (comparison.outcome != OUTCOME_DIFFERENT)
			fail_msg("%zu bytes: %s", size, outcome_name(comparison.outcome));
	}
}

static void
assert_limit(const struct limits *limits, const char *said)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct comparison_options options = zips_options();
	struct zip_file file = { .name = "a",
				 .content = "one\none\n",
				 .method = ZIP_DEFLATED };

	options.limits = *limits;
	zip_add(&left, file);
	zip_add(&left, FILE_A);
	file.content = "two\ntwo\n";
	zip_add(&right, file);
	zip_add(&right, FILE_A);
	zip_finish(&left, "");
	archives_compare(&comparison, buffer_bytes(&left.out), zip_finish(&right, ""),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	assert_non_null(strstr(comparison.limits.items[0], said));
}

static void
limits_leave_the_comparison_incomplete(void **state)
{
	struct comparison_options options = zips_options();

	(void)state;
	options.limits.members = 1;
	assert_limit(&options.limits, "members");
	options = zips_options();
	options.limits.decoded = 4;
	assert_limit(&options.limits, "decoded");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_that_readers_go_by_have_plain_names),
		cmocka_unit_test(what_two_headers_say_must_agree),
		cmocka_unit_test(a_second_member_of_one_name_is_an_alarm),
		cmocka_unit_test(extra_fields_that_nobody_asked_for_are_an_alarm),
		cmocka_unit_test(
			a_unicode_path_that_says_the_same_is_a_difference_and_no_complaint),
		cmocka_unit_test(comments_links_and_executables_are_alarms),
		cmocka_unit_test(a_mode_that_is_not_said_is_that_of_a_file),
		cmocka_unit_test(
			a_link_in_the_place_of_a_file_is_an_alarm_and_says_where_it_leads),
		cmocka_unit_test(a_stream_that_differs_is_decoded_and_has_to_be_right),
		cmocka_unit_test(a_content_that_differs_is_named_whatever_holds_it),
		cmocka_unit_test(every_prefix_of_an_archive_differs_from_it),
		cmocka_unit_test(limits_leave_the_comparison_incomplete),
	};

	return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
