/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "sandbox/plan.h"

#define cleanup_plan cleanup_sandbox_plan

static void
assert_refused(const struct sandbox_plan *plan, const char *words)
{
	struct error err = { 0 };

	assert_int_equal(sandbox_plan_check(plan, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.message, words));
}

static void
a_plan_needs_a_program(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	struct error err;

	(void)state;
	sandbox_plan_init(&plan);
	assert_refused(&plan, "no program");
	sandbox_plan_argument(&plan, "true");
	assert_int_equal(sandbox_plan_check(&plan, &err), 0);
}

static void
places_inside_are_plain(void **state)
{
	static const char *const bad[] = { "x", "/", "/a/../b", "/a//b", "/a/./b", "/a/", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cleanup_plan struct sandbox_plan plan;

		sandbox_plan_init(&plan);
		sandbox_plan_argument(&plan, "true");
		sandbox_plan_mount(&plan, MOUNT_SCRATCH, NULL, bad[i]);
		assert_refused(&plan, "no plain absolute path");
	}
}

static void
the_root_is_never_writable(void **state)
{
	cleanup_plan struct sandbox_plan plan;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, "/", "/host");
	assert_refused(&plan, "never mounted writable");
}

static void
nothing_is_mounted_within_what_comes_from_outside(void **state)
{
	cleanup_plan struct sandbox_plan plan;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, "/tmp", "/build");
	sandbox_plan_file(&plan, "/build/link/x", "");
	assert_refused(&plan, "lies within /build");
}

static void
a_setting_replaces_its_older_self(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	size_t before;

	(void)state;
	sandbox_plan_init(&plan);
	before = plan.environment.count;
	sandbox_plan_set(&plan, "TZ", "Asia/Tokyo");
	sandbox_plan_set(&plan, "NEW", "1");
	assert_int_equal(plan.environment.count, before + 1);
	assert_true(strings_contain(&plan.environment, "TZ=Asia/Tokyo"));
	assert_false(strings_contain(&plan.environment, "TZ=UTC"));
}

static void
a_plan_can_be_printed(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_json struct json *json = NULL;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_file(&plan, "/opt/note", "text");
	json = sandbox_plan_to_json(&plan);
	assert_string_equal(json_text(json_at(json_get(json, "arguments"), 0)), "true");
	assert_string_equal(json_get_text(json, "network"), "none");
	assert_int_equal(json_count(json_get(json, "mounts")), plan.mount_count);
	assert_int_equal(json_get_number(json_get(json, "limits"), "processes", 0), 512);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_needs_a_program),
		cmocka_unit_test(places_inside_are_plain),
		cmocka_unit_test(the_root_is_never_writable),
		cmocka_unit_test(nothing_is_mounted_within_what_comes_from_outside),
		cmocka_unit_test(a_setting_replaces_its_older_self),
		cmocka_unit_test(a_plan_can_be_printed),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
