/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/recipe.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

static const char example[] =
	"cupel-recipe: 1\n"
	"source: { location: git+https://example.org/is-number@7.0.0, commit: 98e8ff1d,\n"
	"          directory: . }\n"
	"environment: { name: host, tools: { node: 20.20.2, npm: 6.10 } }\n"
	"fetch:   [ npm ci --ignore-scripts ]\n"
	"build:   [ npm run build, npm pack --ignore-scripts ]\n"
	"outputs: [ is-number-7.0.0.tgz ]\n"
	"set: { SOURCE_DATE_EPOCH: 1530000000, TZ: UTC, umask: \"022\" }\n";

static int
read_text(struct recipe *out, const char *text, struct error *err)
{
	cleanup_free char *path = xstrdup("test_recipe-XXXXXX");
	cleanup_close int fd = mkstemp(path);
	int result = file_write(path, bytes_of_text(text), 0600, err);

	assert_true(fd >= 0);
	assert_int_equal(result, 0);
	result = recipe_read(out, path, err);
	unlink(path);
	return result;
}

static void
assert_refused(const char *from, const char *to, const char *message)
{
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 16);
	const char *at = strstr(example, from);
	struct error err = { 0 };

	assert_non_null(at);
	buffer_append(&text,
		      (struct bytes){ (const uint8_t *)example, (size_t)(at - example) });
	buffer_append_text(&text, to);
	buffer_append_text(&text, at + strlen(from));
	assert_int_equal(read_text(&recipe, buffer_text(&text), &err), -1);
	assert_non_null(strstr(err.message, message));
	assert_null(recipe.location);
}

static void
the_documented_example_is_read(void **state)
{
	(void)state;
	cleanup_recipe struct recipe recipe = { 0 };
	struct error err = { 0 };

	assert_int_equal(read_text(&recipe, example, &err), 0);
	assert_string_equal(recipe.location, "git+https://example.org/is-number@7.0.0");
	assert_string_equal(recipe.commit, "98e8ff1d");
	assert_string_equal(recipe.directory, ".");
	assert_string_equal(recipe.environment, "host");
	assert_string_equal(recipe.tools.items[0], "node=20.20.2");
	assert_string_equal(recipe.tools.items[1], "npm=6.10");
	assert_string_equal(recipe.fetch.items[0], "npm ci --ignore-scripts");
	assert_int_equal(recipe.build.count, 2);
	assert_string_equal(recipe.outputs.items[0], "is-number-7.0.0.tgz");
	assert_string_equal(recipe.settings.items[0], "SOURCE_DATE_EPOCH=1530000000");
	assert_string_equal(recipe.settings.items[2], "umask=022");
}

static void
what_is_written_reads_back_and_is_written_the_same(void **state)
{
	(void)state;
	cleanup_recipe struct recipe first = { 0 }, second = { 0 };
	cleanup_buffer struct buffer once = BUFFER_INIT(1 << 16),
				     twice = BUFFER_INIT(1 << 16);
	struct error err = { 0 };

	assert_int_equal(read_text(&first, example, &err), 0);
	replace_text(&first.strategy, xstrdup("npm-build"));
	replace_text(&first.reason,
		     xstrdup("3 files, none of them: \"in\" the commit #1"));
	strings_add(&first.notes, "packed by npm 6.10: said aloud");
	recipe_write(&first, &once);
	assert_int_equal(read_text(&second, buffer_text(&once), &err), 0);
	recipe_write(&second, &twice);
	assert_string_equal(buffer_text(&once), buffer_text(&twice));
	assert_string_equal(second.reason, first.reason);
	assert_string_equal(second.notes.items[0], first.notes.items[0]);
}

static void
a_path_and_packages_read_back(void **state)
{
	(void)state;
	cleanup_recipe struct recipe first = { 0 }, second = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 16);
	struct error err = { 0 };

	assert_int_equal(read_text(&first, example, &err), 0);
	first.path = xstrdup("/build/reproducible-path/hello-2.10");
	strings_add(&first.packages, "debhelper=13.11.4");
	recipe_write(&first, &text);
	assert_int_equal(read_text(&second, buffer_text(&text), &err), 0);
	assert_string_equal(second.path, first.path);
	assert_string_equal(second.packages.items[0], "debhelper=13.11.4");
}

static void
a_path_hides_nothing_of_the_system(void **state)
{
	(void)state;
	static const char *const good[] = { "/build/source", "/usr/src/demo",
					    "/home/a/b c" };
	static const char *const bad[] = {
		"/usr/source", "source", "/source", "/etc/x",	  "/build/../etc/x",
		"/build/",     "",	 "/",	    "/build/it's"
	};

	for (size_t i = 0; i < array_length(good); i++)
		assert_true(recipe_path_is_possible(good[i]));
	for (size_t i = 0; i < array_length(bad); i++)
		assert_false(recipe_path_is_possible(bad[i]));
	assert_refused(
		"fetch: ", "path: /usr/x\nfetch: ", "absolute path of two folders");
}

static void
a_recipe_is_written_in_the_documented_form(void **state)
{
	(void)state;
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 16);
	struct error err = { 0 };

	assert_int_equal(read_text(&recipe, example, &err), 0);
	recipe_write(&recipe, &text);
	assert_string_equal(
		buffer_text(&text),
		"cupel-recipe: 1\n"
		"source: {location: 'git+https://example.org/is-number@7.0.0', commit: "
		"\"98e8ff1d\", directory: .}\n"
		"environment: {name: host, tools: {node: 20.20.2, npm: \"6.10\"}}\n"
		"fetch:\n- npm ci --ignore-scripts\n"
		"build:\n- npm run build\n- npm pack --ignore-scripts\n"
		"outputs:\n- is-number-7.0.0.tgz\n"
		"set: {SOURCE_DATE_EPOCH: 1530000000, TZ: UTC, umask: \"022\"}\n");
}

static void
the_json_has_the_same_shape(void **state)
{
	(void)state;
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_json struct json *json = NULL;
	struct error err = { 0 };

	assert_int_equal(read_text(&recipe, example, &err), 0);
	json = recipe_to_json(&recipe);
	assert_int_equal(json_get_number(json, "cupel-recipe", 0), 1);
	assert_string_equal(json_get_text(json_get(json, "environment"), "name"), "host");
	assert_int_equal(json_get_number(json_get(json, "set"), "SOURCE_DATE_EPOCH", 0),
			 1530000000);
	assert_string_equal(json_text(json_at(json_get(json, "build"), 0)),
			    "npm run build");
}

static void
an_unknown_key_is_refused_with_its_line(void **state)
{
	(void)state;

	assert_refused("fetch: ", "fetsch: ", "line 5: unknown key 'fetsch'");
	assert_refused("directory: .", "folder: .", "line 3: unknown key 'folder'");
	assert_refused("name: host", "name: host, location: x", "unknown key 'location'");
}

static void
a_wrong_type_is_refused_with_its_line(void **state)
{
	(void)state;

	assert_refused("[ npm ci --ignore-scripts ]", "npm ci",
		       "line 5: fetch must be a list, not text");
	assert_refused("[ npm ci --ignore-scripts ]", "[ { run: npm ci } ]",
		       "line 5: each of these must be text, not a map");
	assert_refused("{ node: 20.20.2, npm: 6.10 }", "[ node ]",
		       "line 4: tools must be a map, not a list");
	assert_refused("name: host", "name: [ host ]",
		       "line 4: name must be text, not a list");
	assert_refused("TZ: UTC", "TZ=x: UTC", "line 8: 'TZ=x' is no name");
}

static void
another_version_of_the_format_is_refused(void **state)
{
	(void)state;

	assert_refused("recipe: 1", "recipe: 2",
		       "line 1: cupel-recipe 2 is not known here");
	assert_refused("cupel-recipe: 1\n", "", "line 1: no recipe");
}

static void
a_missing_part_is_named(void **state)
{
	(void)state;

	assert_refused("outputs: [ is-number-7.0.0.tgz ]\n", "", "outputs is missing");
	assert_refused("name: host, ", "", "environment.name is missing");
	assert_refused("[ is-number-7.0.0.tgz ]", "[]", "outputs is missing");
}

static void
paths_that_leave_the_source_are_refused(void **state)
{
	(void)state;

	assert_refused("directory: .", "directory: a/../../b", "source.directory leaves");
	assert_refused("[ is-number-7.0.0.tgz ]", "[ /etc/passwd ]",
		       "'/etc/passwd' leaves");
}

static void
a_missing_file_is_not_found(void **state)
{
	(void)state;
	cleanup_recipe struct recipe recipe = { 0 };
	struct error err = { 0 };

	assert_int_equal(recipe_read(&recipe, "no/such/recipe.yaml", &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documented_example_is_read),
		cmocka_unit_test(what_is_written_reads_back_and_is_written_the_same),
		cmocka_unit_test(a_path_and_packages_read_back),
		cmocka_unit_test(a_path_hides_nothing_of_the_system),
		cmocka_unit_test(a_recipe_is_written_in_the_documented_form),
		cmocka_unit_test(the_json_has_the_same_shape),
		cmocka_unit_test(an_unknown_key_is_refused_with_its_line),
		cmocka_unit_test(a_wrong_type_is_refused_with_its_line),
		cmocka_unit_test(another_version_of_the_format_is_refused),
		cmocka_unit_test(a_missing_part_is_named),
		cmocka_unit_test(paths_that_leave_the_source_are_refused),
		cmocka_unit_test(a_missing_file_is_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
