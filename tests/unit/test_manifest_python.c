/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/manifest.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

enum { TEXTS_MAX = 16 };

static char *scratch;

struct row {
	const char *text, *name, *version;
	bool unreadable;
};

static void
judge_rows(const char *file, const struct row *rows, size_t count)
{
	struct session session = { .scratch = scratch };
	struct manifest manifests[TEXTS_MAX] = { 0 };
	struct bytes texts[TEXTS_MAX];
	struct error err = { 0 };

	assert_true(count <= TEXTS_MAX);
	for (size_t i = 0; i < count; i++)
		texts[i] = bytes_of_text(rows[i].text);
	if (manifest_python.read(manifests, &session, file, texts, count, &err) < 0) {
		assert_int_equal(err.kind, ERROR_UNSUPPORTED);
		print_message("# SKIP %s\n", err.message);
		skip();
	}
	for (size_t i = 0; i < count; i++) {
		if (!text_is_same(manifests[i].name, rows[i].name) ||
		    !text_is_same(manifests[i].version, rows[i].version) ||
		    manifests[i].unreadable != rows[i].unreadable)
			fail_msg("row %zu: %s %s %d", i, manifests[i].name,
				 manifests[i].version, manifests[i].unreadable);
		manifest_release(&manifests[i]);
	}
}

static void
pyproject_states_them_in_its_tables(void **state)
{
	static const struct row rows[] = {
		{ "[project]\nname = 'a'\nversion = '1'\n", "a", "1", false },
		{ "[project]\nname = 'a'\ndynamic = ['version']\n", "a", NULL, false },
		{ "[tool.poetry]\nname = 'a'\nversion = '2'\n", "a", "2", false },
		{ "[tool.flit.metadata]\nmodule = 'm'\ndist-name = 'a'\n", "a", NULL,
		  false },
		{ "[build-system]\nrequires = ['setuptools']\n", NULL, NULL, true },
		{ "[project]\nversion = '1'\n", NULL, NULL, true },
		{ "[project\n", NULL, NULL, true },
		{ "", NULL, NULL, true },
	};

	(void)state;
	judge_rows("pyproject.toml", rows, array_length(rows));
}

static void
setup_cfg_states_them_in_metadata(void **state)
{
	static const struct row rows[] = {
		{ "[metadata]\nname = a\nversion = 1.0\n", "a", "1.0", false },
		{ "[metadata]\r\nname: a\r\nversion: attr: a.__version__\r\n", "a", NULL,
		  false },
		{ "[metadata]\nname = a\nversion = file: VERSION\n", "a", NULL, false },
		{ "[metadata]\nlong =\n  name = b\nname = a", "a", NULL, false },
		{ "[options]\nname = a\n[bdist_wheel]\nuniversal = 1\n", NULL, NULL,
		  true },
		{ "[metadata]\nnamed = a\n", NULL, NULL, true },
		{ "", NULL, NULL, true },
	};

	(void)state;
	judge_rows("setup.cfg", rows, array_length(rows));
}

static void
setup_py_is_read_and_not_run(void **state)
{
	static const struct row rows[] = {
		{ "from setuptools import setup\nsetup(name='a', version=\"1.0\")", "a",
		  "1.0", false },
		{ "setup(\n    name = \"a\",\n    version = get_version(),\n)", "a", NULL,
		  false },
		{ "version = '9'\nsetup(name='a', version=version)", "a", NULL, false },
		{ "setup(name=f'a', version='1' + x)", NULL, "1", false },
		{ "setup(project_name='b', name='a')", "a", NULL, false },
		{ "setup(name='a b')", NULL, NULL, false },
		{ "setup(name='a", NULL, NULL, false },
		{ "setup(name=", NULL, NULL, false },
		{ "setup()", NULL, NULL, false },
		{ "print('name = 1')", NULL, NULL, true },
		{ "", NULL, NULL, true },
	};

	(void)state;
	judge_rows("setup.py", rows, array_length(rows));
}

static void
a_version_that_is_not_stated_is_built(void **state)
{
	struct spec spec = { (char[]){ "pypi" }, (char[]){ "a-b" }, (char[]){ "1.0" } };
	struct manifest right = { .name = (char[]){ "A_b" },
				  .version = (char[]){ "1.0.0" } };
	struct manifest none = { .name = (char[]){ "a.b" } };
	struct manifest nameless = { 0 };
	struct manifest other = { .name = (char[]){ "b" } };

	(void)state;
	assert_int_equal(manifest_judge(&manifest_python, &right, &spec), MANIFEST_RIGHT);
	assert_int_equal(manifest_judge(&manifest_python, &none, &spec),
			 MANIFEST_PLACEHOLDER);
	assert_int_equal(manifest_judge(&manifest_python, &nameless, &spec),
			 MANIFEST_PLACEHOLDER);
	assert_int_equal(manifest_judge(&manifest_python, &other, &spec),
			 MANIFEST_OTHER_NAME);
	assert_true(manifest_python.version_is_built);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pyproject_states_them_in_its_tables),
		cmocka_unit_test(setup_cfg_states_them_in_metadata),
		cmocka_unit_test(setup_py_is_read_and_not_run),
		cmocka_unit_test(a_version_that_is_not_stated_is_built),
	};
	struct error err = { 0 };
	int failures;

	if (folder_make_scratch(&scratch, "/tmp", "test_manifest_python", &err) < 0)
		return 1;
	failures = cmocka_run_group_tests_name("manifest_python", tests, NULL, NULL);
	tree_remove(scratch, &err);
	free(scratch);
	return failures;
}
