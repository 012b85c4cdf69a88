/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_place.h"

#include "base/memory.h"
#include "tests/unit.h"

static void
what_lies_among_tests_and_examples_lies_apart(void **state)
{
	static const char *const paths[] = {
		"test/pkg_test1/parsing/parsetab.py",
		"examples/calc.c",
		"src/docs/conf.py",
		"tests/.pytest_cache/x.py",
		"autom4te.cache/traces.pl",
	};

	(void)state;
	for (size_t i = 0; i < array_length(paths); i++)
		assert_true(code_lies_apart(paths[i]));
}

static void
what_is_built_or_imported_does_not(void **state)
{
	static const char *const paths[] = {
		"",	   "needle.c", "src/needle.c",	  "ply/evil.py",
		"test.py", "tests",    "testing/evil.py", "protest/x.py",
	};

	(void)state;
	for (size_t i = 0; i < array_length(paths); i++)
		assert_false(code_lies_apart(paths[i]));
}

static void
what_a_build_or_a_runner_of_tests_looks_for_does_not(void **state)
{
	static const char *const paths[] = {
		"tests/Makefile.in", "tests/run.sh",	  "t/basic.t",
		"tests/conftest.py", "tests/test_one.py", "tests/one_test.py",
		"docs/evil.m4",	     "examples/evil.pth", "doc/CMakeLists.txt",
		"tests/build.rs",    "docs/evil.mk",	  "tests/configure",
	};

	(void)state;
	for (size_t i = 0; i < array_length(paths); i++)
		assert_false(code_lies_apart(paths[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lies_among_tests_and_examples_lies_apart),
		cmocka_unit_test(what_is_built_or_imported_does_not),
		cmocka_unit_test(what_a_build_or_a_runner_of_tests_looks_for_does_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
