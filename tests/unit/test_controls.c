/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan asks of the host, what became of it, and how the world looks. */
#include "tests/unit/sandbox_scene.h"

/* What is preferred and cannot be had is told; what is required is a refusal. */
static void
what_a_host_lacks_is_never_silent(void **state)
{
	static const enum control controls[] = {
		CONTROL_scopes,	   CONTROL_keyring,   CONTROL_system_calls,
		CONTROL_boot_time, CONTROL_addresses, CONTROL_file_rights
	};

	(void)state;
	for (size_t i = 0; i < array_length(controls); i++) {
		cleanup_plan struct sandbox_plan plan;
		cleanup_outcome struct outcome outcome;
		cleanup_sandbox_result struct sandbox_result result = { 0 };
		struct error err = { 0 };

		plan_shell(&plan, "echo ran");
		strings_add(&plan.pretended, control_name(controls[i]));
		plan.needs[controls[i]] = NEED_PREFERRED;
		outcome = run_plan(&plan);
		assert_string_equal(outcome.text, "ran\n");
		assert_int_equal(outcome.result.controls[controls[i]].state,
				 STATE_ABSENT);
		assert_int_equal(outcome.result.weakened.count, 1);
		assert_true(text_starts_with(outcome.result.weakened.items[0],
					     control_name(controls[i])));
		plan.needs[controls[i]] = NEED_REQUIRED;
		assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
		assert_int_equal(err.kind, ERROR_UNSUPPORTED);
		assert_non_null(strstr(err.message, "is required"));
	}
}

/* Everything that a plan can ask for, and none of it to be had. */
static void
plan_all(struct sandbox_plan *plan, enum control lacking)
{
	plan_shell(plan, "echo ran");
	plan->look.processors = 1;
	plan->look.clock = 0;
	plan->limits.disk = UINT64_C(1) << 30;
	plan->limits.memory_total = UINT64_C(1) << 30;
	strings_add(&plan->pretended, control_name(lacking));
}

static bool
is_told(const struct sandbox_result *result, enum control control)
{
	for (size_t i = 0; i < result->weakened.count; i++)
		if (text_starts_with(result->weakened.items[i], control_name(control)))
			return result->controls[control].state != STATE_ENFORCED &&
			       result->controls[control].why != NULL;
	return false;
}

/* It may be that nothing runs, in either case; or that it runs and is told. */
static void
no_control_is_missing_in_silence(void **state)
{
	(void)state;
	for (enum control i = 0; i < CONTROLS; i++)
		for (enum control_need need = NEED_PREFERRED; need <= NEED_REQUIRED;
		     need++) {
			cleanup_plan struct sandbox_plan plan;
			cleanup_sandbox_result struct sandbox_result result = { 0 };
			struct error err = { 0 };

			plan_all(&plan, i);
			plan.needs[i] = need;
			if (sandbox_run(&result, &plan, NULL, NULL, &err) < 0) {
				assert_int_equal(err.kind, ERROR_UNSUPPORTED);
				assert_true(strlen(err.message) > 20);
			} else {
				assert_true(is_told(&result, i));
				assert_true(need == NEED_PREFERRED ||
					    result.controls[i].state == STATE_WEAKENED);
			}
		}
}

static void
without_user_namespaces_root_goes_on_and_others_do_not(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome = { 0 };
	struct error err = { 0 };

	(void)state;
	plan_shell(&plan, "touch ~/x /tmp/x && grep CapEff /proc/self/status; "
			  "test $(id -u) -gt 0 && echo user; kill -9 1 || echo alive");
	strings_add(&plan.pretended, "user_namespace");
	if (geteuid() != 0) {
		assert_int_equal(sandbox_run(&outcome.result, &plan, NULL, NULL, &err),
				 -1);
		assert_non_null(strstr(err.message, "sysctl user.max_user_namespaces"));
		return;
	}
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_user_namespace].state,
			 STATE_WEAKENED);
	assert_true(text_starts_with(outcome.text, "CapEff:\t0000000000000000\nuser\n"));
	assert_true(text_ends_with(outcome.text, "alive\n"));
}

static void
every_control_that_is_asked_for_is_told(void **state)
{
	cleanup_outcome struct outcome outcome = run_shell("true");

	(void)state;
	assert_int_equal(outcome.result.weakened.count, 0);
	assert_int_equal(outcome.result.controls[CONTROL_system_calls].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_scopes].state, STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_file_rights].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_process_limit].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_clock].state, STATE_NOT_ASKED);
}

static void
the_user_and_the_names_are_the_plans(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "id -u; id -un; id -gn; hostname; hostname -d; umask; ls -d ~");
	replace_text(&plan.look.host_name, xstrdup("builder"));
	replace_text(&plan.look.domain_name, xstrdup("example"));
	replace_text(&plan.look.user_name, xstrdup("jane"));
	replace_text(&plan.look.group_name, xstrdup("makers"));
	replace_text(&plan.look.home, xstrdup("/srv/jane"));
	sandbox_plan_set(&plan, "HOME", "/srv/jane");
	plan.look.user = 1234;
	plan.look.file_mask = 002;
	outcome = run_plan(&plan);
	assert_true(text_starts_with(outcome.text, "1234\njane\nmakers\nbuilder\n"));
	assert_true(text_ends_with(outcome.text, "0002\n/srv/jane\n"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_host_lacks_is_never_silent),
		cmocka_unit_test(no_control_is_missing_in_silence),
		cmocka_unit_test(without_user_namespaces_root_goes_on_and_others_do_not),
		cmocka_unit_test(every_control_that_is_asked_for_is_told),
		cmocka_unit_test(the_user_and_the_names_are_the_plans),
	};

	return cmocka_run_group_tests_name("controls", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-controls");
}
