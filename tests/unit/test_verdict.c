/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/verdict.h"

#include "base/memory.h"
#include "tests/unit.h"

static char commit[] = "98e8ff1da1a89f93d1397a24d7413ed15421c139";
static char path[] = "package/index.js", message[] = "eval() in an added line";

static struct finding findings[] = {
	{ .path = path, .message = message, .severity = SEVERITY_ALARM },
	{ .path = path, .message = message, .severity = SEVERITY_CHANGE },
	{ .path = path, .message = message, .severity = SEVERITY_CHANGE },
};

/* A check that came to its end: what it points to is the test's own, but for the reasons. */
static struct check
compared(enum outcome outcome)
{
	return (struct check){ .compared = true,
			       .build = { .succeeded = true },
			       .source = { .state = SOURCE_FOUND, .commit = commit },
			       .comparison = { .outcome = outcome } };
}

static void
assert_reason(const struct check *check, size_t index, const char *words)
{
	assert_true(index < check->reasons.count);
	assert_non_null(strstr(check->reasons.items[index], words));
}

static void
equal_bytes_are_identical(void **state)
{
	struct check check = compared(OUTCOME_IDENTICAL);

	(void)state;
	check.comparison.published.size = 1234;
	verdict_decide(&check);
	assert_true(check.decided);
	assert_int_equal(check.outcome, OUTCOME_IDENTICAL);
	assert_reason(&check, 0, "1234 bytes");
	assert_int_equal(check_exit(&check, true), 0);
	strings_release(&check.reasons);
}

static void
equivalence_names_each_rule_once_in_order(void **state)
{
	char later[] = "tar-mtime/1", sooner[] = "gzip-os/1";
	struct normalized lines[] = { { .rule = later }, { .rule = sooner }, { .rule = later } };
	struct check check = compared(OUTCOME_EQUIVALENT);

	(void)state;
	check.comparison.normalized = lines;
	check.comparison.normalized_count = array_length(lines);
	verdict_decide(&check);
	assert_int_equal(check.reasons.count, 1);
	assert_reason(&check, 0, ": gzip-os/1, tar-mtime/1");
	assert_int_equal(check_exit(&check, false), 0);
	assert_int_equal(check_exit(&check, true), 1);
	strings_release(&check.reasons);
}

static void
a_difference_counts_its_findings_and_names_its_alarms(void **state)
{
	struct check check = compared(OUTCOME_DIFFERENT);

	(void)state;
	check.comparison.suspicious = true;
	check.comparison.findings = findings;
	check.comparison.finding_count = array_length(findings);
	verdict_decide(&check);
	assert_true(check.suspicious);
	assert_int_equal(check.reasons.count, 2);
	assert_reason(&check, 0, "1 alarm, 2 changes, 0 notes");
	assert_reason(&check, 1, "alarm: package/index.js: eval()");
	assert_int_equal(check_exit(&check, false), 1);
	strings_release(&check.reasons);
}

static void
what_was_not_compared_is_said(void **state)
{
	char limit[] = "members: 1000000";
	char *items[] = { limit };
	struct check check = compared(OUTCOME_INCOMPLETE);

	(void)state;
	check.comparison.limits = (struct strings){ items, 1 };
	verdict_decide(&check);
	assert_int_equal(check.outcome, OUTCOME_INCOMPLETE);
	assert_reason(&check, 0, "members: 1000000");
	assert_int_equal(check_exit(&check, false), 3);
	strings_release(&check.reasons);
}

static void
a_failed_build_is_no_mismatch(void **state)
{
	char phase[] = "build", cause[] = "npm run build: exit 1";
	struct check check = { .source = { .state = SOURCE_FOUND, .commit = commit },
			       .build = { .phase = phase, .cause = cause } };

	(void)state;
	verdict_decide(&check);
	assert_int_equal(check.outcome, OUTCOME_UNBUILDABLE);
	assert_false(check.suspicious);
	assert_reason(&check, 0, "build: npm run build: exit 1");
	assert_int_equal(check_exit(&check, false), 3);
	strings_release(&check.reasons);
}

static void
without_a_commit_there_is_no_source(void **state)
{
	struct check none = { .source = { .state = SOURCE_NONE } };
	struct check refused = { .source = { .state = SOURCE_NONE, .candidate_count = 2 } };
	struct check several = { .source = { .state = SOURCE_AMBIGUOUS, .candidate_count = 3 } };

	(void)state;
	verdict_decide(&none);
	verdict_decide(&refused);
	verdict_decide(&several);
	assert_int_equal(none.outcome, OUTCOME_NO_SOURCE);
	assert_int_equal(several.outcome, OUTCOME_NO_SOURCE);
	assert_reason(&none, 0, "no commit claims");
	assert_reason(&refused, 0, "none of 2 candidate commits");
	assert_reason(&several, 0, "ambiguous");
	assert_int_equal(check_exit(&none, false), 3);
	strings_release(&none.reasons);
	strings_release(&refused.reasons);
	strings_release(&several.reasons);
}

static void
an_orphan_commit_alarms_even_when_the_bytes_are_equal(void **state)
{
	struct check check = compared(OUTCOME_IDENTICAL);

	(void)state;
	check.source.orphan = true;
	verdict_decide(&check);
	assert_int_equal(check.outcome, OUTCOME_IDENTICAL);
	assert_true(check.suspicious);
	assert_reason(&check, 1, "orphan commit: no branch or tag reaches 98e8ff1");
	assert_int_equal(check_exit(&check, false), 1);
	strings_release(&check.reasons);
}

static void
help_from_the_artifact_is_said(void **state)
{
	struct check check = compared(OUTCOME_IDENTICAL);

	(void)state;
	check.source.assisted = true;
	verdict_decide(&check);
	assert_true(check_is_assisted(&check));
	assert_reason(&check, 1, "assisted: ");
	assert_int_equal(check_exit(&check, false), 0);
	strings_release(&check.reasons);
}

static void
a_broken_off_road_is_incomplete(void **state)
{
	struct check check = { 0 };

	(void)state;
	verdict_incomplete(&check, "the time limit of 60 s");
	assert_true(check.decided);
	assert_int_equal(check.outcome, OUTCOME_INCOMPLETE);
	assert_reason(&check, 0, "the time limit of 60 s");
	assert_int_equal(check_exit(&check, false), 3);
	strings_release(&check.reasons);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_bytes_are_identical),
		cmocka_unit_test(equivalence_names_each_rule_once_in_order),
		cmocka_unit_test(a_difference_counts_its_findings_and_names_its_alarms),
		cmocka_unit_test(what_was_not_compared_is_said),
		cmocka_unit_test(a_failed_build_is_no_mismatch),
		cmocka_unit_test(without_a_commit_there_is_no_source),
		cmocka_unit_test(an_orphan_commit_alarms_even_when_the_bytes_are_equal),
		cmocka_unit_test(help_from_the_artifact_is_said),
		cmocka_unit_test(a_broken_off_road_is_incomplete),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
