/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits on all processes of a run together, and that nothing of one stays behind. */
#include "tests/unit/sandbox_scene.h"

#include <dirent.h>

/* Three processes that each hold 100 MB, none of which would be too much alone. */
static const char eater[] = "eat() { perl -e '$x = \"x\" x 100_000_000; sleep 100' & }; "
			    "eat; eat; eat; wait; echo ate";

static void
plan_eater(struct sandbox_plan *plan)
{
	plan_shell(plan, eater);
	plan->limits.memory_total = UINT64_C(150) << 20;
	plan->limits.wall_milliseconds = 60000;
	plan->limits.grace_milliseconds = 0;
}

static void
memory_of_all_together_is_limited(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_eater(&plan);
	outcome = run_plan(&plan);
	assert_true(outcome.result.limits.count > 0);
	assert_non_null(strstr(outcome.result.limits.items[0], "memory limit"));
	assert_true(outcome.result.controls[CONTROL_memory_limit].state !=
		    STATE_NOT_ASKED);
}

static void
without_groups_memory_is_looked_at_and_that_is_told(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_eater(&plan);
	strings_add(&plan.pretended, "memory_limit");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_memory_limit].state,
			 STATE_WEAKENED);
	assert_int_equal(outcome.result.end, SANDBOX_STOPPED);
	assert_non_null(strstr(outcome.result.limits.items[0], "memory limit"));
	assert_true(outcome.result.processes >= 2);
}

static void
a_memory_limit_can_be_required(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err = { 0 };

	(void)state;
	plan_eater(&plan);
	strings_add(&plan.pretended, "memory_limit");
	plan.needs[CONTROL_memory_limit] = NEED_REQUIRED;
	assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
}

static void
processors_of_all_together_are_limited(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "(while :; do :; done) & while :; do :; done");
	plan.limits.cpu_total = 1;
	plan.limits.wall_milliseconds = 120000;
	plan.limits.grace_milliseconds = 0;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_STOPPED);
	assert_non_null(strstr(outcome.result.limits.items[0], "CPU limit"));
}

static void
a_fork_bomb_meets_its_limit(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "perl -e 'while (1) { my $p = fork(); "
			  "if (!defined $p) { print \"no more after $n\\n\"; exit } "
			  "if ($p == 0) { sleep 100; exit } $n++ }'");
	plan.limits.processes = 350;
	outcome = run_plan(&plan);
	assert_true(text_starts_with(outcome.text, "no more after 3"));
	assert_true(outcome.result.leftovers > 300);
}

/* Folders beneath this one with a name of ours. */
static unsigned
count_groups(const char *path, unsigned depth)
{
	cleanup_free char *ours = xasprintf("cupel-%ld-", (long)getpid());
	cleanup_directory DIR *folder = opendir(path);
	unsigned count = 0;

	for (struct dirent *at; folder != NULL && (at = readdir(folder)) != NULL;) {
		cleanup_free char *inner = path_join(path, at->d_name);

		if (at->d_type != DT_DIR || at->d_name[0] == '.')
			continue;
		count += text_starts_with(at->d_name, ours);
		if (depth > 0)
			count += count_groups(inner, depth - 1);
	}
	return count;
}

static void
no_group_stays_behind(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "true");
	plan.limits.memory_total = UINT64_C(1) << 30;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.exit_code, 0);
	assert_int_equal(count_groups("/sys/fs/cgroup", 6), 0);
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_of_all_together_is_limited),
		cmocka_unit_test(without_groups_memory_is_looked_at_and_that_is_told),
		cmocka_unit_test(a_memory_limit_can_be_required),
		cmocka_unit_test(processors_of_all_together_are_limited),
		cmocka_unit_test(a_fork_bomb_meets_its_limit),
		cmocka_unit_test(no_group_stays_behind),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-limits");
}
