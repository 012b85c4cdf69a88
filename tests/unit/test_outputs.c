/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes into a run in a chosen order, and what comes out of it. */
#include "tests/unit/sandbox_scene.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/tree_copy.h"

static void
plan_with_outputs(struct sandbox_plan *plan, const char *script)
{
	plan_shell(plan, script);
	sandbox_plan_mount(plan, MOUNT_SCRATCH, NULL, "/build");
	strings_add(&plan->outputs, "/build/out");
}

static void
a_folder_that_was_made_comes_out(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_buffer struct buffer content = BUFFER_INIT(100);
	struct tree_copy copy = { .file_time = -1, .depth = 9 };
	cleanup_free char *folder = path_join(scratch, "made");
	cleanup_free char *made = path_join(folder, "sub/file");
	struct error err;

	(void)state;
	plan_with_outputs(&plan,
			  "mkdir -p /build/out/sub; echo made >/build/out/sub/file; "
			  "ln -s /etc/passwd /build/out/link");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.output_count, 1);
	assert_int_equal(tree_remove(folder, &err), 0);
	assert_int_equal(mkdir(folder, 0755), 0);
	{
		cleanup_close int to = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		assert_int_equal(tree_copy(&copy, outcome.result.outputs[0].fd, to, &err),
				 0);
	}
	assert_int_equal(file_read(made, &content, &err), 0);
	assert_string_equal(buffer_text(&content), "made\n");
	assert_int_equal(copy.taken, 3);
}

static void
an_output_that_is_not_there_is_told(void **state)
{
	static const char *const scripts[][2] = {
		{ "true", "No such file" },
		{ "ln -s /etc /build/out", "symbolic links" },
		{ "mkfifo /build/out", "neither a file nor a folder" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(scripts); i++) {
		cleanup_plan struct sandbox_plan plan;
		cleanup_outcome struct outcome outcome;

		plan_with_outputs(&plan, scripts[i][0]);
		outcome = run_plan(&plan);
		assert_int_equal(outcome.result.output_count, 1);
		assert_int_equal(outcome.result.outputs[0].fd, -1);
		assert_non_null(strstr(outcome.result.outputs[0].why, scripts[i][1]));
	}
}

/* What lives on in the background could change what has been looked at. */
static void
nothing_lives_when_outputs_come_out(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	char first[16], second[16];
	ssize_t size;

	(void)state;
	plan_with_outputs(&plan, "(while :; do date +%N >/build/out; done) & sleep 0.2");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.leftovers >= 1, 1);
	size = pread(outcome.result.outputs[0].fd, first, sizeof(first), 0);
	usleep(50000);
	assert_int_equal(pread(outcome.result.outputs[0].fd, second, sizeof(second), 0),
			 size);
	assert_memory_equal(first, second, (size_t)size);
}

static struct outcome
list_copy(enum folder_order_kind order, uint64_t seed)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_free char *source = path_join(scratch, "source");
	struct error err;

	assert_int_equal(folder_make(source, &err), 0);
	for (unsigned i = 0; i < 9; i++) {
		cleanup_free char *path = xasprintf("%s/%c", source, "hcfaigbed"[i]);

		assert_int_equal(file_write(path, bytes_of_text("x"), 0644, &err), 0);
	}
	plan_shell(&plan,
		   "ls -U /build | tr -d '\\n'; stat -c %Y /build/a; echo y >/build/new");
	sandbox_plan_mount(&plan, MOUNT_COPY, source, "/build");
	plan.look.order = order;
	plan.look.seed = seed;
	plan.look.file_time = 1234567890;
	return run_plan(&plan);
}

static void
a_copy_lists_its_entries_in_the_order_asked_for(void **state)
{
	cleanup_outcome struct outcome sorted = list_copy(ORDER_SORTED, 0);
	cleanup_outcome struct outcome one = list_copy(ORDER_SHUFFLED, 1);
	cleanup_outcome struct outcome again = list_copy(ORDER_SHUFFLED, 1);
	cleanup_outcome struct outcome two = list_copy(ORDER_SHUFFLED, 2);

	(void)state;
	assert_string_equal(sorted.text, "abcdefghi1234567890\n");
	assert_string_equal(one.text, again.text);
	assert_string_not_equal(one.text, two.text);
	assert_string_not_equal(one.text, sorted.text);
}

/* The nine letters, last first. */
static void
a_copy_can_list_its_entries_the_other_way_round(void **state)
{
	enum { LETTERS = 9 };
	cleanup_outcome struct outcome one = list_copy(ORDER_AS_IT_IS, 0);
	cleanup_outcome struct outcome other = list_copy(ORDER_REVERSED, 0);

	(void)state;
	for (size_t i = 0; i < LETTERS; i++)
		assert_int_equal(one.text[i], other.text[LETTERS - 1 - i]);
}

static void
sigterm_comes_first(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan,
		   "trap 'echo asked to end; exit 0' TERM; echo go; sleep 100 & wait");
	plan.limits.wall_milliseconds = 300;
	plan.limits.grace_milliseconds = 60000;
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "go\nasked to end\n");
	assert_int_equal(outcome.result.end, SANDBOX_TIMEOUT);
}

static void
what_will_not_end_is_killed(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	int64_t start = clock_milliseconds();

	(void)state;
	plan_shell(&plan,
		   "trap '' TERM; (trap '' TERM; kill -STOP 0) & while :; do :; done");
	plan.limits.wall_milliseconds = 300;
	plan.limits.grace_milliseconds = 200;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_TIMEOUT);
	assert_true(clock_milliseconds() - start < 60000);
}

static void
silence_is_a_limit_of_its_own(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "echo go; sleep 1000");
	plan.limits.silence_milliseconds = 300;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_STOPPED);
	assert_int_equal(outcome.result.limits.count, 1);
	assert_non_null(strstr(outcome.result.limits.items[0], "silence"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_folder_that_was_made_comes_out),
		cmocka_unit_test(an_output_that_is_not_there_is_told),
		cmocka_unit_test(nothing_lives_when_outputs_come_out),
		cmocka_unit_test(a_copy_lists_its_entries_in_the_order_asked_for),
		cmocka_unit_test(a_copy_can_list_its_entries_the_other_way_round),
		cmocka_unit_test(sigterm_comes_first),
		cmocka_unit_test(what_will_not_end_is_killed),
		cmocka_unit_test(silence_is_a_limit_of_its_own),
	};

	return cmocka_run_group_tests_name("outputs", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-outputs");
}
