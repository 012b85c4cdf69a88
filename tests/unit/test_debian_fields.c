/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "rebuild/debian_changelog.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_dsc.h"
#include "rebuild/debian_fields.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
paragraphs_end_at_blank_lines(void **state)
{
	struct bytes rest = bytes_of_text("# said first\n\nA: 1\nb:\n x\n  y\n\n \t\n"
					  "A: 2\n# not this\nC : 3\n\n\n");
	struct bytes paragraph;

	(void)state;
	assert_true(debian_paragraph_next(&rest, &paragraph));
	assert_true(bytes_equal_text(debian_field(paragraph, "a"), "1"));
	assert_true(bytes_equal_text(debian_field(paragraph, "B"), "x\n  y"));
	assert_null(debian_field(paragraph, "C").data);
	assert_true(debian_paragraph_next(&rest, &paragraph));
	assert_true(bytes_equal_text(debian_field(paragraph, "A"), "2"));
	assert_null(debian_field(paragraph, "C").data);
	assert_false(debian_paragraph_next(&rest, &paragraph));
}

static void
a_name_is_not_the_start_of_another(void **state)
{
	struct bytes paragraph = bytes_of_text("Checksums-Sha256: x\nChecksums: y\n"
					       "Note: Version: 1\nVersion:2\n");

	(void)state;
	assert_true(bytes_equal_text(debian_field(paragraph, "Checksums"), "y"));
	assert_true(bytes_equal_text(debian_field(paragraph, "Version"), "2"));
}

static void
words_are_cut_at_spaces_and_commas(void **state)
{
	cleanup_strings struct strings words = { 0 }, list = { 0 };

	(void)state;
	debian_words(&words, bytes_of_text(" any-amd64\n all\t x "));
	debian_list(&list, bytes_of_text("hello,\n hello-doc , x"));
	assert_int_equal(words.count, 3);
	assert_string_equal(words.items[1], "all");
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[1], "hello-doc");
}

static void
a_signed_text_is_what_stands_inside(void **state)
{
	static const char text[] = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"
				   "Source: a\n-----BEGIN PGP SIGNATURE-----\n\nxyz\n"
				   "-----END PGP SIGNATURE-----\n";
	struct bytes inside = debian_cleartext(bytes_of_text(text));

	(void)state;
	assert_true(bytes_equal_text(debian_paragraph_first(inside), "Source: a\n"));
	assert_true(
		bytes_equal_text(debian_cleartext(bytes_of_text("A: b\n")), "A: b\n"));
}

static void
dates_are_those_of_mail(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} rows[] = {
		{ "Sat, 11 Jul 2026 10:16:37 UTC", 1783764997 },
		{ "Sat, 11 Jul 2026 12:16:37 +0200", 1783764997 },
		{ "11 Jul 2026 05:46:37 -0430", 1783764997 },
		{ "Thu,  1 Jan 1970 00:00:00 +0000", 0 },
		{ "Thu, 29 Feb 2024 10:00 GMT", 1709200800 },
		{ "", -1 },
		{ "Sat, 11 Jul 2026", -1 },
		{ "Sat, 11 Jul 2026 10:16:37", -1 },
		{ "Sat, 32 Jul 2026 10:16:37 UTC", -1 },
		{ "Sat, 11 Jux 2026 10:16:37 UTC", -1 },
		{ "Sat, 11 Jul 2026 24:16:37 UTC", -1 },
		{ "Sat, 11 Jul 2026 10:16:37:1 UTC", -1 },
		{ "Sat, 11 Jul 2026 10:16:37 CEST", -1 },
		{ "2026-07-11T10:16:37Z", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (debian_time(bytes_of_text(rows[i].text)) != rows[i].time)
			fail_msg("%s gives %lld", rows[i].text,
				 (long long)debian_time(bytes_of_text(rows[i].text)));
}

static int
read_list(const char *text)
{
	struct debian_file *files = NULL;
	size_t count = 0;
	struct error err;
	int status = debian_checksums_read(&files, &count, bytes_of_text(text), &err);

	debian_checksums_free(files, count);
	if (status < 0)
		assert_int_equal(err.kind, ERROR_MALFORMED);
	return status < 0 ? -1 : (int)count;
}

static void
lists_of_digests_are_read_strictly(void **state)
{
	(void)state;
	assert_int_equal(read_list(""), 0);
	assert_int_equal(read_list("\n " A64 " 12 a.dsc\n " B64 "  0 main/b\n"), 2);
	assert_int_equal(read_list(A64 " 12"), -1);
	assert_int_equal(read_list(A64 " x a"), -1);
	assert_int_equal(read_list(A64 " -1 a"), -1);
	assert_int_equal(read_list("aa 12 a"), -1);
	assert_int_equal(read_list(A64 " 12 ../a"), -1);
	assert_int_equal(read_list(A64 " 12 /a"), -1);
	assert_int_equal(read_list(A64 " 12 a\n" B64 " 12 a"), -1);
}

#define DSC                                                                              \
	"Format: 3.0 (quilt)\nSource: hello\nBinary: hello, hello-doc\n"                 \
	"Architecture: any all\nVersion: 1:2.10-3\nChecksums-Sha256:\n " A64             \
	" 12 hello_2.10.orig.tar.gz\n " B64 " 5 hello_2.10-3.debian.tar.xz\n"

static void
a_dsc_names_its_files(void **state)
{
	cleanup_debian_dsc struct debian_dsc dsc = { 0 };
	struct error err;

	(void)state;
	assert_int_equal(debian_dsc_parse(&dsc, bytes_of_text(DSC), &err), 0);
	assert_string_equal(dsc.source, "hello");
	assert_string_equal(dsc.version, "1:2.10-3");
	assert_int_equal(dsc.packages.count, 2);
	assert_int_equal(dsc.file_count, 2);
	assert_string_equal(dsc.files[1].name, "hello_2.10-3.debian.tar.xz");
	assert_string_equal(dsc.files[1].sha256, B64);
	assert_int_equal(dsc.files[1].size, 5);
}

static void
a_dsc_that_lacks_something_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"Source: hello\nVersion: 1\n",
		"Source: hello\nChecksums-Sha256:\n " A64 " 1 a\n",
		"Source: ../x\nVersion: 1\nChecksums-Sha256:\n " A64 " 1 a\n",
		"Source: hello\nVersion: x\nChecksums-Sha256:\n " A64 " 1 a\n",
		"Source: hello\nVersion: 1\nChecksums-Sha256:\n " A64 " 1 b/a\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cleanup_debian_dsc struct debian_dsc dsc = { 0 };
		struct error err;

		if (debian_dsc_parse(&dsc, bytes_of_text(bad[i]), &err) == 0)
			fail_msg("%s", bad[i]);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

/* Wherever it breaks off: within its bytes, and without a crash. */
static void
a_dsc_that_breaks_off_is_refused_or_read(void **state)
{
	(void)state;
	for (size_t size = 0; size < strlen(DSC); size++) {
		cleanup_debian_dsc struct debian_dsc dsc = { 0 };
		cleanup_free uint8_t *copy = malloc(size + 1);
		struct error err;

		memcpy(copy, DSC, size);
		(void)debian_dsc_parse(&dsc, (struct bytes){ copy, size }, &err);
	}
}

#define BUILDINFO                                                                        \
	"Format: 1.0\nSource: sl (5.02-1)\nBinary: sl\nArchitecture: amd64\n"            \
	"Version: 5.02-1+b1\nChecksums-Sha256:\n " A64 " 9 sl_5.02-1+b1_amd64.deb\n"     \
	"Build-Origin: Debian\nBuild-Architecture: amd64\n"                              \
	"Build-Date: Thu, 01 Jan 1970 00:01:00 +0000\nBuild-Path: /build/sl-5.02\n"      \
	"Installed-Build-Depends:\n base-files (= 12.4),\n libc6:i386 (= "               \
	"2.36-9+deb12u7)"                                                                \
	"\nEnvironment:\n DEB_BUILD_OPTIONS=\"parallel=4 nocheck\"\n"                    \
	" X=\"a\\\"b\\\\\"\n SOURCE_DATE_EPOCH=\"12\"\n"

static void
a_buildinfo_tells_of_the_build(void **state)
{
	cleanup_debian_dsc struct debian_dsc dsc = { 0 };
	struct debian_buildinfo *info = NULL;
	struct error err;

	(void)state;
	assert_int_equal(debian_dsc_parse(&dsc, bytes_of_text(BUILDINFO), &err), 0);
	assert_string_equal(dsc.source, "sl");
	assert_string_equal(dsc.version, "5.02-1");
	assert_string_equal(dsc.built_version, "5.02-1+b1");
	assert_int_equal(debian_buildinfo_parse(&info, bytes_of_text(BUILDINFO), &err),
			 0);
	assert_string_equal(info->build_path, "/build/sl-5.02");
	assert_string_equal(info->build_architecture, "amd64");
	assert_string_equal(info->build_origin, "Debian");
	assert_int_equal(info->build_time, 60);
	assert_int_equal(info->installed_count, 2);
	assert_string_equal(info->installed[0].package, "base-files");
	assert_null(info->installed[0].architecture);
	assert_string_equal(info->installed[1].package, "libc6");
	assert_string_equal(info->installed[1].architecture, "i386");
	assert_string_equal(info->installed[1].version, "2.36-9+deb12u7");
	assert_int_equal(info->environment.count, 3);
	assert_string_equal(info->environment.items[0],
			    "DEB_BUILD_OPTIONS=parallel=4 nocheck");
	assert_string_equal(info->environment.items[1], "X=a\"b\\");
	debian_buildinfo_free(info);
}

static void
a_buildinfo_with_other_relations_is_refused(void **state)
{
	struct debian_buildinfo *info = NULL;
	struct error err;

	(void)state;
	assert_int_equal(debian_buildinfo_parse(
				 &info,
				 bytes_of_text("Installed-Build-Depends: x (>= 1)\n"),
				 &err),
			 -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	assert_null(info);
}

static void
a_buildinfo_that_breaks_off_is_refused_or_read(void **state)
{
	(void)state;
	for (size_t size = 0; size < strlen(BUILDINFO); size++) {
		cleanup_free uint8_t *copy = malloc(size + 1);
		struct debian_buildinfo *info = NULL;
		struct error err;

		memcpy(copy, BUILDINFO, size);
		(void)debian_buildinfo_parse(&info, (struct bytes){ copy, size }, &err);
		debian_buildinfo_free(info);
	}
}

static void
a_changelog_is_as_new_as_its_first_entry(void **state)
{
	static const char text[] = "x (2-1) sid; urgency=low\n\n  * -- no\n\n"
				   " -- A > B <a@b>  Thu, 01 Jan 1970 00:01:00 +0000\n\n"
				   "x (1-1) sid; urgency=low\n\n"
				   " -- A <a@b>  Thu, 01 Jan 1970 00:00:30 +0000\n";
	static const char right[] = "x (2-1) sid; urgency=low\n\n"
				    " -- A <a@b>  Thu, 01 Jan 1970 00:01:00 +0000\n";

	(void)state;
	assert_int_equal(debian_changelog_read(bytes_of_text(right)), 60);
	assert_int_equal(debian_changelog_read(bytes_of_text(text)), 60);
	assert_int_equal(debian_changelog_read(bytes_of_text("x\n -- A <a@b>\n")), 0);
	assert_int_equal(debian_changelog_read(bytes_of_text("")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_end_at_blank_lines),
		cmocka_unit_test(a_name_is_not_the_start_of_another),
		cmocka_unit_test(words_are_cut_at_spaces_and_commas),
		cmocka_unit_test(a_signed_text_is_what_stands_inside),
		cmocka_unit_test(dates_are_those_of_mail),
		cmocka_unit_test(lists_of_digests_are_read_strictly),
		cmocka_unit_test(a_changelog_is_as_new_as_its_first_entry),
		cmocka_unit_test(a_dsc_names_its_files),
		cmocka_unit_test(a_dsc_that_lacks_something_is_refused),
		cmocka_unit_test(a_dsc_that_breaks_off_is_refused_or_read),
		cmocka_unit_test(a_buildinfo_tells_of_the_build),
		cmocka_unit_test(a_buildinfo_with_other_relations_is_refused),
		cmocka_unit_test(a_buildinfo_that_breaks_off_is_refused_or_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
