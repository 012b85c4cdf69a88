/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats that are shown: what the view says stands in the finding about the bytes, which
 * no view makes equivalent. */
#include "base/cleanup.h"
#include "base/strings.h"
#include "compare/format.h"
#include "compare/view.h"
#include "tests/unit/shown_image.h"

/* Modes and links are not in all of them. */
static const struct kind {
	const char *name;
	void (*put)(struct buffer *out, const struct shown_file *files, size_t count);
	bool modes, links;
} kinds[] = {
	{ "7z", put_7z, true, true },	      { "cab", put_cab, false, false },
	{ "iso9660", put_iso, false, false }, { "rar", put_rar4, true, true },
	{ "rar", put_rar5, true, true },      { "xar", put_xar, true, true },
};

enum { FILES = 3 };

static const struct shown_file plain[FILES] = {
	{ "RUN", "#!/bin/sh\n", 0100644, 1000000 },
	{ "TEXT", "one\ntwo\n", 0100644, 1000000 },
	{ "Z", "the last one\n", 0100644, 1000000 },
};

static void
compare_files(struct comparison *out, const struct kind *kind,
	      const struct shown_file *published, size_t published_count)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;

	comparison_options_init(&options);
	kind->put(&ours, published, published_count);
	kind->put(&theirs, plain, FILES);
	assert_string_equal(format_recognize(buffer_bytes(&ours))->name, kind->name);
	archives_compare(out, buffer_bytes(&ours), buffer_bytes(&theirs), &options);
	assert_int_equal(out->outcome, OUTCOME_DIFFERENT);
	assert_int_equal(out->finding_count, 1);
	assert_int_equal(out->findings[0].kind, FINDING_OPAQUE);
	assert_int_equal(out->normalized_count, 0);
	assert_true(out->accounting.found > 0);
	assert_int_equal(out->accounting.found, out->accounting.differing);
}

static void
assert_says(const char *text, const char *part)
{
	if (text == NULL || strstr(text, part) == NULL)
		fail_msg("\"%s\" is not in: %s", part, text == NULL ? "nothing" : text);
}

static void
each_kind_is_shown_member_by_member(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, text = ARCHIVE_INIT;
		struct error err;

		kinds[i].put(&file, plain, FILES);
		assert_int_equal(tiles_to_text(buffer_bytes(&file), &text, &err), 0);
		assert_says(buffer_text(&text), "opaque  bytes\n");
		assert_says(buffer_text(&text), " RUN\n");
		assert_says(buffer_text(&text), " TEXT\n");
		assert_says(buffer_text(&text), "13 file ");
		assert_says(buffer_text(&text),
			    kinds[i].modes ? " 0644 " : "T13:46:40Z ");
	}
}

static void
a_changed_member_is_shown_in_the_finding_about_the_bytes(void **state)
{
	struct shown_file files[FILES];

	(void)state;
	memcpy(files, plain, sizeof(files));
	files[1].content = "one\n2\n";
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_comparison struct comparison comparison = { 0 };

		compare_files(&comparison, &kinds[i], files, FILES);
		assert_says(comparison.findings[0].message, "members: 1 changed (");
		assert_says(comparison.findings[0].diff,
			    "~ TEXT: 1 line added, 1 removed\n");
		assert_says(comparison.findings[0].diff, "    +2\n");
		assert_int_equal(comparison.findings[0].severity, SEVERITY_CHANGE);
	}
}

static void
added_and_removed_members_are_shown(void **state)
{
	static const struct shown_file files[] = {
		{ "MORE", "entirely new\n", 0100644, 1000000 },
		{ "RUN", "#!/bin/sh\n", 0100644, 1000000 },
		{ "Z", "the last one\n", 0100644, 1000000 },
	};

	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_comparison struct comparison comparison = { 0 };

		compare_files(&comparison, &kinds[i], files, array_length(files));
		assert_says(comparison.findings[0].message, "1 added, 1 removed");
		assert_says(comparison.findings[0].diff, "+ MORE (13 bytes)");
		assert_says(comparison.findings[0].diff, "- TEXT (8 bytes)");
	}
}

static void
times_are_said_in_one_line_and_stay_a_difference(void **state)
{
	struct shown_file files[FILES];

	(void)state;
	memcpy(files, plain, sizeof(files));
	files[0].time = files[1].time = 1000002;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_comparison struct comparison comparison = { 0 };

		compare_files(&comparison, &kinds[i], files, FILES);
		assert_says(comparison.findings[0].message,
			    "members: 2 with another time (");
		assert_says(comparison.findings[0].diff, "~ times that differ: 2\n");
	}
}

static void
the_same_members_packed_differently_are_different(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };
		struct comparison_options options;

		comparison_options_init(&options);
		options.profile = "archive";
		kinds[i].put(&ours, plain, FILES);
		kinds[i].put(&theirs, plain, FILES);
		put_text(&ours, "behind the end");
		archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
				 &options);
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_says(comparison.findings[0].message,
			    "members: the same, packed differently (");
		assert_int_equal(comparison.accounting.found, strlen("behind the end"));
	}
}

static void
a_mode_or_a_link_that_an_attacker_wants_is_an_alarm(void **state)
{
	static const struct shown_file link = { "Z", "/etc/passwd", 0120777, 1000000 };
	struct shown_file files[FILES];

	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_comparison struct comparison modes = { 0 }, links = { 0 };

		memcpy(files, plain, sizeof(files));
		files[0].mode = 0104755;
		if (kinds[i].modes) {
			compare_files(&modes, &kinds[i], files, FILES);
			assert_true(modes.suspicious);
			assert_says(modes.findings[0].message,
				    "; RUN: the published one is setuid");
			assert_says(modes.findings[0].diff, "(0644 -> 4755)");
		}
		memcpy(files, plain, sizeof(files));
		files[2] = link;
		if (kinds[i].links) {
			compare_files(&links, &kinds[i], files, FILES);
			assert_true(links.suspicious);
			assert_says(links.findings[0].diff,
				    "~ Z linkpath: alarm: the link leads elsewhere "
				    "(nothing -> /etc/passwd)");
		}
	}
}

static void
an_executable_and_a_deceptive_name_are_alarms(void **state)
{
	static const struct shown_file more[] = {
		{ "RUN", "#!/bin/sh\n", 0100644, 1000000 },
		{ "TEXT", "one\ntwo\n", 0100644, 1000000 },
		{ "Z", "the last one\n", 0100644, 1000000 },
		{ "run2",
		  "\x7f"
		  "ELF",
		  0100755, 1000000 },
		{ "text", "hidden\n", 0100644, 1000000 },
	};
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_files(&comparison, &kinds[0], more, array_length(more));
	assert_true(comparison.suspicious);
	assert_says(
		comparison.findings[0].diff,
		"+ run2 (4 bytes): alarm: only the published one has this executable");
	assert_says(comparison.findings[0].diff,
		    "alarm: only the published one has this file: some systems take the "
		    "name for that of TEXT");
}

/* What is in a member is looked into, to the depth that is allowed. */
static void
archives_within_are_looked_into(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT,
				     outer = ARCHIVE_INIT, other = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	comparison_options_init(&options);
	put_cab(&ours, plain, 2);
	put_cab(&theirs, plain, 1);
	tar_add_bytes(&outer, '0', "a.cab", "", buffer_bytes(&ours));
	tar_add_bytes(&other, '0', "a.cab", "", buffer_bytes(&theirs));
	archive_end(&outer);
	archive_end(&other);
	archives_compare(&comparison, buffer_bytes(&outer), buffer_bytes(&other),
			 &options);
	assert_string_equal(comparison.findings[0].path, "x//a.cab");
	assert_says(comparison.findings[0].message, "members: 1 added");
}

static void
limits_make_a_view_incomplete(void **state)
{
	static char large[1 << 16];
	struct shown_file files[FILES];

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	memcpy(files, plain, sizeof(files));
	files[1].content = large;
	for (size_t i = 0; i < 2 * array_length(kinds); i++) {
		cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };
		struct comparison_options options;

		comparison_options_init(&options);
		if (i % 2 == 0)
			options.limits.members = 2 * FILES - 1;
		else
			options.limits.decoded = 64;
		if (kinds[i / 2].put == put_iso || kinds[i / 2].put == put_cab)
			files[1].content = large + sizeof(large) - 1000;
		else
			files[1].content = large;
		kinds[i / 2].put(&ours, files, FILES);
		kinds[i / 2].put(&theirs, plain, FILES);
		archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
				 &options);
		assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
		assert_says(comparison.limits.items[0],
			    i % 2 == 0 ? "members: more than 5" : "decoded: ");
		assert_says(comparison.findings[0].message, " cannot be shown: ");
	}
}

static void
a_file_cut_off_anywhere_is_still_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT;
		size_t step = kinds[i].put == put_iso ? 509 : 1;

		kinds[i].put(&file, plain, FILES);
		for (size_t size = 0; size < file.size; size += step) {
			cleanup_comparison struct comparison comparison = { 0 };
			struct comparison_options options;

			comparison_options_init(&options);
			archives_compare(&comparison,
					 bytes_slice(buffer_bytes(&file), 0, size),
					 buffer_bytes(&file), &options);
			assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
			assert_int_equal(comparison.accounting.found,
					 comparison.accounting.differing);
			assert_int_equal(comparison.normalized_count, 0);
		}
	}
}

static void
a_member_that_cannot_be_read_is_no_equal_member(void **state)
{
	/* A coder with an identifier of four bytes that nobody has. */
	static const uint8_t coder[] = { 0x04, 0x21, 0x22, 0x23, 0x24 };
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	comparison_options_init(&options);
	put_7z_packed(&ours, plain, FILES, BYTES_OF(coder));
	put_7z_packed(&theirs, plain, FILES, BYTES_OF(coder));
	put_text(&ours, "x");
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_null(strstr(comparison.findings[0].message, "the same"));
}

static void
a_table_of_contents_that_is_not_plain_xml_is_not_read(void **state)
{
	static const char *const tables[] = {
		"<?xml version=\"1.0\" encoding=\"EBCDIC-US\"?><xar><toc/></xar>",
		"<!DOCTYPE xar [<!ENTITY a \"b\">]><xar><toc/></xar>",
		"<xar><toc>",
		"\xff\xfe<\0x\0",
	};

	(void)state;
	for (size_t i = 0; i < array_length(tables); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, text = ARCHIVE_INIT;
		struct error err;

		put_xar_table(&file, bytes_of_text(tables[i]));
		assert_int_equal(tiles_to_text(buffer_bytes(&file), &text, &err), 0);
		assert_says(buffer_text(&text), "view: the table of contents is n");
	}
}

static void
another_format_in_the_first_sectors_is_surer(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;

	(void)state;
	put_iso(&file, plain, FILES);
	memcpy(file.data, "xar!\0\x1c", 6);
	assert_string_equal(format_recognize(buffer_bytes(&file))->name, "xar");
	memset(file.data, 0, 6);
	file.data[ISO_VOLUME + 1] = 'B';
	assert_string_equal(format_recognize(buffer_bytes(&file))->name, "raw");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_shown_member_by_member),
		cmocka_unit_test(
			a_changed_member_is_shown_in_the_finding_about_the_bytes),
		cmocka_unit_test(added_and_removed_members_are_shown),
		cmocka_unit_test(times_are_said_in_one_line_and_stay_a_difference),
		cmocka_unit_test(the_same_members_packed_differently_are_different),
		cmocka_unit_test(a_mode_or_a_link_that_an_attacker_wants_is_an_alarm),
		cmocka_unit_test(an_executable_and_a_deceptive_name_are_alarms),
		cmocka_unit_test(archives_within_are_looked_into),
		cmocka_unit_test(limits_make_a_view_incomplete),
		cmocka_unit_test(a_file_cut_off_anywhere_is_still_bytes),
		cmocka_unit_test(a_member_that_cannot_be_read_is_no_equal_member),
		cmocka_unit_test(a_table_of_contents_that_is_not_plain_xml_is_not_read),
		cmocka_unit_test(another_format_in_the_first_sectors_is_surer),
	};

	comparison_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
