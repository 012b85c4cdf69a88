/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/cleanup.h"
#include "compare/ledger.h"
#include "compare/ranking.h"
#include "compare/tally.h"
#include "tests/unit/documents.h"

static struct finding
finding_of(enum severity severity, const char *path, const char *message, uint64_t bytes)
{
	return (struct finding){ .path = xstrdup(path),
				 .key = xstrdup("mode"),
				 .kind = FINDING_FIELD,
				 .severity = severity,
				 .message = xstrdup(message),
				 .bytes = bytes };
}

static void
add(struct comparison *comparison, struct finding finding)
{
	array_append(comparison->findings, comparison->finding_count, finding);
}

static void
alarms_come_first_and_the_largest_of_them(void **state)
{
	static const char *const order[] = { "d", "b", "c", "a", "e" };
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };
	cleanup_free char *counts = NULL;

	(void)state;
	add(&comparison, finding_of(SEVERITY_CHANGE, "a", "one", 10));
	add(&comparison, finding_of(SEVERITY_ALARM, "b", "two", 1));
	add(&comparison, finding_of(SEVERITY_CHANGE, "c", "three", 99));
	add(&comparison, finding_of(SEVERITY_ALARM, "d", "four", 2));
	add(&comparison, finding_of(SEVERITY_NOTE, "e", "five", 1000));
	ranking_of(&ranking, &comparison);
	assert_int_equal(ranking.group_count, array_length(order));
	for (size_t i = 0; i < array_length(order); i++)
		assert_string_equal(ranking.groups[i].findings[0]->path, order[i]);
	counts = ranking_counts(&ranking);
	assert_string_equal(counts, "2 alarms, 2 changes, 1 note");
}

static void
equal_sizes_stay_in_the_order_of_the_comparison(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };

	(void)state;
	for (char name[] = "z"; name[0] >= 'a'; name[0]--)
		add(&comparison, finding_of(SEVERITY_CHANGE, name, name, 5));
	ranking_of(&ranking, &comparison);
	for (size_t i = 0; i < ranking.group_count; i++)
		assert_ptr_equal(ranking.groups[i].findings[0], &comparison.findings[i]);
}

static void
a_group_is_as_large_as_all_of_it(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };

	(void)state;
	add(&comparison, finding_of(SEVERITY_CHANGE, "a", "alone", 15));
	add(&comparison, finding_of(SEVERITY_CHANGE, "b", "9 bits", 9));
	add(&comparison, finding_of(SEVERITY_CHANGE, "c", "10 bits", 10));
	ranking_of(&ranking, &comparison);
	assert_int_equal(ranking.group_count, 2);
	assert_int_equal(ranking.groups[0].count, 2);
	assert_int_equal(ranking.groups[0].bytes, 19);
	assert_string_equal(ranking.groups[0].findings[0]->path, "c");
}

static void
sizes_beyond_counting_are_counted_as_the_largest(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		add(&comparison, finding_of(SEVERITY_CHANGE, "a", "same", UINT64_MAX));
	ranking_of(&ranking, &comparison);
	assert_int_equal(ranking.group_count, 1);
	assert_true(ranking.groups[0].bytes == UINT64_MAX);
}

static void
other_causes_and_keys_make_other_groups(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };

	(void)state;
	for (size_t i = 0; i < 4; i++)
		add(&comparison, finding_of(SEVERITY_CHANGE, "a", "same", 1));
	comparison.findings[1].cause = xstrdup("crlf");
	replace_text(&comparison.findings[2].key, xstrdup("mtime"));
	comparison.findings[3].kind = FINDING_ADDED;
	ranking_of(&ranking, &comparison);
	assert_int_equal(ranking.group_count, 4);
}

static void
nothing_found_is_nothing(void **state)
{
	struct comparison comparison = { 0 };
	cleanup_ranking struct ranking ranking = { 0 };
	cleanup_free char *counts = NULL;

	(void)state;
	ranking_of(&ranking, &comparison);
	counts = ranking_counts(&ranking);
	assert_int_equal(ranking.group_count, 0);
	assert_string_equal(counts, "nothing");
}

static void
folders_are_counted_by_kind_the_most_first(void **state)
{
	static const char *const paths[] = { "x//b/1", "x//a/1", "x//b/2", "x//a/2",
					     "x//a/3" };
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *findings[array_length(paths)];
	cleanup_tally struct tally tally = { 0 };

	(void)state;
	for (size_t i = 0; i < array_length(paths); i++)
		add(&comparison, finding_of(SEVERITY_CHANGE, paths[i], "m", 1));
	for (size_t i = 0; i < array_length(paths); i++)
		findings[i] = &comparison.findings[i];
	comparison.findings[4].kind = FINDING_ADDED;
	tally_of(&tally, findings, array_length(findings));
	assert_int_equal(tally.count, 3);
	assert_string_equal(tally.lines[0].folder, "x//a/");
	assert_int_equal(tally.lines[0].count, 2);
	assert_string_equal(tally.lines[1].folder, "x//b/");
	assert_int_equal(tally.lines[2].kind, FINDING_ADDED);
}

static void
the_ledger_is_told_rule_by_rule(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_ledger struct ledger ledger = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		add_normalized(&comparison);
	replace_text(&comparison.normalized[1].rule, xstrdup("gzip-os/1"));
	comparison.normalized[2].count = UINT64_MAX;
	ledger_of(&ledger, &comparison);
	assert_int_equal(ledger.rule_count, 2);
	assert_string_equal(ledger.rules[0].rule, "gzip-os/1");
	assert_int_equal(ledger.rules[0].times, 17);
	assert_int_equal(ledger.rules[1].count, 2);
	assert_true(ledger.rules[1].times == UINT64_MAX);
	assert_ptr_equal(ledger.rules[1].lines[0], &comparison.normalized[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alarms_come_first_and_the_largest_of_them),
		cmocka_unit_test(equal_sizes_stay_in_the_order_of_the_comparison),
		cmocka_unit_test(a_group_is_as_large_as_all_of_it),
		cmocka_unit_test(sizes_beyond_counting_are_counted_as_the_largest),
		cmocka_unit_test(other_causes_and_keys_make_other_groups),
		cmocka_unit_test(nothing_found_is_nothing),
		cmocka_unit_test(folders_are_counted_by_kind_the_most_first),
		cmocka_unit_test(the_ledger_is_told_rule_by_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
