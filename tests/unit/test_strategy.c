/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/strategy.h"

#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"
#include "tests/unit/registry_away.h"

/* A source folder, and what was published from it; the packer is stated, so that nothing has
 * to run. */
struct scene {
	struct source source;
	struct release release;
	struct inventory inventory;
	struct session session;
	struct workshop workshop;
};

static void
write_file(const struct scene *scene, const char *name, const char *text)
{
	cleanup_free char *path = path_join(scene->source.tree, name);
	cleanup_free char *folder = xstrndup(path, (size_t)(path_name(path) - path - 1));
	struct error err = { 0 };

	assert_int_equal(folder_make(folder, &err), 0);
	assert_int_equal(file_write(path, bytes_of_text(text), 0644, &err), 0);
}

static void
publish(struct scene *scene, const char *name, const char *text)
{
	struct inventory_entry entry = { .path = xstrdup(name), .type = 'f' };
	char blob[DIGEST_HEX_MAX];

	digest_git_blob(bytes_of_text(text), blob);
	memcpy(entry.blob, blob, sizeof(entry.blob));
	array_append(scene->inventory.entries, scene->inventory.count, entry);
}

static int
make_scene(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct error err = { 0 };

	*state = scene;
	scene->release.spec.ecosystem = xstrdup("npm");
	return folder_make_scratch(&scene->source.tree, ".", "test_strategy", &err);
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err = { 0 };

	workshop_release(&scene->workshop);
	inventory_release(&scene->inventory);
	if (tree_remove(scene->source.tree, &err) < 0)
		return -1;
	free(scene->release.spec.ecosystem);
	free(scene->source.tree);
	free(scene);
	return 0;
}

static void
open_workshop(struct scene *scene, const char *npm, const char *manifest)
{
	struct workshop *workshop = &scene->workshop;
	struct error err = { 0 };

	write_file(scene, "package.json", manifest);
	publish(scene, "package.json", manifest);
	workshop->session = &scene->session;
	workshop->release = &scene->release;
	workshop->inventory = &scene->inventory;
	workshop->source = &scene->source;
	workshop->packer.stated = true;
	workshop->packer.said = xstrdup("packed as stated");
	strings_add(&workshop->packer.tools, npm);
	assert_int_equal(
		npm_source_read(&workshop->npm, &scene->source, &scene->inventory, &err), 0);
}

static void
infer(struct recipe *recipe, const struct scene *scene, struct wish wish)
{
	struct error err = { 0 };

	assert_int_equal(strategy_infer(recipe, &scene->workshop, &wish, &err), 0);
}

#define HEAD "{ \"name\": \"demo\", \"version\": \"1.0.0\""

static void
what_is_all_in_the_source_is_only_packed(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };

	write_file(scene, "index.js", "1\n");
	publish(scene, "index.js", "1\n");
	open_workshop(scene, "npm=6.14", HEAD ", \"scripts\": { \"prepare\": \"make\" } }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.strategy, "npm-pack");
	assert_string_equal(recipe.reason, "all 1 published files are in the source as they are");
	assert_int_equal(recipe.fetch.count, 0);
	assert_int_equal(recipe.build.count, 1);
	assert_string_equal(recipe.build.items[0],
			    "PATH=/opt/cupel/quiet:$PATH npm pack --ignore-scripts");
	assert_string_equal(recipe.outputs.items[0], "demo-1.0.0.tgz");
	assert_string_equal(recipe.tools.items[0], "npm=6.14");
	assert_string_equal(recipe.directory, ".");
}

static void
a_file_that_only_lacks_its_crlf_is_in_the_source(void **state)
{
	struct scene *scene = *state;

	write_file(scene, "index.js", "1\n");
	publish(scene, "index.js", "1\r\n");
	digest_git_blob(bytes_of_text("1\n"), scene->inventory.entries[0].blob_lf);
	open_workshop(scene, "npm=6.14", HEAD " }");
	assert_int_equal(scene->workshop.npm.absent.count, 0);
}

static void
a_file_that_no_script_makes_is_packed_without(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };

	publish(scene, "flake.nix", "{}\n");
	open_workshop(scene, "npm=6.14", HEAD " }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.strategy, "npm-pack");
	assert_non_null(strstr(recipe.reason, "1 of 1 published files are not in the source "
					      "(flake.nix)"));
}

static void
what_is_missing_is_built_by_the_scripts_that_packing_runs(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };

	publish(scene, "dist/index.js", "1\n");
	write_file(scene, "package-lock.json", "{}");
	open_workshop(scene, "npm=10",
		      HEAD ", \"scripts\": { \"prepare\": \"tsc\", \"build\": \"tsc\","
			   "\"prepublishOnly\": \"npm test\" } }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.strategy, "npm-build");
	assert_string_equal(recipe.fetch.items[0], "npm ci --ignore-scripts");
	assert_int_equal(recipe.build.count, 2);
	assert_string_equal(recipe.build.items[0], "npm run prepare");
}

static void
all_scripts_run_in_the_order_of_the_packers_npm(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe seven = { 0 }, six = { 0 };
	struct wish wish = { .all_scripts = true };

	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=7.24",
		      HEAD ", \"scripts\": { \"prepare\": \"a\", \"prepack\": \"b\","
			   "\"prepublishOnly\": \"c\" } }");
	infer(&seven, scene, wish);
	assert_string_equal(seven.build.items[0], "npm run prepublishOnly");
	assert_string_equal(seven.build.items[1], "npm run prepack");
	assert_string_equal(seven.build.items[2], "npm run prepare");
	replace_text(&scene->workshop.packer.tools.items[0], xstrdup("npm=6.14"));
	infer(&six, scene, wish);
	assert_string_equal(six.build.items[0], "npm run prepare");
	assert_string_equal(six.build.items[1], "npm run prepublishOnly");
	assert_string_equal(six.build.items[2], "npm run prepack");
}

static void
a_script_that_pushes_is_never_run(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_free char *notes = NULL;

	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=10",
		      HEAD ", \"scripts\": { \"prepare\": \"tshy\","
			   "\"prepublishOnly\": \"git push origin --follow-tags\" } }");
	infer(&recipe, scene, (struct wish){ .all_scripts = true });
	assert_int_equal(recipe.build.count, 2);
	assert_string_equal(recipe.build.items[0], "npm run prepare");
	notes = strings_join(&recipe.notes, "\n");
	assert_non_null(strstr(notes, "prepublishOnly is not run: git push"));
}

static void
surrounding_scripts_are_held_back_as_publishing_does(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };

	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=10",
		      HEAD ", \"scripts\": { \"prepare\": \"tshy\","
			   "\"postprepare\": \"bash fixup.sh\" } }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.build.items[0], "npm run prepare --ignore-scripts");
}

static void
each_lock_file_has_its_installer(void **state)
{
	struct scene *scene = *state;
	static const struct {
		const char *name, *text, *step, *tool;
	} cases[] = {
		{ "pnpm-lock.yaml", "", "pnpm install --frozen-lockfile --ignore-scripts",
		  "pnpm=8" },
		{ "yarn.lock", "# yarn lockfile v1\n",
		  "yarn install --frozen-lockfile --ignore-scripts", "yarn=1.22" },
		{ "yarn.lock", "__metadata:\n  version: 6\n",
		  "yarn install --immutable --mode=skip-build", "berry=4" },
		{ "npm-shrinkwrap.json", "{}", "npm ci --ignore-scripts", NULL },
	};

	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=10", HEAD ", \"scripts\": { \"build\": \"make\" } }");
	for (size_t i = 0; i < array_length(cases); i++) {
		cleanup_recipe struct recipe recipe = { 0 };
		struct npm_source *npm = &scene->workshop.npm;
		struct error err = { 0 };

		write_file(scene, cases[i].name, cases[i].text);
		npm_source_release(npm);
		assert_int_equal(npm_source_read(npm, &scene->source, &scene->inventory, &err),
				 0);
		infer(&recipe, scene, (struct wish){ 0 });
		assert_string_equal(recipe.fetch.items[0], cases[i].step);
		if (cases[i].tool != NULL)
			assert_true(strings_contain(&recipe.tools, cases[i].tool));
	}
}

static void
without_a_lock_file_the_notes_say_so(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };

	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=10", HEAD ", \"scripts\": { \"build\": \"make\" } }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.fetch.items[0],
			    "npm install --ignore-scripts --no-audit --no-fund");
	assert_true(strings_contain(&recipe.notes,
				    "no lock file: dependencies are the newest that fit today"));
}

static void
a_workspace_is_installed_where_its_lock_file_is(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };
	char directory[] = "packages/demo";

	scene->source.directory = directory;
	write_file(scene, "package-lock.json", "{}");
	write_file(scene, "packages/demo/package.json", HEAD ", \"scripts\": { \"build\": \"x\" } }");
	publish(scene, "dist/index.js", "1\n");
	open_workshop(scene, "npm=10", "{ \"name\": \"root\", \"private\": true }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.directory, "packages/demo");
	assert_string_equal(recipe.fetch.items[0], "cd ../.. && npm ci --ignore-scripts");
}

static void
a_version_that_the_release_wrote_is_written_again(void **state)
{
	struct scene *scene = *state;
	cleanup_recipe struct recipe recipe = { 0 };
	char version[] = "2.0.0";

	scene->source.version_differs = true;
	scene->release.spec.version = version;
	open_workshop(scene, "npm=10", "{ \"name\": \"demo\", \"version\": \"0.0.0-development\" }");
	infer(&recipe, scene, (struct wish){ 0 });
	assert_string_equal(recipe.build.items[0],
			    "npm version 2.0.0 --no-git-tag-version --allow-same-version "
			    "--ignore-scripts");
	assert_string_equal(recipe.outputs.items[0], "demo-2.0.0.tgz");
}

static void
a_name_that_is_a_shell_line_is_refused(void **state)
{
	struct scene *scene = *state;
	struct npm_source npm = { 0 };
	struct error err = { 0 };

	write_file(scene, "package.json", "{ \"name\": \"x; touch y\", \"version\": \"1.0.0\" }");
	assert_int_equal(npm_source_read(&npm, &scene->source, &scene->inventory, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	assert_false(npm_text_is_plain("../x"));
	assert_false(npm_text_is_plain("-x"));
	assert_false(npm_text_is_plain("a b"));
	assert_true(npm_text_is_plain("@scope/name"));
	assert_true(npm_text_is_plain("1.0.0-rc.1+x"));
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(what_is_all_in_the_source_is_only_packed),
		SCENE_TEST(a_file_that_only_lacks_its_crlf_is_in_the_source),
		SCENE_TEST(a_file_that_no_script_makes_is_packed_without),
		SCENE_TEST(what_is_missing_is_built_by_the_scripts_that_packing_runs),
		SCENE_TEST(all_scripts_run_in_the_order_of_the_packers_npm),
		SCENE_TEST(a_script_that_pushes_is_never_run),
		SCENE_TEST(surrounding_scripts_are_held_back_as_publishing_does),
		SCENE_TEST(each_lock_file_has_its_installer),
		SCENE_TEST(without_a_lock_file_the_notes_say_so),
		SCENE_TEST(a_workspace_is_installed_where_its_lock_file_is),
		SCENE_TEST(a_version_that_the_release_wrote_is_written_again),
		SCENE_TEST(a_name_that_is_a_shell_line_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
