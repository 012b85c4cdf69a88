/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For each rule about zip archives a difference that it excuses, and one that it must
 * not. */
#include "compare/rule.h"

#include "tests/unit/zips.h"

/* How the pair compares, and by which rule: NULL where they differ. */
static void
judge(struct bytes published, struct bytes rebuilt, const char *profile, const char *rule)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = zips_options();
	bool found = rule == NULL;

	options.profile = profile;
	archives_compare(&comparison, published, rebuilt, &options);
	for (size_t i = 0; i < comparison.normalized_count; i++)
		found = found || strcmp(comparison.normalized[i].rule, rule) == 0;
	if (!found ||
	    comparison.outcome != (rule == NULL ? OUTCOME_DIFFERENT : OUTCOME_EQUIVALENT))
		fail_msg("%s: %s, %s", rule == NULL ? "no rule" : rule,
			 outcome_name(comparison.outcome),
			 comparison.finding_count > 0 ? comparison.findings[0].key : "");
}

/* One file with another value, both ways, and under strict. */
static void
judge_file(struct zip_file file, const char *rule)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct bytes published = zips_write_one(&left, file);
	struct bytes rebuilt = zips_write_one(&right, FILE_A);

	judge(published, rebuilt, NULL, rule);
	judge(rebuilt, published, NULL, rule);
	judge(published, rebuilt, "strict", NULL);
}

/* Their streams are no streams: nobody has looked. */
static void
streams_of_equal_bytes_are_never_decoded(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file file = { .name = "a",
				 .content = "one\n",
				 .method = ZIP_DEFLATED };

	(void)state;
	zip_add(&left, file);
	file.time = ZIP_TIME + (1 << 21);
	zip_add(&right, file);
	memset(left.out.data + ZIP_LOCAL_SIZE + 1, 0xff, 4);
	memset(right.out.data + ZIP_LOCAL_SIZE + 1, 0xff, 4);
	judge(zip_finish(&left, ""), zip_finish(&right, ""), NULL, "zip-time/1");
}

static void
a_directory_in_another_order_is_a_fact(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file files[] = { FILE_A, { .name = "b", .content = "two" } };
	size_t at[2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		zip_add(&right, files[i]);
		files[i].no_entry = true;
		at[i] = zip_add(&left, files[i]);
	}
	for (size_t i = 2; i-- > 0;)
		zip_central(&left, &files[i], at[i], bytes_of_text(files[i].content));
	zip_finish(&left, "");
	zip_finish(&right, "");
	judge(buffer_bytes(&left.out), buffer_bytes(&right.out), NULL, NULL);
	judge(buffer_bytes(&left.out), buffer_bytes(&right.out), "archive",
	      "zip-order/1");
}

static void
two_in_order(struct bytes *first, struct bytes *second, struct zip_writer *left,
	     struct zip_writer *right, const char *name)
{
	struct zip_file a = FILE_A, b = { .name = name, .content = "two" };

	zip_add(left, a);
	zip_add(left, b);
	zip_add(right, b);
	zip_add(right, a);
	*first = zip_finish(left, "");
	*second = zip_finish(right, "");
}

static void
another_order_is_excused_in_archives_unless_one_has_to_come_first(void **state)
{
	static const char *const names[] = { "b", "mimetype", "META-INF/MANIFEST.MF" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
						     right = ZIP_WRITER_INIT;
		struct bytes first, second;

		two_in_order(&first, &second, &left, &right, names[i]);
		judge(first, second, NULL, NULL);
		judge(first, second, "archive", i == 0 ? "zip-order/1" : NULL);
	}
}

static void
times_are_excused_as_far_as_they_are_times(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.time = 0x50210000;
	judge_file(file, "zip-time/1");
	file.time = 0x59e10000; /* the 15th month */
	judge_file(file, NULL);
	file = FILE_A;
	file.extra = EXTRA("UT\5\0\1\0\xca\x9a\x3b");
	judge_file(file, "zip-time/1");
	file.extra = EXTRA("UT\5\0\1\0\xca\x9a\xff");
	judge_file(file, NULL);
	/* 7-Zip writes zeros for times that it does not know; 1601 is one. */
	file.extra = EXTRA("\x0a\0\x20\0\0\0\0\0\1\0\x18\0"
			   "\0\x80\xff\x44\xd1\x38\xc1\1\0\0\0\0\0\0\0\0"
			   "\0\0\0\0\0\0\0\0");
	judge_file(file, "zip-time/1");
	file.extra = EXTRA("\x0a\0\x20\0\0\0\0\0\1\0\x18\0"
			   "\0\x80\xff\x44\xd1\x38\xc1\1\1\0\0\0\0\0\0\0"
			   "\0\0\0\0\0\0\0\0");
	judge_file(file, NULL);
	file.extra = EXTRA("UT\5\0\1\xff\xff\xff\x7f");
	judge_file(file, NULL);
	file.local_extra = EXTRA("UT\5\0\1\0\xca\x9a\x3b");
	file.extra = (struct bytes){ 0 };
	judge_file(file, "zip-time/1");
}

static void
hosts_are_excused_where_they_read_attributes_alike(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.made_by = ZIP_HOST_UNIX << 8 | 63;
	judge_file(file, "zip-host/1");
	file.made_by = 14 << 8 | 20;
	judge_file(file, NULL);
	file = FILE_A;
	file.needs = 10;
	judge_file(file, "zip-host/1");
	file.needs = 63;
	judge_file(file, NULL);
	file = FILE_A;
	file.extra = EXTRA("ux\x0b\0\1\4\xe8\3\0\0\4\x64\0\0\0");
	judge_file(file, "zip-host/1");
	file.extra = EXTRA("ux\x0b\0\1\4\xff\xff\xff\xff\4\x64\0\0\0");
	judge_file(file, NULL);
}

/* As judge_file(), where both have this method. */
static void
judge_method(uint16_t method, struct zip_file file, const char *rule)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file plain = FILE_A;
	struct bytes published, rebuilt;

	plain.method = file.method = method;
	published = zips_write_one(&left, file);
	rebuilt = zips_write_one(&right, plain);
	judge(published, rebuilt, NULL, rule);
	judge(rebuilt, published, NULL, rule);
}

/* A password is checked against the time, or against the CRC-32. */
static void
how_a_password_is_checked_is_never_excused(void **state)
{
	enum { CHECKED = ZIP_ENCRYPTED | ZIP_DESCRIPTOR };
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     other = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file file = FILE_A;
	struct bytes one;

	(void)state;
	file.flags = CHECKED;
	one = zips_write_one(&left, file);
	file.time = 0x50210000;
	judge(one, zips_write_one(&right, file), NULL, NULL);
	file = FILE_A;
	file.flags = ZIP_ENCRYPTED;
	judge(one, zips_write_one(&other, file), NULL, NULL);
}

static void
a_folder_may_have_a_stream_of_nothing(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file folder = { .name = "d/", .content = "" };
	struct bytes plain = zips_write_one(&left, folder);

	(void)state;
	folder.method = ZIP_DEFLATED;
	judge(plain, zips_write_one(&right, folder), NULL, "encoder/1");
}

static void
flags_are_excused_where_they_change_no_content(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.flags = ZIP_DESCRIPTOR;
	judge_file(file, "zip-flags/1");
	file.flags = 1 << 1;
	judge_file(file, "zip-flags/1");
	file.flags = ZIP_UTF8;
	judge_file(file, "zip-flags/1");
	file.flags = ZIP_ENCRYPTED;
	judge_file(file, NULL);
	file.flags = 1 << 13;
	judge_file(file, NULL);
	file.flags = ZIP_LEVEL; /* says how the stream of LZMA ends */
	judge_method(14, file, NULL);
}

/* One side's local header is one tile, the other's are several: the name is in both. */
static void
a_local_name_that_repeats_is_no_difference(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.local_needs = 10;
	judge_file(file, "zip-host/1");
	file = FILE_A;
	file.flags = ZIP_DESCRIPTOR;
	file.sums_twice = true;
	judge_file(file, "zip-flags/1");
}

static void
stored_and_deflated_are_the_same_content(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.method = ZIP_DEFLATED;
	judge_file(file, "encoder/1");
	file.content = "two\n";
	judge_file(file, NULL);
}

/* The end of a directory with its 64-bit forms, which say the same. */
static struct bytes
finish_wide(struct zip_writer *zip, unsigned version, uint64_t wrong_count)
{
	struct buffer *out = &zip->out;
	size_t directory = out->size, end;

	buffer_append(out, buffer_bytes(&zip->directory));
	end = out->size;
	zip_number(out, 0x06064b50, 4);
	zip_number(out, ZIP64_END_SIZE - 12, 8);
	zip_number(out, version, 2);
	zip_number(out, 45, 2);
	zip_number(out, 0, 8);
	zip_number(out, zip->count, 8);
	zip_number(out, zip->count + wrong_count, 8);
	zip_number(out, zip->directory.size, 8);
	zip_number(out, directory, 8);
	zip_number(out, 0x07064b50, 4);
	zip_number(out, 0, 4);
	zip_number(out, end, 8);
	zip_number(out, 1, 4);
	zip_end_record(zip, directory, "");
	return buffer_bytes(out);
}

static void
records_of_64_bits_that_say_the_same_are_excused(void **state)
{
	static const struct {
		unsigned version;
		uint64_t wrong_count;
		const char *rule;
	} rows[] = { { 45, 0, "zip-flags/1" },
		     { ZIP_HOST_UNIX << 8 | 30, 0, "zip-flags/1" },
		     { 45, 1, NULL } };
	cleanup_zip_writer struct zip_writer plain = ZIP_WRITER_INIT;
	struct bytes other = zips_write_one(&plain, FILE_A);

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_zip_writer struct zip_writer wide = ZIP_WRITER_INIT;
		struct bytes one;

		zip_add(&wide, FILE_A);
		one = finish_wide(&wide, rows[i].version, rows[i].wrong_count);
		judge(one, other, NULL, rows[i].rule);
		judge(other, one, NULL, rows[i].rule);
		judge(one, other, "strict", NULL);
		zips_assert_forms(one, other, NULL, rows[i].rule != NULL);
	}
}

static void
sizes_of_64_bits_that_say_the_same_are_excused(void **state)
{
	struct zip_file file = FILE_A;

	(void)state;
	file.local_extra = EXTRA("\1\0\x10\0\4\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0");
	judge_file(file, "zip-flags/1");
	file.local_extra = EXTRA("\1\0\x10\0\5\0\0\0\0\0\0\0\4\0\0\0\0\0\0\0");
	judge_file(file, NULL);
}

/* Padding that aligns contents follows from where they stand; for what, does not. */
static void
alignment_is_a_fact_and_its_zeros_are_none(void **state)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	struct zip_file file = FILE_A;
	struct bytes one, other;

	(void)state;
	file.local_extra = EXTRA("\x35\xd9\2\0\4\0");
	judge_file(file, NULL);
	one = zips_write_one(&left, file);
	file.local_extra = EXTRA("\x35\xd9\5\0\4\0\0\0\0");
	file.time = 0x50210000;
	other = zips_write_one(&right, file);
	judge(one, other, NULL, "zip-time/1");
	zips_assert_forms(one, other, NULL, true);
	file.local_extra = EXTRA("\x35\xd9\5\0\4\0\0\1\0");
	judge_file(file, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_directory_in_another_order_is_a_fact),
		cmocka_unit_test(
			another_order_is_excused_in_archives_unless_one_has_to_come_first),
		cmocka_unit_test(times_are_excused_as_far_as_they_are_times),
		cmocka_unit_test(hosts_are_excused_where_they_read_attributes_alike),
		cmocka_unit_test(flags_are_excused_where_they_change_no_content),
		cmocka_unit_test(a_local_name_that_repeats_is_no_difference),
		cmocka_unit_test(how_a_password_is_checked_is_never_excused),
		cmocka_unit_test(a_folder_may_have_a_stream_of_nothing),
		cmocka_unit_test(records_of_64_bits_that_say_the_same_are_excused),
		cmocka_unit_test(sizes_of_64_bits_that_say_the_same_are_excused),
		cmocka_unit_test(alignment_is_a_fact_and_its_zeros_are_none),
		cmocka_unit_test(stored_and_deflated_are_the_same_content),
		cmocka_unit_test(streams_of_equal_bytes_are_never_decoded),
	};

	return cmocka_run_group_tests_name("zip_rules", tests, NULL, NULL);
}
