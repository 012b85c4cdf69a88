/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has used is told, file by file. */
#include "tests/unit/sandbox_scene.h"

#include "base/digest.h"

static const struct sandbox_input *
find_input(const struct sandbox_result *result, const char *path)
{
	for (size_t i = 0; i < result->input_count; i++)
		if (strcmp(result->inputs[i].path, path) == 0)
			return &result->inputs[i];
	return NULL;
}

static struct outcome
run_recorded(const char *script)
{
	cleanup_plan struct sandbox_plan plan;

	plan_shell(&plan, script);
	sandbox_plan_file(&plan, "/opt/note", "a note\n");
	plan.needs[CONTROL_inputs] = NEED_REQUIRED;
	return run_plan(&plan);
}

static void
files_and_programs_are_told_with_their_digests(void **state)
{
	cleanup_outcome struct outcome outcome = run_recorded(
		"cat /opt/note; cd /usr; cat ../opt/note >/tmp/own; cat /tmp/own");
	const struct sandbox_input *note = find_input(&outcome.result, "/opt/note");
	const struct sandbox_input *program = find_input(&outcome.result, "/usr/bin/cat");
	char hex[DIGEST_HEX_MAX];
	struct error err;

	(void)state;
	assert_string_equal(outcome.text, "a note\na note\n");
	assert_non_null(note);
	assert_false(note->run);
	digest_hex_of(DIGEST_SHA256, bytes_of_text("a note\n"), hex);
	assert_string_equal(note->sha256, hex);
	assert_non_null(program);
	assert_true(program->run);
	assert_int_equal(digest_hex_of_file(DIGEST_SHA256, "/usr/bin/cat", hex, &err), 0);
	assert_string_equal(program->sha256, hex);
}

static void
the_interpreter_of_a_script_is_a_program_that_ran(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	const struct sandbox_input *input;

	(void)state;
	plan_shell(&plan, "/opt/script");
	sandbox_plan_file(&plan, "/opt/script", "#! /usr/bin/env -S cat\n");
	plan.needs[CONTROL_inputs] = NEED_REQUIRED;
	outcome = run_plan(&plan);
	input = find_input(&outcome.result, "/usr/bin/env");
	assert_non_null(input);
	assert_true(input->run);
	assert_true(find_input(&outcome.result, "/opt/script")->run);
}

/* What the run wrote itself is no input, and what is not there has no digest. */
static void
what_is_the_runs_own_is_no_input(void **state)
{
	cleanup_outcome struct outcome outcome =
		run_recorded("echo x >/tmp/own; cat /tmp/own /no/such/file 2>/dev/null; "
			     "cat /proc/version");

	(void)state;
	for (size_t i = 0; i < outcome.result.input_count; i++) {
		assert_false(text_starts_with(outcome.result.inputs[i].path, "/tmp/"));
		assert_false(text_starts_with(outcome.result.inputs[i].path, "/no/"));
	}
}

static void
the_list_is_sorted_and_the_same_each_time(void **state)
{
	static const char script[] =
		"for i in 1 2 3; do (cat /opt/note; ls /usr >/dev/null) & done; "
		"wait";
	cleanup_outcome struct outcome one = run_recorded(script),
				       other = run_recorded(script);

	(void)state;
	assert_int_equal(one.result.input_count, other.result.input_count);
	for (size_t i = 0; i < one.result.input_count; i++) {
		assert_string_equal(one.result.inputs[i].path,
				    other.result.inputs[i].path);
		if (i > 0)
			assert_true(strcmp(one.result.inputs[i - 1].path,
					   one.result.inputs[i].path) < 0);
	}
}

static void
it_is_not_done_unless_asked_for(void **state)
{
	cleanup_outcome struct outcome outcome = run_shell("cat /etc/passwd");

	(void)state;
	assert_int_equal(outcome.result.input_count, 0);
	assert_int_equal(outcome.result.controls[CONTROL_inputs].state, STATE_NOT_ASKED);
}

static void
where_it_cannot_be_done_that_is_told(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err;

	(void)state;
	plan_shell(&plan, "true");
	plan.needs[CONTROL_inputs] = NEED_PREFERRED;
	strings_add(&plan.pretended, "inputs");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_inputs].state, STATE_ABSENT);
	plan.needs[CONTROL_inputs] = NEED_REQUIRED;
	assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_programs_are_told_with_their_digests),
		cmocka_unit_test(the_interpreter_of_a_script_is_a_program_that_ran),
		cmocka_unit_test(what_is_the_runs_own_is_no_input),
		cmocka_unit_test(the_list_is_sorted_and_the_same_each_time),
		cmocka_unit_test(it_is_not_done_unless_asked_for),
		cmocka_unit_test(where_it_cannot_be_done_that_is_told),
	};

	return cmocka_run_group_tests_name("inputs", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-inputs");
}
