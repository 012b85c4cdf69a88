/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds tiny packages in the sandbox with the host's own tools. */
#include "rebuild/build.h"

#include <sys/stat.h>

#include "rebuild/build_cause.h"
#include "tests/unit/build_scene.h"

enum { LOG_MAX = 1 << 20 };

static void
assert_output(const struct scene *scene, const char *text)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(LOG_MAX);
	struct error err = { 0 };

	assert_true(scene->build.succeeded);
	assert_int_equal(file_read(scene->build.output_path, &content, &err), 0);
	assert_string_equal(buffer_text(&content), text);
}

static void
assert_failed(const struct scene *scene, const char *cause)
{
	assert_false(scene->build.succeeded);
	assert_null(scene->build.output_path);
	assert_string_equal(scene->build.phase, "build");
	if (strstr(scene->build.cause, cause) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", scene->build.cause, cause);
}

static void
an_output_is_taken_out(void **state)
{
	struct scene *scene = *state;

	write_source(scene, "a.txt", "made\n");
	run_step(scene, "pwd && cp a.txt out.tgz");
	assert_output(scene, "made\n");
	assert_int_equal(scene->build.step_count, 1);
	assert_string_equal(scene->build.steps[0].ending, "exit 0");
	assert_null(scene->build.cause);
}

static void
steps_run_in_the_same_place_whatever_the_host_has(void **state)
{
	struct scene *scene = *state;

	run_step(scene, "pwd > out.tgz; id -un >> out.tgz");
	assert_output(scene, "/build/source\ncupel\n");
}

static void
the_recipes_settings_reach_the_steps(void **state)
{
	struct scene *scene = *state;

	strings_add(&scene->recipe.settings, "SOURCE_DATE_EPOCH=1530000000");
	strings_add(&scene->recipe.settings, "umask=027");
	run_step(scene, "echo $SOURCE_DATE_EPOCH > out.tgz; umask >> out.tgz");
	assert_output(scene, "1530000000\n0027\n");
}

static void
the_source_stays_as_it_was_and_keeps_its_git_to_itself(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *git = path_join(scene->source.tree, ".git");
	cleanup_free char *made = path_join(scene->source.tree, "made");
	struct error err = { 0 };

	assert_int_equal(folder_make(git, &err), 0);
	write_source(scene, ".gitignore", "x\n");
	run_step(scene, "touch made; ls -A > out.tgz");
	assert_output(scene, ".gitignore\nmade\nout.tgz\n");
	assert_false(file_exists(made));
}

static void
modes_are_those_that_git_knows(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *path = path_join(scene->source.tree, "run.sh");

	write_source(scene, "run.sh", "");
	write_source(scene, "text", "");
	assert_int_equal(chmod(path, 0775), 0);
	run_step(scene, "stat -c '%a %n' run.sh text > out.tgz");
	assert_output(scene, "755 run.sh\n644 text\n");
}

static void
half_an_output_of_a_failed_step_is_no_output(void **state)
{
	struct scene *scene = *state;

	run_step(scene, "echo half > out.tgz; echo the end is near; exit 7");
	assert_failed(scene, "exit 7");
	assert_string_equal(scene->build.tail.items[0], "the end is near");
}

static void
several_outputs_lie_in_one_folder(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *other = NULL;

	strings_add(&scene->recipe.outputs, "sub/other.deb");
	run_step(scene, "echo one > out.tgz && mkdir sub && echo two > sub/other.deb");
	if (!scene->build.succeeded)
		fail_msg("%s", scene->build.cause);
	assert_true(folder_exists(scene->build.output_path));
	other = path_join(scene->build.output_path, "other.deb");
	assert_true(file_exists(other));
}

static void
of_several_outputs_none_may_be_missing(void **state)
{
	struct scene *scene = *state;

	strings_add(&scene->recipe.outputs, "other.deb");
	run_step(scene, "echo one > out.tgz");
	assert_failed(scene, "the build left no other.deb");
}

static void
the_source_lies_where_the_recipe_says(void **state)
{
	struct scene *scene = *state;

	scene->recipe.path = xstrdup("/build/reproducible-path/demo-1.0");
	write_source(scene, "here", "");
	run_step(scene, "test -e here && pwd > out.tgz");
	if (!scene->build.succeeded)
		fail_msg("%s", scene->build.cause);
	assert_output(scene, "/build/reproducible-path/demo-1.0\n");
}

static void
no_step_follows_one_that_failed(void **state)
{
	struct scene *scene = *state;

	strings_add(&scene->recipe.build, "false");
	run_step(scene, "echo x > out.tgz");
	assert_failed(scene, "false: exit 1");
	assert_int_equal(scene->build.step_count, 1);
}

static void
an_output_that_is_not_there_is_named(void **state)
{
	struct scene *scene = *state;

	run_step(scene, "true");
	assert_failed(scene, "the build left no out.tgz");
}

static void
a_link_is_no_output(void **state)
{
	struct scene *scene = *state;

	run_step(scene, "ln -s /etc/passwd out.tgz");
	assert_failed(scene, "out.tgz is behind a link");
}

static void
a_folder_that_is_a_link_is_not_entered(void **state)
{
	struct scene *scene = *state;

	replace_text(&scene->recipe.outputs.items[0], xstrdup("dist/passwd"));
	run_step(scene, "ln -s /etc dist");
	assert_failed(scene, "dist/passwd is behind a link");
}

static void
a_folder_or_a_pipe_is_no_output(void **state)
{
	struct scene *scene = *state;

	run_step(scene, "mkfifo out.tgz");
	assert_failed(scene, "out.tgz is no regular file");
	build_release(&scene->build);
	replace_text(&scene->recipe.build.items[0], xstrdup("mkdir out.tgz"));
	run(scene);
	assert_failed(scene, "out.tgz is no regular file");
}

static void
a_build_that_tries_the_network_is_told_apart(void **state)
{
	struct scene *scene = *state;
	cleanup_buffer struct buffer log = BUFFER_INIT(LOG_MAX);
	struct error err = { 0 };

	need_host(scene, "node");
	write_source(scene, "get.js",
		     "require('http').get('http://registry.example.org/');\n");
	run_step(scene, "node get.js && touch out.tgz");
	assert_failed(scene, "the build tried to reach the network, and has none");
	assert_string_equal(scene->build.cause_name, "network-in-build");
	assert_int_equal(file_read(scene->build.log_path, &log, &err), 0);
	assert_non_null(strstr(buffer_text(&log), "=== build: node get.js"));
	assert_non_null(strstr(buffer_text(&log), "getaddrinfo"));
}

static void
a_refused_connection_stands_in_the_log(void **state)
{
	struct scene *scene = *state;

	need_host(scene, "node");
	write_source(scene, "get.js", "require('http').get('http://192.0.2.1/');\n");
	run_step(scene, "node get.js");
	assert_string_equal(scene->build.cause_name, "network-in-build");
}

static void
a_build_stops_at_its_time_limit(void **state)
{
	struct scene *scene = *state;

	scene->session.build_milliseconds = 1000;
	run_step(scene, "sleep 600");
	assert_failed(scene, "time limit");
}

static void
an_unknown_environment_is_refused(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };

	replace_text(&scene->recipe.environment, xstrdup("no-such:thing"));
	assert_int_equal(build_run(&scene->build, &scene->session, &scene->source,
				   &scene->recipe, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.message, "no-such:thing"));
}

static void
a_tool_that_nobody_knows_is_refused(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };
	static const char *const tools[] = { "gcc=12", "npm=../../x", "a b/npm=7",
					     "npm" };

	for (size_t i = 0; i < array_length(tools); i++) {
		strings_release(&scene->recipe.tools);
		strings_add(&scene->recipe.tools, tools[i]);
		assert_int_equal(build_run(&scene->build, &scene->session, &scene->source,
					   &scene->recipe, &err),
				 -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

static void
the_hosts_own_version_is_not_fetched(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *version = NULL;
	struct error err = { 0 };

	need_host(scene, "node");
	assert_int_equal(toolchain_ask_host(&version, &scene->session, "node", &err), 0);
	strings_add_format(&scene->recipe.tools, "node=%s", version);
	run_step(scene, "node --version > out.tgz");
	assert_true(scene->build.succeeded);
	assert_string_equal(toolchain_named(&scene->build.tools, "node"), version);
}

static void
every_cause_is_found_in_its_phase(void **state)
{
	(void)state;
	const struct build_cause *cause =
		build_cause_find("fetch", bytes_of_text("npm ERR! code ETARGET\n"));

	assert_string_equal(cause->name, "dependency-gone");
	assert_null(build_cause_find("build", bytes_of_text("npm ERR! code ETARGET\n")));
	cause = build_cause_find("fetch", bytes_of_text("x EAI_AGAIN y"));
	assert_string_equal(cause->name, "no-network");
	cause = build_cause_find("build", bytes_of_text("x EAI_AGAIN y"));
	assert_string_equal(cause->name, "network-in-build");
	cause = build_cause_find("build", bytes_of_text("/bin/sh: 1: npm: not found\n"));
	assert_string_equal(cause->name, "npm-missing");
	assert_null(build_cause_find("build", bytes_of_text("all is well\n")));
	assert_null(build_cause_find("build", (struct bytes){ 0 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(an_output_is_taken_out),
		SCENE_TEST(steps_run_in_the_same_place_whatever_the_host_has),
		SCENE_TEST(the_recipes_settings_reach_the_steps),
		SCENE_TEST(the_source_stays_as_it_was_and_keeps_its_git_to_itself),
		SCENE_TEST(modes_are_those_that_git_knows),
		SCENE_TEST(half_an_output_of_a_failed_step_is_no_output),
		SCENE_TEST(several_outputs_lie_in_one_folder),
		SCENE_TEST(of_several_outputs_none_may_be_missing),
		SCENE_TEST(the_source_lies_where_the_recipe_says),
		SCENE_TEST(no_step_follows_one_that_failed),
		SCENE_TEST(an_output_that_is_not_there_is_named),
		SCENE_TEST(a_link_is_no_output),
		SCENE_TEST(a_folder_that_is_a_link_is_not_entered),
		SCENE_TEST(a_folder_or_a_pipe_is_no_output),
		SCENE_TEST(a_build_that_tries_the_network_is_told_apart),
		SCENE_TEST(a_refused_connection_stands_in_the_log),
		SCENE_TEST(a_build_stops_at_its_time_limit),
		SCENE_TEST(an_unknown_environment_is_refused),
		SCENE_TEST(a_tool_that_nobody_knows_is_refused),
		SCENE_TEST(the_hosts_own_version_is_not_fetched),
		cmocka_unit_test(every_cause_is_found_in_its_phase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
