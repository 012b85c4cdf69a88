/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a release tarball says of its own name and version. */
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/inventory.h"
#include "rebuild/registry.h"
#include "tests/unit.h"

static char *folder; /* owned: of this program */

static int
make_folder(void **state)
{
	struct error err = { 0 };

	(void)state;
	return folder_make_scratch(&folder, ".", "test_registry_generic", &err);
}

static int
drop_folder(void **state)
{
	struct error err = { 0 };
	int result = tree_remove(folder, &err);

	(void)state;
	free(folder);
	return result;
}

/* An artifact of this file name with this first folder; NULL: none. */
static bool
identify(struct release *release, const char *file, const char *top)
{
	const struct session session = { 0 };
	struct inventory inventory = { .top = (char *)(uintptr_t)top };
	struct error err = { 0 };
	bool yes = false;

	*release = (struct release){ .artifact_name = xstrdup(file),
				     .artifact_path = path_join(folder, file) };
	assert_int_equal(
		file_write(release->artifact_path, bytes_of_text("no tar"), 0644, &err),
		0);
	if (registry_find("generic")->identify(release, &session, &inventory, &yes,
					       &err) < 0)
		fail_msg("%s", err.message);
	return yes;
}

static void
is(const char *file, const char *top, const char *name, const char *version)
{
	cleanup_release struct release release = { 0 };

	assert_true(identify(&release, file, top));
	assert_string_equal(release.spec.name, name);
	assert_string_equal(release.spec.version, version);
}

static void
is_none(const char *file, const char *top)
{
	cleanup_release struct release release = { 0 };

	assert_false(identify(&release, file, top));
}

static void
the_first_folder_has_name_and_version(void **state)
{
	(void)state;
	is("gauge-1.0.tar.xz", "gauge-1.0", "gauge", "1.0");
	is("x.tar.gz", "json-c-0.16-20220414", "json-c", "0.16-20220414");
	is("x.tar.gz", "pcre2-10.42", "pcre2", "10.42");
	is("x.tar.gz", "less-608", "less", "608");
	is("x.tar.gz", "gauge-1.0rc1", "gauge", "1.0rc1");
	is("x.tar.gz", "gauge-1.0.2k", "gauge", "1.0.2k");
}

static void
an_archive_of_a_tag_has_the_tag_in_its_folder(void **state)
{
	(void)state;
	is("x.tar.gz", "libexpat-R_2_5_0", "libexpat", "2.5.0");
	is("x.tar.gz", "curl-curl-7_88_1", "curl", "7.88.1");
	is("x.tar.gz", "jq-jq-1.6", "jq", "1.6");
	is("x.tar.gz", "gauge-v1.0", "gauge", "1.0");
	is("x.tar.gz", "libevent-release-2.1.12-stable", "libevent", "2.1.12-stable");
}

static void
a_number_in_a_name_is_no_version(void **state)
{
	(void)state;
	is("x.tar.gz", "draw-3d-1.2", "draw-3d", "1.2");
	is_none("x.tar.gz", "draw-3d");
}

static void
where_the_folder_says_nothing_the_file_does(void **state)
{
	(void)state;
	is("gauge_1.0.orig.tar.gz", "source", "gauge", "1.0");
	is("gauge-1.0.tgz", "gauge", "gauge", "1.0");
	is_none("source.tar.gz", "source");
	is_none("gauge-1.0.tar.gz", NULL);
}

static void
a_name_that_a_shell_would_read_is_none(void **state)
{
	(void)state;
	is_none("x.tar.gz", "gauge-1.0;id");
	is_none("x.tar.gz", "gauge-1.0 $(id)");
}

static void
nobody_can_be_asked_for_a_release_by_name(void **state)
{
	cleanup_release struct release release = {
		.spec = { .name = xstrdup("gauge"), .version = xstrdup("1.0") }
	};
	const struct session session = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(registry_find("generic")->lookup(&release, &session, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.message, "--source"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_folder_has_name_and_version),
		cmocka_unit_test(an_archive_of_a_tag_has_the_tag_in_its_folder),
		cmocka_unit_test(a_number_in_a_name_is_no_version),
		cmocka_unit_test(where_the_folder_says_nothing_the_file_does),
		cmocka_unit_test(a_name_that_a_shell_would_read_is_none),
		cmocka_unit_test(nobody_can_be_asked_for_a_release_by_name),
	};

	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
