/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run sees of the machine is the same on every one. */
#include "tests/unit/sandbox_scene.h"

static void
processors_are_as_many_as_asked_for(void **state)
{
	static const char script[] =
		"nproc; getconf _NPROCESSORS_CONF; getconf _NPROCESSORS_ONLN; "
		"grep -c ^processor /proc/cpuinfo; grep -c '^cpu[0-9]' /proc/stat";
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, script);
	plan.look.processors = 1;
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "1\n1\n1\n1\n1\n");
	assert_int_equal(outcome.result.controls[CONTROL_processors].state,
			 STATE_ENFORCED);
}

static void
more_processors_than_there_are_is_told(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "true");
	plan.look.processors = 1000;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_processors].state, STATE_ABSENT);
	assert_int_equal(outcome.result.weakened.count, 1);
}

static void
nothing_tells_which_machine_it_is(void **state)
{
	(void)state;
	assert_output("cat /proc/loadavg /proc/version /proc/sys/kernel/random/boot_id; "
		      "sed -n 's/^model name.*: //p' /proc/cpuinfo | sort -u; "
		      "cat /proc/cmdline; ls /sys /sys/devices/system",
		      "0.00 0.00 0.00 1/1 1\n"
		      "Linux version 6.1.0 (cupel) #1 SMP\n"
		      "00000000-0000-4000-8000-000000000000\n"
		      "cupel\n"
		      "/sys:\ndevices\n\n/sys/devices/system:\ncpu\n");
}

static void
clocks_since_boot_start_at_the_same_time(void **state)
{
	(void)state;
	assert_output("cut -c 1-3 /proc/uptime", "100\n");
}

static void
addresses_are_the_same_when_asked_for(void **state)
{
	static const char script[] = "grep -E 'stack|heap' /proc/self/maps";
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome one, other;

	(void)state;
	plan_shell(&plan, script);
	plan.needs[CONTROL_addresses] = NEED_REQUIRED;
	one = run_plan(&plan);
	replace_text(&plan.log_path, NULL);
	other = run_plan(&plan);
	assert_true(one.text[0] != '\0');
	assert_string_equal(one.text, other.text);
}

static void
the_name_of_the_machine_can_be_that_of_its_older_half(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "uname -m");
	plan.look.personality = xstrdup("linux32");
	outcome = run_plan(&plan);
	assert_string_not_equal(outcome.text, "x86_64\n");
}

static void
what_runs_is_as_nice_as_the_plan_says(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "nice");
	plan.look.niceness = 7;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_niceness].state, STATE_ENFORCED);
	assert_string_equal(outcome.text, "7\n");
}

/* epoll_pwait2(2) has the number 441 everywhere; it asks for more than it is given. */
static void
calls_after_the_last_one_are_not_there(void **state)
{
	static const struct {
		uint32_t last;
		const char *said;
	} wanted[] = { { 440, "38\n" }, { 441, "9\n" } }; /* ENOSYS, EBADF */

	(void)state;
	for (size_t i = 0; i < array_length(wanted); i++) {
		cleanup_plan struct sandbox_plan plan;
		cleanup_outcome struct outcome outcome;

		plan_shell(&plan,
			   "perl -e '$x = \"x\" x 64; syscall(441, -1, $x, 1, 0, 0, 8); "
			   "print $!+0, \"\\n\"'");
		plan.look.last_call = wanted[i].last;
		outcome = run_plan(&plan);
		assert_string_equal(outcome.text, wanted[i].said);
	}
}

static void
a_clock_that_cannot_be_had_is_told(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "date -u +%Y");
	strings_add(&plan.pretended, "clock");
	plan.needs[CONTROL_clock] = NEED_PREFERRED;
	plan.look.clock = 1000000000;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_clock].state, STATE_ABSENT);
	assert_string_not_equal(outcome.text, "2001\n");
}

static void
a_clock_starts_where_it_is_told_to(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "date -u +%Y-%m-%d");
	plan.needs[CONTROL_clock] = NEED_PREFERRED;
	plan.look.clock = 1000000000;
	outcome = run_plan(&plan);
	if (outcome.result.controls[CONTROL_clock].state == STATE_ABSENT) {
		print_message("# libfaketime is not installed\n");
		skip();
	}
	assert_string_equal(outcome.text, "2001-09-09\n");
}

/* Under another clock, "now" is a time that a file can have, and another time stays. */
static void
times_of_files_can_be_set_under_another_clock(void **state)
{
	static const char script[] =
		"command -v perl >/dev/null || { echo none; exit; }; touch x; "
		"for i in 1 2 3 4 5 6 7 8; do "
		"perl -e 'utime(undef, undef, \"x\") or print \"refused\\n\"'; "
		"[ $(stat -c %Y x) -gt 1600000000 ] || stat -c %Y x; done; "
		"perl -e 'utime(5, 5, \"x\")'; stat -c %Y x";
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, script);
	plan.needs[CONTROL_clock] = NEED_PREFERRED;
	plan.look.clock = 2000000000;
	outcome = run_plan(&plan);
	if (outcome.result.controls[CONTROL_clock].state == STATE_ABSENT ||
	    strcmp(outcome.text, "none\n") == 0) {
		print_message("# libfaketime or perl is not installed\n");
		skip();
	}
	assert_string_equal(outcome.text, "5\n");
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processors_are_as_many_as_asked_for),
		cmocka_unit_test(more_processors_than_there_are_is_told),
		cmocka_unit_test(nothing_tells_which_machine_it_is),
		cmocka_unit_test(clocks_since_boot_start_at_the_same_time),
		cmocka_unit_test(addresses_are_the_same_when_asked_for),
		cmocka_unit_test(the_name_of_the_machine_can_be_that_of_its_older_half),
		cmocka_unit_test(what_runs_is_as_nice_as_the_plan_says),
		cmocka_unit_test(calls_after_the_last_one_are_not_there),
		cmocka_unit_test(a_clock_that_cannot_be_had_is_told),
		cmocka_unit_test(a_clock_starts_where_it_is_told_to),
		cmocka_unit_test(times_of_files_can_be_set_under_another_clock),
	};

	return cmocka_run_group_tests_name("look", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-look");
}
