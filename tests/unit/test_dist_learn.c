/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is learnt from a log, and from files that a build has left out. */
#include "rebuild/dist_learn.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "tests/unit.h"

struct scene {
	char *folder; /* owned */
	struct environment environment;
	struct session session;
	struct dist_source dist;
	struct build build;
	struct strings absent;
};

/* An environment in which there is no program at all. */
static int
make_scene(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct error err = { 0 };

	if (folder_make_scratch(&scene->folder, ".", "test_dist_learn", &err) < 0)
		return -1;
	scene->environment = ENVIRONMENT_INIT;
	scene->environment.root = xstrdup(scene->folder);
	scene->session.environment = &scene->environment;
	scene->build.log_path = path_join(scene->folder, "log");
	*state = scene;
	return file_write(scene->build.log_path, bytes_of_text("nothing"), 0644, &err);
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };
	int result = tree_remove(scene->folder, &err);

	environment_release(&scene->environment);
	dist_source_release(&scene->dist);
	build_release(&scene->build);
	strings_release(&scene->absent);
	free(scene->folder);
	free(scene);
	return result;
}

static bool
learn(struct scene *scene, const char *log)
{
	struct error err = { 0 };

	assert_int_equal(
		file_write(scene->build.log_path, bytes_of_text(log), 0644, &err), 0);
	return dist_learn(&scene->dist, &scene->session, &scene->build, &scene->absent);
}

static void
what_configure_proposes_is_tried_once(void **state)
{
	struct scene *scene = *state;
	static const char log[] = "checking --without-nothing\n"
				  "configure: error: select TLS or say --without-ssl.\n";

	assert_true(learn(scene, log));
	assert_int_equal(scene->dist.options.count, 1);
	assert_string_equal(scene->dist.options.items[0], "--without-ssl");
	assert_false(learn(scene, log));
}

static void
an_option_is_letters_and_nothing_that_a_shell_reads(void **state)
{
	struct scene *scene = *state;

	assert_true(learn(scene, "configure: error: use --disable-nls;id\n"));
	assert_string_equal(scene->dist.options.items[0], "--disable-nls");
	assert_false(learn(scene, "configure: error: use --disable-$(id)\n"));
}

static void
a_program_that_a_shell_did_not_find_is_wanted(void **state)
{
	struct scene *scene = *state;

	assert_true(learn(scene, "./autogen.sh: 3: autopoint: not found\n"));
	assert_string_equal(scene->dist.packages.items[0], "autopoint");
	assert_non_null(strstr(scene->dist.wants.items[0], "Debian package autopoint"));
	assert_false(learn(scene, "./autogen.sh: 3: autopoint: not found\n"));
}

static void
a_library_is_wanted_by_the_words_of_configure(void **state)
{
	struct scene *scene = *state;

	assert_true(learn(scene, "configure: error: cannot find MD5 in libc or libmd\n"));
	assert_string_equal(scene->dist.packages.items[0], "libmd-dev");
}

static void
files_that_are_left_out_want_what_makes_them(void **state)
{
	struct scene *scene = *state;

	scene->build.succeeded = true;
	strings_add(&scene->absent, "src/syscalls.perf.c");
	strings_add(&scene->absent, "README");
	assert_false(learn(scene, ""));
	strings_add(&scene->absent, "po/de.gmo");
	assert_true(learn(scene, ""));
	assert_int_equal(scene->dist.packages.count, 1);
	assert_string_equal(scene->dist.packages.items[0], "gettext");
}

static void
on_the_host_it_is_only_told(void **state)
{
	struct scene *scene = *state;

	scene->session.environment = NULL;
	assert_false(
		learn(scene, "configure: error: cannot find MD5 in libc or libmd\n"));
	assert_int_equal(scene->dist.packages.count, 0);
	assert_int_equal(scene->dist.wants.count, 1);
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(what_configure_proposes_is_tried_once),
		SCENE_TEST(an_option_is_letters_and_nothing_that_a_shell_reads),
		SCENE_TEST(a_program_that_a_shell_did_not_find_is_wanted),
		SCENE_TEST(a_library_is_wanted_by_the_words_of_configure),
		SCENE_TEST(files_that_are_left_out_want_what_makes_them),
		SCENE_TEST(on_the_host_it_is_only_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
