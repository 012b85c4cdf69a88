/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a file of a release tarball is not what was rebuilt. */
#include "rebuild/dist_causes.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

static char *tree; /* owned: a source with a README */

static int
make_tree(void **state)
{
	cleanup_free char *path = NULL;
	struct error err = { 0 };

	(void)state;
	if (folder_make_scratch(&tree, ".", "test_dist_causes", &err) < 0)
		return -1;
	path = path_join(tree, "README");
	return file_write(path, bytes_of_text("read me\n"), 0644, &err);
}

static int
drop_tree(void **state)
{
	struct error err = { 0 };
	int result = tree_remove(tree, &err);

	(void)state;
	free(tree);
	return result;
}

/* The cause of one finding about this file begins so; NULL: there is none. */
static void
is_caused(const char *file, enum finding_kind kind, const char *key, const char *diff,
	  const char *cause)
{
	struct check check = { .source = { .tree = tree } };
	struct finding finding = { .kind = kind };

	finding.path = xasprintf("gauge-1.0.tar.gz//gauge-1.0/%s", file);
	finding.key = xstrdup(key);
	finding.diff = xstrdup_or_null(diff);
	array_append(check.comparison.findings, check.comparison.finding_count, finding);
	dist_causes_find(&check);
	if (cause == NULL)
		assert_null(check.comparison.findings[0].cause);
	else if (check.comparison.findings[0].cause == NULL ||
		 !text_starts_with(check.comparison.findings[0].cause, cause))
		fail_msg("%s: %s", file, check.comparison.findings[0].cause);
	comparison_release(&check.comparison);
}

static void
a_file_of_the_source_was_modified_or_left_out(void **state)
{
	(void)state;
	is_caused("README", FINDING_CONTENT, "content", "-read me\n+read it\n",
		  "modified:");
	is_caused("README", FINDING_REMOVED, "member", NULL, "left-out:");
	is_caused("NEWS", FINDING_REMOVED, "member", NULL, "not-published:");
}

static void
a_date_or_a_version_is_a_stamp(void **state)
{
	(void)state;
	is_caused("doc/a.txt", FINDING_CONTENT, "content",
		  " Title\n-Made on 2023-02-20 by 1.2.3\n+Made on 2026-11-27 by 1.12\n",
		  "stamp:");
	is_caused("doc/a.txt", FINDING_CONTENT, "content",
		  "-Made on 2023-02-20\n+Made on 2023-02-20; rm -r 1\n", "generated:");
	is_caused("doc/a.txt", FINDING_CONTENT, "content", "-1\n+2\n+3\n", "generated:");
}

static void
a_known_name_names_its_generator(void **state)
{
	(void)state;
	is_caused("configure", FINDING_CONTENT, "content", NULL, "generator: autoconf");
	is_caused("lib/Makefile.in", FINDING_CONTENT, "content", "-a\n+b\n",
		  "generator: automake");
	is_caused("doc/a.pdf", FINDING_ADDED, "member", NULL, "tool-missing:");
	is_caused("src/needle.c", FINDING_ADDED, "member", NULL, "extra:");
}

static void
what_is_no_file_has_no_cause(void **state)
{
	(void)state;
	is_caused("", FINDING_FIELD, "mode", NULL, NULL);
	is_caused("README", FINDING_FIELD, "mode", NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_of_the_source_was_modified_or_left_out),
		cmocka_unit_test(a_date_or_a_version_is_a_stamp),
		cmocka_unit_test(a_known_name_names_its_generator),
		cmocka_unit_test(what_is_no_file_has_no_cause),
	};

	return cmocka_run_group_tests(tests, make_tree, drop_tree);
}
