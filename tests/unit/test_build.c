/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds tiny packages in the sandbox with the host's own tools; the registry is away. */
#include "rebuild/build.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build_cause.h"
#include "rebuild/toolchain.h"
#include "tests/unit.h"
#include "tests/unit/registry_away.h"

enum { LOG_MAX = 1 << 20 };

struct scene {
	char *folder; /* owned: of this test */
	struct session session;
	struct source source;
	struct recipe recipe;
	struct build build;
};

static void
write_source(const struct scene *scene, const char *name, const char *text)
{
	cleanup_free char *path = path_join(scene->source.tree, name);
	struct error err = { 0 };

	assert_int_equal(file_write(path, bytes_of_text(text), 0644, &err), 0);
}

static char *
folder_in(const struct scene *scene, const char *name)
{
	char *path = path_join(scene->folder, name);
	struct error err = { 0 };

	assert_int_equal(folder_make(path, &err), 0);
	return path;
}

static int
make_scene(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	cleanup_free char *here = getcwd(NULL, 0);
	struct error err = { 0 };

	if (here == NULL || folder_make_scratch(&scene->folder, here, "test_build", &err) < 0)
		return -1;
	scene->session.cache = folder_in(scene, "cache");
	scene->session.scratch = folder_in(scene, "scratch");
	scene->session.offline = true;
	scene->source.tree = folder_in(scene, "tree");
	scene->source.directory = xstrdup("");
	scene->source.location = xstrdup("tree");
	strings_add(&scene->recipe.outputs, "out.tgz");
	*state = scene;
	return 0;
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };
	int result = tree_remove(scene->folder, &err);

	build_release(&scene->build);
	recipe_release(&scene->recipe);
	free(scene->session.cache);
	free(scene->session.scratch);
	free(scene->source.tree);
	free(scene->source.directory);
	free(scene->source.location);
	free(scene->folder);
	free(scene);
	return result;
}

/* Skips where the machine has no sandbox, or lacks what the test builds with. */
static void
need_host(const struct scene *scene, const char *tool)
{
	cleanup_free char *version = NULL;
	struct error err = { 0 };

	if (toolchain_ask_host(&version, &scene->session, tool, &err) < 0) {
		print_message("# SKIP no sandbox here: %s\n", err.message);
		skip();
	}
	if (version == NULL) {
		print_message("# SKIP %s is not installed\n", tool);
		skip();
	}
}

static void
run(struct scene *scene)
{
	struct error err = { 0 };

	if (build_run(&scene->build, &scene->session, &scene->source, &scene->recipe, &err) == 0)
		return;
	if (err.kind == ERROR_UNSUPPORTED) {
		print_message("# SKIP no sandbox here: %s\n", err.message);
		skip();
	}
	fail_msg("%s", err.message);
}

static void
run_step(struct scene *scene, const char *step)
{
	strings_add(&scene->recipe.build, step);
	run(scene);
}

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
	write_source(scene, "get.js", "require('http').get('http://registry.example.org/');\n");
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

	replace_text(&scene->recipe.environment, xstrdup("debian:bookworm"));
	assert_int_equal(build_run(&scene->build, &scene->session, &scene->source,
				   &scene->recipe, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
	assert_non_null(strstr(err.message, "debian:bookworm"));
}

static void
a_tool_that_nobody_knows_is_refused(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };
	static const char *const tools[] = { "gcc=12", "npm=../../x", "a b/npm=7", "npm" };

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

static const char demo_manifest[] =
	"{ \"name\": \"demo\", \"version\": \"1.0.0\",\n"
	"  \"scripts\": { \"prepack\": \"echo notes.txt > .npmignore\" } }\n";

/* Publishes the demo as its prepack wants it, and gives its tarball; the caller frees. */
static char *
publish_demo(struct scene *scene)
{
	char *published = path_join(scene->folder, "published.tgz");

	write_source(scene, "package.json", demo_manifest);
	write_source(scene, "index.js", "module.exports = 1;\n");
	write_source(scene, "notes.txt", "not for everybody\n");
	replace_text(&scene->recipe.outputs.items[0], xstrdup("demo-1.0.0.tgz"));
	strings_add(&scene->recipe.build, "npm run prepack");
	run_step(scene, "PATH=" TOOLCHAIN_QUIET ":$PATH npm pack --ignore-scripts");
	assert_true(scene->build.succeeded);
	assert_int_equal(rename(scene->build.output_path, published), 0);
	recipe_release(&scene->recipe);
	build_release(&scene->build);
	return published;
}

static void
a_package_that_its_prepack_changes_is_found_on_the_second_try(void **state)
{
	struct scene *scene = *state;
	cleanup_inventory struct inventory inventory = { 0 };
	struct release release = { 0 };
	struct error err = { 0 };
	cleanup_free char *published = NULL;

	need_host(scene, "npm");
	published = publish_demo(scene);
	release.artifact_path = published;
	if (inventory_read(&inventory, &scene->session, published, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(recipe_infer(&scene->recipe, &scene->session, &release, &inventory,
				      &scene->source, &err),
			 0);
	assert_string_equal(scene->recipe.strategy, "npm-pack");
	assert_int_equal(build_search(&scene->build, &scene->recipe, &scene->session, &release,
				      &inventory, &scene->source, &err),
			 0);
	assert_true(scene->build.succeeded);
	assert_string_equal(scene->recipe.strategy, "npm-build");
	assert_int_equal(scene->build.tries.count, 2);
	assert_non_null(strstr(scene->build.tries.items[0], "1 files other than published"));
	assert_non_null(strstr(scene->build.tries.items[1], "the published files"));
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

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
		SCENE_TEST(a_package_that_its_prepack_changes_is_found_on_the_second_try),
		cmocka_unit_test(every_cause_is_found_in_its_phase),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
