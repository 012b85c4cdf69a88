/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_source.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

static char *scratch;

static void
put(const char *tree, const char *name, const char *text)
{
	cleanup_free char *path = path_join(tree, name);
	struct error err = { 0 };

	assert_int_equal(file_write(path, bytes_of_text(text), 0644, &err), 0);
}

/* Reads a source of this one file. */
static int
read_file(struct python_source *out, const char *name, const char *text,
	  struct error *err)
{
	struct session session = { .scratch = scratch };
	struct source source = { 0 };
	int code;

	assert_int_equal(folder_make_scratch(&source.tree, scratch, "tree", err), 0);
	put(source.tree, name, text);
	assert_true(python_source_is_one(&source));
	code = python_source_read(out, &session, &source, err);
	free(source.tree);
	if (code < 0 && err->kind == ERROR_UNSUPPORTED) {
		print_message("# SKIP %s\n", err->message);
		skip();
	}
	return code;
}

/* Reads a source whose pyproject.toml is this text, or that has a setup.py alone. */
static int
read_source(struct python_source *out, const char *pyproject, struct error *err)
{
	return pyproject != NULL ? read_file(out, "pyproject.toml", pyproject, err)
				 : read_file(out, "setup.py", "setup()", err);
}

static void
the_build_system_is_read(void **state)
{
	cleanup_python_source struct python_source python = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(
		read_source(&python,
			    "[build-system]\nrequires = ['Hatchling', 'hatch_vcs>=1']\n"
			    "build-backend = 'hatchling.build'\n",
			    &err),
		0);
	assert_string_equal(python.backend, "hatchling.build");
	assert_string_equal(python_backend_package(python.backend), "hatchling");
	assert_int_equal(python.requires.count, 2);
	assert_true(python.asks_git);
	assert_false(python.has_setup);
	assert_null(python.backend_path);
}

static void
without_one_it_is_setuptools(void **state)
{
	static const char *const texts[] = { NULL, "[tool.x]\na = 1\n" };

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		cleanup_python_source struct python_source python = { 0 };
		struct error err = { 0 };

		assert_int_equal(read_source(&python, texts[i], &err), 0);
		assert_string_equal(python_backend_package(python.backend), "setuptools");
		assert_int_equal(python.requires.count, 2);
		assert_false(python.asks_git);
		assert_int_equal(python.has_setup, texts[i] == NULL);
	}
}

static void
a_backend_built_with_itself_needs_what_it_runs_with(void **state)
{
	cleanup_python_source struct python_source python = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(
		read_source(
			&python,
			"[build-system]\nrequires = []\nbuild-backend = 'ouro.build'\n"
			"backend-path = ['src']\n[project]\nname = 'ouro'\n"
			"dependencies = ['pluggy>=1', 'tomli; "
			"python_version<\"3.11\"']\n",
			&err),
		0);
	assert_string_equal(python.backend_path, "src");
	assert_int_equal(python.requires.count, 1);
	assert_string_equal(python.requires.items[0], "pluggy>=1");
	assert_null(python_backend_package(python.backend));
}

static void
what_setup_py_gives_setuptools_names_tools(void **state)
{
	static const struct {
		const char *text, *tool;
		bool asks_git;
	} rows[] = {
		{ "setup(use_scm_version=True)", "setuptools-scm", true },
		{ "setup(\n    setup_requires=['pbr'],\n    pbr=True,\n)", "pbr", true },
		{ "setup(cffi_modules=['x.py:ffi'])", "cffi", false },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_python_source struct python_source python = { 0 };
		struct error err = { 0 };

		assert_int_equal(read_file(&python, "setup.py", rows[i].text, &err), 0);
		assert_int_equal(python.requires.count, 3);
		assert_string_equal(python.requires.items[2], rows[i].tool);
		assert_int_equal(python.asks_git, rows[i].asks_git);
	}
}

static void
versioneer_in_the_source_asks_git(void **state)
{
	struct session session = { .scratch = scratch };
	struct source source = { 0 };
	cleanup_python_source struct python_source python = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(folder_make_scratch(&source.tree, scratch, "tree", &err), 0);
	put(source.tree, "setup.py", "import versioneer");
	put(source.tree, "versioneer.py", "");
	assert_int_equal(python_source_read(&python, &session, &source, &err), 0);
	assert_true(python.asks_git);
	free(source.tree);
}

static void
what_could_be_no_backend_is_refused(void **state)
{
	static const char *const texts[] = {
		"[build-system]\nbuild-backend = 'a; touch /x'\n",
		"[build-system]\nbuild-backend = \"a' b\"\n",
		"[build-system]\nbuild-backend = ''\n",
		"[build-system]\nbuild-backend = '1a'\n",
		"[build-system]\nbuild-backend = 'a'\nbackend-path = ['../x']\n",
		"[build-system]\nbuild-backend = 'a'\nbackend-path = ['$(x)']\n",
		"[build-system\n",
	};

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		cleanup_python_source struct python_source python = { 0 };
		struct error err = { 0 };

		if (read_source(&python, texts[i], &err) == 0)
			fail_msg("%s is taken", texts[i]);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_build_system_is_read),
		cmocka_unit_test(without_one_it_is_setuptools),
		cmocka_unit_test(a_backend_built_with_itself_needs_what_it_runs_with),
		cmocka_unit_test(what_setup_py_gives_setuptools_names_tools),
		cmocka_unit_test(versioneer_in_the_source_asks_git),
		cmocka_unit_test(what_could_be_no_backend_is_refused),
	};
	struct error err = { 0 };
	int failures;

	if (folder_make_scratch(&scratch, "/tmp", "test_python_source", &err) < 0)
		return 1;
	failures = cmocka_run_group_tests_name("python_source", tests, NULL, NULL);
	tree_remove(scratch, &err);
	free(scratch);
	return failures;
}
