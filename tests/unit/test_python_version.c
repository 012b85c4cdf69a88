/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rebuild/python_version.h"

/* The examples of PEP 440 and what stands between them, each after the one before. */
static const char *const in_order[] = {
	"0.9",
	"1.dev0",
	"1.0.dev456",
	"1.0a1",
	"1.0a2.dev456",
	"1.0a2",
	"1.0a2.post1.dev1",
	"1.0a12.dev456",
	"1.0a12",
	"1.0b1.dev456",
	"1.0b2",
	"1.0b2.post345.dev456",
	"1.0b2.post345",
	"1.0rc1.dev456",
	"1.0rc1",
	"1.0",
	"1.0+abc.5",
	"1.0+abc.7",
	"1.0+abd",
	"1.0+5",
	"1.0+5.1",
	"1.0+10",
	"1.0.post456.dev34",
	"1.0.post456",
	"1.0.15",
	"1.1.dev1",
	"1.1",
	"1.9",
	"1.10",
	"2012.10",
	"20991231235959999999999999",
	"20991231235959999999999999.1",
	"100000000000000000000000000",
	"1!0.1",
	"1!1.0",
	"2!0",
};

static void
versions_stand_in_the_order_of_the_specification(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(in_order); i++)
		for (size_t k = 0; k < array_length(in_order); k++) {
			int order = python_version_compare(in_order[i], in_order[k]);

			if ((order > 0) - (order < 0) != (i > k) - (i < k))
				fail_msg("%s and %s: %d", in_order[i], in_order[k],
					 order);
		}
}

static void
spellings_of_one_version_are_the_same(void **state)
{
	static const char *const rows[][2] = {
		{ "1.0", "1.0.0" },
		{ "1.0", "v1" },
		{ "1.0rc1", "1.0c1" },
		{ "1.0rc1", "1.0-PRE_1" },
		{ "1.0rc1", "1.0preview.1" },
		{ "1.1a0", "1.1.alpha" },
		{ "1.1b2", "1.1-beta-2" },
		{ "1.0.post1", "1.0-1" },
		{ "1.0.post2", "1.0-rev2" },
		{ "1.0.post4", "1.0r4" },
		{ "1.0.post0", "1.0post" },
		{ "1.0.dev0", "1.0-dev" },
		{ "1.0+ubuntu.1", "1.0+ubuntu-1" },
		{ "0!1.0", "1.0" },
		{ "1.01", "1.1" },
		{ "2021.1.3", "2021.01.03" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		if (!python_version_is_same(rows[i][0], rows[i][1]))
			fail_msg("%s is not %s", rows[i][0], rows[i][1]);
}

static void
the_normal_form_is_one(void **state)
{
	static const char *const rows[][2] = {
		{ "v1.0-RC.1", "1.0rc1" },
		{ "1.0.0", "1.0.0" },
		{ "2021.01.03", "2021.1.3" },
		{ "00!1.0", "1.0" },
		{ "3!1.0-1.dev", "3!1.0.post1.dev0" },
		{ "1.2.0-alpha+Local_5", "1.2.0a0+local.5" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		char *normal = python_version_normalize(rows[i][0]);

		assert_non_null(normal);
		assert_string_equal(normal, rows[i][1]);
		free(normal);
	}
}

static void
what_is_no_version_is_refused(void **state)
{
	static const char *const rows[] = { "",	     "v",	 "a1",	     "1.0x",
					    "1..0",  "1.0+",	 "1.0+a..b", "1.0+a+b",
					    "1.0.",  "!1",	 "1.0 ",     "1.0/2",
					    ">=1.0", "1.0rc1a1", "1.*" };

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		if (python_version_is_one(rows[i]))
			fail_msg("%s is one", rows[i]);
		assert_null(python_version_normalize(rows[i]));
		assert_true(python_version_compare(rows[i], "0.dev0") < 0);
	}
}

static void
a_version_of_many_parts_ends(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = i % 2 == 0 ? '1' : '.';
	text[sizeof(text) - 1] = '\0';
	assert_false(python_version_is_one(text));
	text[255] = '\0';
	assert_false(python_version_is_one(text));
	text[63] = '\0';
	assert_true(python_version_is_one(text));
}

static void
early_versions_are_known(void **state)
{
	(void)state;
	assert_true(python_version_is_early("1.0a1"));
	assert_true(python_version_is_early("1.0rc1.post2"));
	assert_true(python_version_is_early("1.0.post1.dev2"));
	assert_false(python_version_is_early("1.0"));
	assert_false(python_version_is_early("1.0.post1"));
	assert_false(python_version_is_early("1.0+dev"));
	assert_false(python_version_is_early("rc1"));
}

static void
names_are_normalised(void **state)
{
	char *name = python_name_normalize("Zope.Interface__extra-._x");

	(void)state;
	assert_string_equal(name, "zope-interface-extra-x");
	free(name);
	assert_true(python_name_is_same("MarkupSafe", "markupsafe"));
	assert_true(python_name_is_same("ruamel.yaml", "ruamel_yaml"));
	assert_false(python_name_is_same("ruamel.yaml", "ruamelyaml"));
	assert_true(python_name_is_one("a"));
	assert_true(python_name_is_one("zope.interface"));
	assert_false(python_name_is_one(""));
	assert_false(python_name_is_one("-a"));
	assert_false(python_name_is_one("a."));
	assert_false(python_name_is_one("a/b"));
	assert_false(python_name_is_one("../a"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_stand_in_the_order_of_the_specification),
		cmocka_unit_test(spellings_of_one_version_are_the_same),
		cmocka_unit_test(the_normal_form_is_one),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(a_version_of_many_parts_ends),
		cmocka_unit_test(early_versions_are_known),
		cmocka_unit_test(names_are_normalised),
	};

	return cmocka_run_group_tests_name("python_version", tests, NULL, NULL);
}
