/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That one place has one path, whether a build is compared with what was published or
 * with another build. */
#include "rebuild/check_compare.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "tests/unit/scratch.h"

static char deb[] = "deb";
static char generic[] = "generic";

/* One file in a folder of its own; the caller frees the file's path. */
static char *
put(const char *scratch, const char *folder, const char *text)
{
	cleanup_free char *path = path_join(scratch, folder);
	char *file = path_join(path, "hello_1_all.deb");
	struct error err = { 0 };

	assert_int_equal(folder_make(path, &err), 0);
	assert_int_equal(file_write(file, bytes_of_text(text), 0644, &err), 0);
	return file;
}

/* The path of the first finding; the caller frees. */
static char *
first_place(const struct check *check, const char *published, const char *rebuilt)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct session session = { 0 };
	struct error err = { 0 };

	comparison_options_init(&session.comparison);
	if (check_compare(&comparison, check, &session, published, rebuilt, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.finding_count > 0);
	return xstrdup(comparison.findings[0].path);
}

/* What was published in a folder, as the packages of a source are. */
static void
two_builds_differ_at_the_place_where_the_published_one_does(void **state)
{
	cleanup_free char *published_file = put(*state, "published", "published\n");
	cleanup_free char *first = put(*state, "first", "first\n");
	cleanup_free char *second = put(*state, "second", "second\n");
	cleanup_free char *published = path_join(*state, "published");
	struct check check = { .release = { .spec = { .ecosystem = deb },
					    .artifact_path = published,
					    .artifact_name = deb },
			       .build = { .output_path = first } };
	struct build other = { .output_path = second };
	cleanup_free char *ours = check_rebuilt_path(&check, &check.build);
	cleanup_free char *others = check_rebuilt_path(&check, &other);
	cleanup_free char *against_published = first_place(&check, published, ours);
	cleanup_free char *against_ours = first_place(&check, ours, others);

	assert_true(file_exists(published_file));
	assert_string_equal(against_published, against_ours);
	assert_non_null(strstr(against_ours, "hello_1_all.deb"));
}

static void
a_file_is_compared_with_a_file(void **state)
{
	cleanup_free char *published = put(*state, "one", "one\n");
	cleanup_free char *built = put(*state, "two", "two\n");
	struct check check = { .release = { .spec = { .ecosystem = generic },
					    .artifact_path = published,
					    .artifact_name = generic },
			       .build = { .output_path = built } };
	cleanup_free char *path = check_rebuilt_path(&check, &check.build);

	assert_string_equal(path, built);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test_in_folder(
			two_builds_differ_at_the_place_where_the_published_one_does),
		test_in_folder(a_file_is_compared_with_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
