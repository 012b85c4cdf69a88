/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ar archives of every dialect, what is wrong with some, and what two differ in. */
#include "tests/unit/ar.h"

static void
a_member_has_a_tile_for_each_field(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	size_t header;

	(void)state;
	ar_begin(&ar);
	header = ar_add_text(&ar, "one.o/", "odd");
	ar_set(&ar, header, AR_MTIME, "1000000000");
	ar_set(&ar, header, AR_UID, "1001");
	ar_set(&ar, header, AR_MODE, "100755");
	ar_add_text(&ar, "two.o", "even");
	assert_whole(&format_ar, buffer_bytes(&ar));
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_value(&tiling, "one.o", "path", "one.o");
	assert_value(&tiling, "one.o", "mtime", "1000000000");
	assert_value(&tiling, "one.o", "uid", "1001");
	assert_value(&tiling, "one.o", "gid", "0");
	assert_value(&tiling, "one.o", "mode", "100755");
	assert_int_equal(packages_need(&tiling, "one.o", "mode")->number, 0100755);
	assert_int_equal(packages_need(&tiling, "one.o", "size")->kind, TILE_DERIVED);
	assert_int_equal(packages_need(&tiling, "one.o", "padding")->bytes.size, 1);
	assert_int_equal(packages_need(&tiling, "two.o", "content")->bytes.size, 4);
	assert_null(packages_look(&tiling, "two.o", "padding"));
}

/* With a table of names, an index of two symbols, and members of both kinds of name. */
static void
add_library(struct buffer *ar, const char *symbol)
{
	static const char table[] = "a-name-of-some-length.o/\nanother-long-name.o/\n";
	uint8_t index[] = { 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 'f', 0, 'g', 0 };
	size_t at, first, last;

	ar_begin(ar);
	at = ar_add(ar, "/", BYTES_OF(index)) + AR_HEADER_SIZE;
	memset(ar->data + ar_add_text(ar, "//", table) + 16, ' ', 32);
	first = ar_add_text(ar, "/0", "first");
	ar_add_text(ar, "short.o/", "short");
	last = ar_add_text(ar, "/25", "last");
	ar->data[at + 7] = (uint8_t)first;
	ar->data[at + 10] = (uint8_t)(last >> 8);
	ar->data[at + 11] = (uint8_t)last;
	ar->data[at + 12] = (uint8_t)symbol[0];
}

static void
a_library_has_an_index_and_a_table_of_names(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	add_library(&ar, "f");
	assert_whole(&format_ar, buffer_bytes(&ar));
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_value(&tiling, "(symbols)", "symbol:f", "a-name-of-some-length.o");
	assert_value(&tiling, "(symbols)", "symbol:g", "another-long-name.o");
	assert_int_equal(packages_need(&tiling, "(names)", "names")->kind, TILE_DERIVED);
	assert_int_equal(packages_need(&tiling, "another-long-name.o", "name")->kind,
			 TILE_DERIVED);
	assert_non_null(packages_look(&tiling, "short.o", "content"));
}

static void
an_index_that_sends_the_linker_elsewhere_is_shown(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	size_t index = AR_MAGIC_SIZE + AR_HEADER_SIZE;

	(void)state;
	add_library(&left, "f");
	add_library(&right, "f");
	left.data[index + 10] = left.data[index + 6];
	left.data[index + 11] = left.data[index + 7];
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "(symbols)",
			"symbol:g", SEVERITY_CHANGE);
	left.data[index + 11]++;
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "(symbols)",
			"symbols/offsets", SEVERITY_ALARM);
}

static void
names_that_no_member_has_are_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buffer *ar = i == 0 ? &left : &right;

		ar_begin(ar);
		ar_add_text(ar, "//",
			    i == 0 ? "the-name-of-all.o/\nhidden/\n"
				   : "the-name-of-all.o/\n");
		ar_add_text(ar, "/0", "text");
	}
	assert_whole(&format_ar, buffer_bytes(&right));
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "(names)", "names",
			SEVERITY_ALARM);
}

static void
a_name_before_the_content_is_bsd(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	static const char content[] = "a name.o\0\0\0\0code";

	(void)state;
	ar_begin(&ar);
	ar_add(&ar, "#1/12", (struct bytes){ (const uint8_t *)content, 16 });
	assert_whole(&format_ar, buffer_bytes(&ar));
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_value(&tiling, "a name.o", "path", "a name.o");
	assert_int_equal(packages_need(&tiling, "a name.o", "content")->bytes.size, 4);
	assert_int_equal(packages_need(&tiling, "a name.o", "path/padding")->bytes.size,
			 4);
	ar_set(&ar, AR_MAGIC_SIZE, AR_NAME, "#1/17");
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_complaint(&tiling, "#1/17", "path");
}

static void
a_thin_archive_has_headers_only(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	buffer_append_text(&ar, "!<thin>\n");
	ar_add_text(&ar, "//", "folder/one.o/\n");
	ar_set(&ar, ar_add_text(&ar, "/0", ""), AR_SIZE, "12345");
	ar_set(&ar, ar_add_text(&ar, "two.o/", ""), AR_SIZE, "77");
	assert_whole(&format_ar, buffer_bytes(&ar));
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_value(&tiling, "folder/one.o", "size", "12345");
	assert_int_equal(packages_need(&tiling, "two.o", "size")->kind, TILE_FIELD);
}

static void
fields_that_are_no_numbers_are_complained_of(void **state)
{
	static const enum ar_field fields[] = { AR_MTIME, AR_UID, AR_GID, AR_MODE };
	static const char *const keys[] = { "mtime", "uid", "gid", "mode" };

	(void)state;
	for (size_t i = 0; i < array_length(fields); i++) {
		cleanup_buffer struct buffer ar = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		ar_begin(&ar);
		ar_set(&ar, ar_add_text(&ar, "a.o/", "text"), fields[i], "-1");
		packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
		assert_complaint(&tiling, "a.o", keys[i]);
		ar_set(&ar, AR_MAGIC_SIZE, fields[i], "");
		packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
		assert_value(&tiling, "a.o", keys[i],
			     i == 0   ? "            "
			     : i == 3 ? "        "
				      : "      ");
	}
}

/* What each of these breaks: how far the file is read, and what is said of the rest. */
static void
sizes_and_ends_that_are_none_end_the_archive(void **state)
{
	static const struct {
		enum ar_field field;
		const char *text;
	} rows[] = {
		{ AR_SIZE, "-1" },  { AR_SIZE, "" }, { AR_SIZE, "0x4" },
		{ AR_SIZE, "4 4" }, { AR_END, "x" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer ar = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		ar_begin(&ar);
		ar_add_text(&ar, "a.o/", "text");
		ar_set(&ar, ar_add_text(&ar, "b.o/", "text"), rows[i].field,
		       rows[i].text);
		packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
		assert_int_equal(tiling.member_count, 1);
		assert_complaint(&tiling, NULL, "trailing");
	}
}

static void
a_size_beyond_the_end_is_complained_of(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	ar_begin(&ar);
	ar_set(&ar, ar_add_text(&ar, "a.o/", "text"), AR_SIZE, "9999999999");
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_complaint(&tiling, "a.o", "size");
}

static void
names_that_stand_nowhere_are_complained_of(void **state)
{
	static const char *const names[] = { "/1", "/99", "/99999999999999",
					     "/x", "a/b", "#1/x" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_buffer struct buffer ar = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		ar_begin(&ar);
		ar_add_text(&ar, "//", "the-name-of-all.o/\n");
		ar_add_text(&ar, "/0", "text");
		ar_add_text(&ar, names[i], "text");
		packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
		assert_int_equal(tiling.member_count, 3);
		assert_complaint(&tiling, tiling.members[2].name, "path");
	}
}

/* Many members of one long name would make much of a small file. */
static void
a_long_name_is_not_shared(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT, table = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++)
		buffer_append_byte(&table, 'n');
	buffer_append_text(&table, "/\n");
	ar_begin(&ar);
	ar_add(&ar, "//", buffer_bytes(&table));
	ar_add_text(&ar, "/0", "");
	ar_add_text(&ar, "/0", "");
	packages_tile(&tiling, &format_ar, buffer_bytes(&ar));
	assert_null(tiling.tiles[tiling.members[1].first].complaint);
	assert_non_null(tiling.tiles[tiling.members[2].first].complaint);
}

static void
times_and_owners_are_excused_and_contents_not(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	size_t header;

	(void)state;
	ar_begin(&right);
	ar_add_text(&right, "a.o/", "text");
	ar_begin(&left);
	header = ar_add_text(&left, "a.o/", "text");
	ar_set(&left, header, AR_MTIME, "1000000000");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, "ar-mtime/1");
	ar_set(&left, header, AR_MTIME, "0");
	ar_set(&left, header, AR_GID, "100");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, "ar-owner/1");
	ar_set(&left, header, AR_GID, "x");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, NULL);
	ar_set(&left, header, AR_GID, "");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, NULL);
	ar_set(&left, header, AR_GID, "0");
	ar_set(&left, header, AR_MODE, "104755");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "a.o", "mode",
			SEVERITY_ALARM);
}

static void
what_is_hidden_behind_the_members_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	size_t end;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct buffer *ar = i == 0 ? &left : &right;

		ar_begin(ar);
		ar_add_text(ar, "a.o/", "odd");
	}
	end = left.size - 1;
	left.data[end] = 'x';
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "a.o", "padding",
			SEVERITY_ALARM);
	left.data[end] = '\n';
	buffer_append_text(&left, "and more");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "x", "trailing",
			SEVERITY_ALARM);
}

static void
every_start_of_an_archive_differs_and_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT;

	(void)state;
	add_library(&ar, "f");
	assert_every_start_differs(buffer_bytes(&ar));
}

static void
a_canonical_form_has_no_times_and_the_same_index(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT, other = ARCHIVE_INIT;
	cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	size_t last;

	(void)state;
	add_library(&ar, "f");
	add_library(&other, "f");
	last = other.size - AR_HEADER_SIZE - strlen("last");
	ar_set(&other, last, AR_MTIME, "1000000000");
	ar_set(&other, last, AR_UID, "1000");
	packages_normalize(&first, buffer_bytes(&ar));
	packages_normalize(&second, buffer_bytes(&other));
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&ar)));
}

static void
a_canonical_form_reaches_into_members_without_an_index(void **state)
{
	cleanup_buffer struct buffer ar = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT;
	struct gzip_header header = { .flags = 8, .os = 3, .fields = BYTES_OF("name") };
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	archive_gzip(&gzip, bytes_of_text("text"), &header);
	ar_begin(&ar);
	ar_add(&ar, "a.gz/", buffer_bytes(&gzip));
	ar_add_text(&ar, "b/", "text");
	packages_normalize(&out, buffer_bytes(&ar));
	assert_whole(&format_ar, buffer_bytes(&out));
	packages_tile(&tiling, &format_ar, buffer_bytes(&out));
	assert_int_equal(packages_need(&tiling, "a.gz", "content")->bytes.size,
			 gzip.size - sizeof("name"));
	assert_non_null(packages_look(&tiling, "b", "content"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_has_a_tile_for_each_field),
		cmocka_unit_test(a_library_has_an_index_and_a_table_of_names),
		cmocka_unit_test(an_index_that_sends_the_linker_elsewhere_is_shown),
		cmocka_unit_test(names_that_no_member_has_are_an_alarm),
		cmocka_unit_test(a_name_before_the_content_is_bsd),
		cmocka_unit_test(a_thin_archive_has_headers_only),
		cmocka_unit_test(fields_that_are_no_numbers_are_complained_of),
		cmocka_unit_test(sizes_and_ends_that_are_none_end_the_archive),
		cmocka_unit_test(a_size_beyond_the_end_is_complained_of),
		cmocka_unit_test(names_that_stand_nowhere_are_complained_of),
		cmocka_unit_test(a_long_name_is_not_shared),
		cmocka_unit_test(times_and_owners_are_excused_and_contents_not),
		cmocka_unit_test(what_is_hidden_behind_the_members_is_an_alarm),
		cmocka_unit_test(every_start_of_an_archive_differs_and_is_accounted_for),
		cmocka_unit_test(a_canonical_form_has_no_times_and_the_same_index),
		cmocka_unit_test(a_canonical_form_reaches_into_members_without_an_index),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("format_ar", tests, NULL, NULL);
}
