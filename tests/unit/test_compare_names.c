/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two archives whose members' names matter: twice the same, or not what they seem. */
#include "compare/compare.h"

#include "base/cleanup.h"
#include "compare/spellings.h"
#include "tests/unit/archives.h"

static const struct finding *
find(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (text_ends_with(comparison->findings[i].path, path) &&
		    strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	return NULL;
}

static void
compare(struct comparison *comparison, struct buffer *published, struct buffer *rebuilt)
{
	struct comparison_options options;

	comparison_options_init(&options);
	archive_end(published);
	archive_end(rebuilt);
	archives_compare(comparison, buffer_bytes(published), buffer_bytes(rebuilt),
			 &options);
}

static void
one_of_two_members_of_a_name_that_differs_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	archive_add(&published, '0', "bin/a", "bad\n");
	archive_add(&published, '0', "bin/a", "one\n");
	archive_add(&rebuilt, '0', "bin/a", "one\n");
	archive_add(&rebuilt, '0', "bin/a", "one\n");
	compare(&comparison, &published, &rebuilt);
	finding = find(&comparison, "bin/a", "member");
	assert_non_null(finding);
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	assert_non_null(find(&comparison, "bin/a", "content"));
}

static void
the_time_of_one_of_two_members_of_a_name_is_none(void **state)
{
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	archive_set(&published, archive_add(&published, '0', "bin/a", "one\n"), TAR_MTIME,
		    "00000000001");
	archive_add(&published, '0', "bin/a", "two\n");
	archive_add(&rebuilt, '0', "bin/a", "one\n");
	archive_add(&rebuilt, '0', "bin/a", "two\n");
	compare(&comparison, &published, &rebuilt);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_false(comparison.suspicious);
}

/* What is said of one name more in the published archive. */
static const struct finding *
find_added(struct comparison *comparison, const char *name, const char *beside)
{
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;

	archive_add(&published, '0', beside, "one\n");
	archive_add(&rebuilt, '0', beside, "one\n");
	archive_set(&published, archive_add(&published, '0', name, "two\n"), TAR_MODE,
		    "0000644");
	compare(comparison, &published, &rebuilt);
	return find(comparison, name, "member");
}

static void
assert_alarm(const char *name, const char *beside, const char *says)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding = find_added(&comparison, name, beside);

	assert_non_null(finding);
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	assert_non_null(strstr(finding->message, says));
}

static void
assert_change(const char *name, const char *beside)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding = find_added(&comparison, name, beside);

	assert_non_null(finding);
	assert_int_equal(finding->severity, SEVERITY_CHANGE);
}

static void
a_name_that_leads_out_is_an_alarm(void **state)
{
	static const char says[] = "leads out of where it is unpacked";

	(void)state;
	assert_alarm("../a", "b", says);
	assert_alarm("bin/../../a", "b", says);
	assert_alarm("bin/..", "b", says);
	assert_alarm("/bin/a", "b", says);
	assert_alarm("C:/a", "b", says);
	assert_change("..a/b..", "b");
	assert_change("C:a", "b");
}

static void
a_backslash_leads_out_on_windows(void **state)
{
	cleanup_spellings struct spellings none = { 0 };
	cleanup_free char *up = spellings_trouble(&none, "a\\x5c..\\x5cb");
	cleanup_free char *share = spellings_trouble(&none, "\\x5c\\x5chost");
	cleanup_free char *drive = spellings_trouble(&none, "c:\\x5ca");
	cleanup_free char *inside = spellings_trouble(&none, "a\\x5cb");

	(void)state;
	assert_non_null(up);
	assert_non_null(share);
	assert_non_null(drive);
	assert_null(inside);
}

static void
a_name_that_another_system_takes_for_another_is_an_alarm(void **state)
{
	(void)state;
	assert_alarm("BIN/a", "bin/A", "for that of bin/A");
	assert_alarm("caf\xc3\xa9", "cafe\xcc\x81", "some systems take the name for");
	assert_alarm("./bin//a", "bin/a", "for that of bin/a");
	assert_change("bin/b", "bin/a");
}

static void
a_nul_in_a_name_is_an_alarm(void **state)
{
	cleanup_spellings struct spellings none = { 0 };
	cleanup_free char *nul = spellings_trouble(&none, "a\\x00.txt");
	cleanup_free char *text = spellings_trouble(&none, "a\\x5cx00.txt");

	(void)state;
	assert_non_null(nul);
	assert_null(text);
}

/* Nobody has to fear what both have. */
static void
names_on_both_sides_are_no_alarm(void **state)
{
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	archive_add(&published, '0', "../a", "one\n");
	archive_add(&published, '0', "../A", "two\n");
	archive_add(&rebuilt, '0', "../a", "one\n");
	archive_add(&rebuilt, '0', "../A", "and three\n");
	compare(&comparison, &published, &rebuilt);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_false(comparison.suspicious);
}

/* Each search is one, whatever the names are. */
static void
many_names_of_one_spelling_are_found_at_once(void **state)
{
	enum { COUNT = 1 << 14 };
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	archive_add(&rebuilt, '0', "b", "");
	archive_add(&published, '0', "b", "");
	for (size_t i = 0; i < COUNT; i++) {
		char name[] = "abcdefghijklmn";

		for (size_t bit = 0; bit < sizeof(name) - 1; bit++)
			if (i >> bit & 1)
				name[bit] = (char)(name[bit] - 'a' + 'A');
		archive_add(&published, '0', name, "");
	}
	compare(&comparison, &published, &rebuilt);
	assert_int_equal(comparison.finding_count, COUNT);
	assert_int_equal(comparison.findings[0].severity, SEVERITY_ALARM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_two_members_of_a_name_that_differs_is_an_alarm),
		cmocka_unit_test(the_time_of_one_of_two_members_of_a_name_is_none),
		cmocka_unit_test(a_name_that_leads_out_is_an_alarm),
		cmocka_unit_test(a_backslash_leads_out_on_windows),
		cmocka_unit_test(
			a_name_that_another_system_takes_for_another_is_an_alarm),
		cmocka_unit_test(a_nul_in_a_name_is_an_alarm),
		cmocka_unit_test(names_on_both_sides_are_no_alarm),
		cmocka_unit_test(many_names_of_one_spelling_are_found_at_once),
	};

	comparison_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
