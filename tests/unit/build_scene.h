/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A source, a recipe and a session in a folder of the test's own; the registry is away. */

#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build.h"
#include "rebuild/toolchain.h"
#include "tests/unit.h"
#include "tests/unit/registry_away.h"

struct scene {
	char *folder; /* owned: of this test */
	struct session session;
	struct source source;
	struct recipe recipe;
	struct build build;
};

void write_source(const struct scene *scene, const char *name, const char *text);
int make_scene(void **state);
int drop_scene(void **state);
void need_host(const struct scene *scene, const char *tool);
void run(struct scene *scene);
void run_step(struct scene *scene, const char *step);

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

void
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

int
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

int
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
void
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

void
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

void
run_step(struct scene *scene, const char *step)
{
	strings_add(&scene->recipe.build, step);
	run(scene);
}
