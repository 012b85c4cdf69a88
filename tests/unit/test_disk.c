/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run may add to the host paths that it can write. */
#include "tests/unit/sandbox_scene.h"

#include <sys/stat.h>

enum { LIMIT = 4 << 20 };

static char *
make_place(const char *name)
{
	char *place = path_join(scratch, name);

	assert_int_equal(mkdir(place, 0755), 0);
	return place;
}

/* The script ends only by being stopped. */
static struct outcome
run_in(const char *place, const char *script)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_free char *whole = xasprintf("cd /build; %s; sleep 100", script);

	plan_shell(&plan, whole);
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, place, "/build");
	plan.limits.disk = LIMIT;
	plan.limits.wall_milliseconds = 60000;
	plan.limits.grace_milliseconds = 0;
	return run_plan(&plan);
}

static void
assert_stopped(const char *name, const char *script)
{
	cleanup_free char *place = make_place(name);
	cleanup_outcome struct outcome outcome = run_in(place, script);

	assert_int_equal(outcome.result.end, SANDBOX_STOPPED);
	assert_int_equal(outcome.result.limits.count, 1);
	assert_true(text_starts_with(outcome.result.limits.items[0], "disk limit"));
	assert_int_equal(outcome.result.controls[CONTROL_disk_limit].state,
			 STATE_WEAKENED);
	assert_non_null(strstr(outcome.result.weakened.items[0], "five times a second"));
}

static void
a_run_is_stopped_that_fills_the_disk(void **state)
{
	(void)state;
	assert_stopped("many", "for i in 1 2 3; do head -c 3000000 /dev/zero >$i; done");
}

static void
files_without_a_name_count(void **state)
{
	(void)state;
	assert_stopped("nameless", "for i in 3 4 5; do eval \"exec $i>x\"; rm x; "
				   "head -c 3000000 /dev/zero >&$i; done");
}

static void
many_empty_files_count(void **state)
{
	(void)state;
	assert_stopped("inodes", "perl -e 'open F, \">\", $_ for 1 .. 20000'");
}

static void
one_file_is_no_larger_than_all_may_be(void **state)
{
	cleanup_free char *place = make_place("one");
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "trap '' XFSZ; head -c 9000000 /dev/zero >/build/x; stat -c %s "
			  "/build/x");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, place, "/build");
	plan.limits.disk = LIMIT;
	outcome = run_plan(&plan);
	assert_true(text_ends_with(outcome.text, "\n4194304\n"));
}

/* What was there before is not the run's, and one file with two names is one. */
static void
only_what_is_added_counts(void **state)
{
	cleanup_free char *place = make_place("before"), *old = path_join(place, "old");
	cleanup_buffer struct buffer text = BUFFER_INIT(2 * LIMIT);
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	struct error err;

	(void)state;
	memset(buffer_reserve(&text, LIMIT + 1), 'x', LIMIT + 1);
	text.size = LIMIT + 1;
	assert_int_equal(file_write(old, buffer_bytes(&text), 0644, &err), 0);
	plan_shell(&plan, "cd /build; head -c 3000000 /dev/zero >a; ln a b; ln a c; "
			  "sleep 4; echo done");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, place, "/build");
	plan.limits.disk = LIMIT;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_EXITED);
	assert_string_equal(outcome.text, "done\n");
}

static void
nothing_weakens_a_limit_where_nothing_of_the_host_is_written(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "true");
	plan.limits.disk = LIMIT;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_disk_limit].state,
			 STATE_ENFORCED);
}

static void
without_it_a_run_with_a_limit_is_refused(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err = { 0 };

	(void)state;
	plan_shell(&plan, "true");
	plan.limits.disk = LIMIT;
	strings_add(&plan.pretended, "disk_limit");
	assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
	assert_non_null(strstr(err.message, "is required"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_is_stopped_that_fills_the_disk),
		cmocka_unit_test(files_without_a_name_count),
		cmocka_unit_test(many_empty_files_count),
		cmocka_unit_test(one_file_is_no_larger_than_all_may_be),
		cmocka_unit_test(only_what_is_added_counts),
		cmocka_unit_test(
			nothing_weakens_a_limit_where_nothing_of_the_host_is_written),
		cmocka_unit_test(without_it_a_run_with_a_limit_is_refused),
	};

	return cmocka_run_group_tests_name("disk", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-disk");
}
