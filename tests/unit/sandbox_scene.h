/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A folder to write in, a shell script as a plan, and what came of it. */

#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "sandbox/sandbox.h"
#include "tests/unit.h"

static char *scratch;

struct outcome {
	struct sandbox_result result;
	char *text; /* owned: the log */
};

static inline void
outcome_release(struct outcome *outcome)
{
	sandbox_result_release(&outcome->result);
	free(outcome->text);
}

#define cleanup_outcome __attribute__((cleanup(outcome_release)))
#define cleanup_plan	cleanup_sandbox_plan

static inline void
plan_shell(struct sandbox_plan *plan, const char *script)
{
	sandbox_plan_init(plan);
	sandbox_plan_argument(plan, "/bin/sh");
	sandbox_plan_argument(plan, "-c");
	sandbox_plan_argument(plan, script);
}

static inline struct outcome
run_plan(struct sandbox_plan *plan)
{
	struct outcome outcome = { 0 };
	cleanup_buffer struct buffer log = BUFFER_INIT(1 << 20);
	struct error err = { 0 };

	plan->log_path = path_join(scratch, "log");
	unlink(plan->log_path);
	if (sandbox_run(&outcome.result, plan, NULL, NULL, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(file_read(plan->log_path, &log, &err), 0);
	outcome.text = buffer_steal_text(&log);
	return outcome;
}

static inline struct outcome
run_shell(const char *script)
{
	cleanup_plan struct sandbox_plan plan;

	plan_shell(&plan, script);
	return run_plan(&plan);
}

static inline void
assert_output(const char *script, const char *expected)
{
	cleanup_outcome struct outcome outcome = run_shell(script);

	assert_string_equal(outcome.text, expected);
}

/* Within a sandbox, and on hosts that cannot give one, there is none to be tested. */
static inline bool
can_have_sandbox(void)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err;

	plan_shell(&plan, "true");
	if (sandbox_run(&result, &plan, NULL, NULL, &err) == 0 ||
	    err.kind != ERROR_UNSUPPORTED)
		return true;
	printf("1..0 # SKIP %s\n", err.message);
	return false;
}

/* As root, CUPEL_TEST_AS_NOBODY asks for an ordinary user. */
static inline int
run_sandbox_tests(int (*run)(void), const char *name)
{
	enum { NOBODY = 65534 };
	struct error err;
	int failures;

	if (geteuid() == 0 && getenv("CUPEL_TEST_AS_NOBODY") != NULL &&
	    (setgroups(0, NULL) < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
		return 1;
	if (!can_have_sandbox())
		return 0;
	if (folder_make_scratch(&scratch, "/tmp", name, &err) < 0)
		return 1;
	failures = run();
	tree_remove(scratch, &err);
	free(scratch);
	return failures;
}
