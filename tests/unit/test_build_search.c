/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second try, with the host's own npm. */
#include "rebuild/build.h"

#include <stdio.h>

#include "tests/unit/build_scene.h"

static const char demo_manifest[] =
	"{ \"name\": \"demo\", \"version\": \"1.0.0\",\n"
	"  \"scripts\": { \"prepack\": \"echo notes.txt > .npmignore\" } }\n";

static const char broken_manifest[] = "{ \"name\": \"demo\", \"version\": \"1.0.0\",\n"
				      "  \"scripts\": { \"prepack\": \"exit 1\" } }\n";

/* Packs what one step has made of the source, and gives the tarball; the caller frees. */
static char *
publish(struct scene *scene, const char *step)
{
	char *published = path_join(scene->folder, "published.tgz");

	replace_text(&scene->recipe.outputs.items[0], xstrdup("demo-1.0.0.tgz"));
	strings_add(&scene->recipe.build, step);
	run_step(scene, "PATH=" TOOLCHAIN_QUIET ":$PATH npm pack --ignore-scripts");
	assert_true(scene->build.succeeded);
	assert_int_equal(rename(scene->build.output_path, published), 0);
	recipe_release(&scene->recipe);
	build_release(&scene->build);
	return published;
}

/* Publishes the demo as its prepack wants it. */
static char *
publish_demo(struct scene *scene)
{
	write_source(scene, "package.json", demo_manifest);
	write_source(scene, "index.js", "module.exports = 1;\n");
	write_source(scene, "notes.txt", "not for everybody\n");
	return publish(scene, "npm run prepack");
}

/* Builds until the published files come out or no try is left; `first` is the strategy that
 * is tried first. */
static void
search(struct scene *scene, const char *published, const char *first)
{
	cleanup_inventory struct inventory inventory = { 0 };
	struct release release = { .spec.ecosystem = (char[]){ "npm" },
				   .artifact_path = (char *)(uintptr_t)published };
	struct error err = { 0 };

	if (inventory_read(&inventory, &scene->session, published, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(recipe_infer(&scene->recipe, &scene->session, &release, &inventory,
				      &scene->source, &err),
			 0);
	assert_string_equal(scene->recipe.strategy, first);
	if (build_search(&scene->build, &scene->recipe, &scene->session, &release, &inventory,
			 &scene->source, &err) < 0)
		fail_msg("%s", err.message);
}

static void
a_package_that_its_prepack_changes_is_found_on_the_second_try(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *published = NULL;

	need_host(scene, "npm");
	published = publish_demo(scene);
	search(scene, published, "npm-pack");
	assert_true(scene->build.succeeded);
	assert_string_equal(scene->recipe.strategy, "npm-build");
	assert_int_equal(scene->build.tries.count, 2);
	assert_non_null(strstr(scene->build.tries.items[0], "1 files other than published"));
	assert_non_null(strstr(scene->build.tries.items[1], "the published files"));
}

/* Publishes what a build gave that no longer works. */
static char *
publish_broken(struct scene *scene)
{
	write_source(scene, "package.json", broken_manifest);
	return publish(scene, "echo built > built.js");
}

static void
a_build_that_fails_is_a_result_though_other_tools_cannot_be_fetched(void **state)
{
	struct scene *scene = *state;
	cleanup_free char *published = NULL;

	need_host(scene, "npm");
	published = publish_broken(scene);
	search(scene, published, "npm-build");
	assert_false(scene->build.succeeded);
	assert_non_null(scene->build.cause);
	assert_int_equal(scene->build.tries.count, 2);
	assert_non_null(strstr(scene->build.tries.items[0], "failed"));
	assert_non_null(strstr(scene->build.tries.items[1], "the registry is away"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(a_package_that_its_prepack_changes_is_found_on_the_second_try),
		SCENE_TEST(a_build_that_fails_is_a_result_though_other_tools_cannot_be_fetched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
