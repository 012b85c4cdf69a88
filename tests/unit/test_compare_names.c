/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two archives whose members' names matter: twice the same, or not what they seem. */
#include "compare/compare.h"

#include "base/cleanup.h"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_of_two_members_of_a_name_that_differs_is_an_alarm),
		cmocka_unit_test(the_time_of_one_of_two_members_of_a_name_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
