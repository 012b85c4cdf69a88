/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alarms that the rebuild of a release tarball raises. */
#include "rebuild/dist_alarms.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

static void
add(struct check *check, const char *file, enum finding_kind kind, const char *key)
{
	struct finding finding = { .kind = kind };

	finding.path = xasprintf("gauge-1.0.tar.gz//gauge-1.0/%s", file);
	finding.key = xstrdup(key);
	array_append(check->comparison.findings, check->comparison.finding_count,
		     finding);
}

/* How many alarms these findings are; the first is about `path`. */
static void
gives(struct check *check, size_t alarms, const char *path)
{
	const struct session session = { 0 };

	check->inventory.top = xstrdup("gauge-1.0");
	dist_alarms_find(check, &session);
	assert_int_equal(remarks_count(&check->remarks, SEVERITY_ALARM), alarms);
	if (alarms > 0)
		assert_string_equal(check->remarks.items[0].path, path);
	check_release(check);
}

static void
code_that_nobody_makes_is_an_alarm(void **state)
{
	struct check check = { 0 };

	(void)state;
	add(&check, "src/needle.c", FINDING_ADDED, "member");
	gives(&check, 1, "gauge-1.0/src/needle.c");
}

static void
code_that_nothing_reads_is_told_and_no_alarm(void **state)
{
	struct check check = { 0 };

	(void)state;
	add(&check, "examples/needle.c", FINDING_ADDED, "member");
	check.inventory.top = xstrdup("gauge-1.0");
	dist_alarms_find(&check, &(struct session){ 0 });
	assert_int_equal(check.remarks.count, 1);
	assert_int_equal(check.remarks.items[0].severity, SEVERITY_CHANGE);
	assert_string_equal(check.remarks.items[0].cause, "extra-apart");
	check_release(&check);
}

static void
texts_and_files_of_known_tools_are_none(void **state)
{
	struct check check = { 0 };

	(void)state;
	add(&check, "NOTES.txt", FINDING_ADDED, "member");
	add(&check, "m4/ltsugar.m4", FINDING_ADDED, "member");
	add(&check, "lib/Makefile.in", FINDING_ADDED, "member");
	add(&check, "src/gauge.c", FINDING_CONTENT, "content");
	add(&check, "src/old.c", FINDING_REMOVED, "member");
	gives(&check, 0, NULL);
}

static void
a_catalogue_that_is_not_of_its_source_is_one_alarm(void **state)
{
	struct check check = { 0 };

	(void)state;
	add(&check, "po/de.gmo", FINDING_FIELD, "msgstr:One");
	add(&check, "po/de.gmo", FINDING_FIELD, "msgstr:Two");
	gives(&check, 1, "gauge-1.0/po/de.gmo");
}

static void
one_whose_source_differs_too_is_none(void **state)
{
	struct check check = { 0 };

	(void)state;
	add(&check, "po/de.gmo", FINDING_FIELD, "msgstr:One");
	add(&check, "po/de.po", FINDING_CONTENT, "content");
	gives(&check, 0, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_that_nobody_makes_is_an_alarm),
		cmocka_unit_test(code_that_nothing_reads_is_told_and_no_alarm),
		cmocka_unit_test(texts_and_files_of_known_tools_are_none),
		cmocka_unit_test(a_catalogue_that_is_not_of_its_source_is_one_alarm),
		cmocka_unit_test(one_whose_source_differs_too_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
