/* SPDX-License-Identifier: GPL-3.0-or-later */
/* METADATA, PKG-INFO and WHEEL, field by field. */
#include "compare/pypi_fields.h"
#include "tests/unit/leaf.h"
#include "tests/unit/packages.h"

static const char metadata[] = "Metadata-Version: 2.1\n"
			       "Name: tool\n"
			       "Version: 1.2.3\n"
			       "License: one\n"
			       "        \n"
			       "        two\n"
			       "Requires-Dist: Zope.Interface[x] (>=1)\n"
			       "requires-dist: b; extra == 'test'\n"
			       "Classifier: A :: B\n"
			       "\n"
			       "# Tool\n"
			       "Name: no field\n";

static void
each_field_is_a_tile(void **state)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct bytes content = bytes_of_text(metadata);

	(void)state;
	assert_whole(&format_pkginfo, content);
	packages_tile(&tiling, &format_pkginfo, content);
	assert_value(&tiling, NULL, "Name", "tool");
	assert_value(&tiling, NULL, "Requires-Dist/zope-interface",
		     "Zope.Interface[x] (>=1)");
	assert_value(&tiling, NULL, "Requires-Dist/b", "b; extra == 'test'");
	assert_value(&tiling, NULL, "Classifier/A :: B", "A :: B");
	assert_int_equal(packages_need(&tiling, NULL, "License")->bytes.size,
			 strlen("License: one\n        \n        two\n"));
	assert_int_equal(packages_need(&tiling, NULL, "description")->bytes.size,
			 strlen("# Tool\nName: no field\n"));
}

static void
only_fields_with_a_version_of_metadata_are_recognised(void **state)
{
	(void)state;
	assert_ptr_equal(
		format_recognize(bytes_of_text("Name: x\nmetadata-version: 1\n")),
		&format_pkginfo);
	assert_ptr_equal(format_recognize(bytes_of_text("Wheel-Version: 1.0\n")),
			 &format_wheelinfo);
	assert_true(format_recognize(bytes_of_text("Name: x\n\nMetadata-Version: 1\n")) !=
		    &format_pkginfo);
	assert_true(format_recognize(bytes_of_text("Hello\nMetadata-Version: 1\n")) !=
		    &format_pkginfo);
}

static void
a_field_that_stands_twice_is_wrong_and_a_repeated_one_is_not(void **state)
{
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	packages_tile(&tiling, &format_pkginfo,
		      bytes_of_text("Metadata-Version: 2.1\nPlatform: x\nPlatform: x\n"
				    "Version: 1\nversion: 2\n"));
	assert_complaint(&tiling, NULL, "version");
	assert_value(&tiling, NULL, "Platform/x", "x");
	packages_tile(&tiling, &format_pkginfo,
		      bytes_of_text("Metadata-Version: 2.1\nno field\n"));
	assert_int_equal(tiling.tiles[1].kind, TILE_OPAQUE);
}

static void
every_start_differs_and_is_accounted_for(void **state)
{
	(void)state;
	assert_every_start_differs(bytes_of_text(metadata));
}

static void
there_is_a_limit_to_fields(void **state)
{
	cleanup_buffer struct buffer many = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	buffer_append_text(&many, "Metadata-Version: 2.1\n");
	for (unsigned i = 0; i < 10100; i++)
		buffer_printf(&many, "X%u: 1\n", i);
	packages_tile(&tiling, &format_pkginfo, buffer_bytes(&many));
	assert_int_equal(tiling.tile_count, 10001);
	assert_int_equal(tiling.tiles[10000].kind, TILE_OPAQUE);
}

static void
expect(const char *published, const char *rebuilt, const char *key,
       enum severity severity, const char *words)
{
	cleanup_free char *left = xasprintf("Metadata-Version: 2.1\n%s", published);
	cleanup_free char *right = xasprintf("Metadata-Version: 2.1\n%s", rebuilt);

	leaf_expect(bytes_of_text(left), bytes_of_text(right), key, severity, words);
}

static void
what_pip_installs_with_it_is_an_alarm(void **state)
{
	(void)state;
	expect("Requires-Dist: a\nRequires-Dist: evil\nRequires-Dist: b\n",
	       "Requires-Dist: a\nRequires-Dist: b\n", "Requires-Dist/evil",
	       SEVERITY_ALARM, "pip installs this package");
	expect("Requires-Dist: a @ https://example.org/a.whl\n", "Requires-Dist: a>=1\n",
	       "Requires-Dist/a", SEVERITY_ALARM, "from an address");
	expect("Requires-Dist: a\n", "Requires-Dist: a; extra == \"x\"\n",
	       "Requires-Dist/a", SEVERITY_ALARM, "does not ask for it");
	expect("Requires-Dist: a; extra == \"x\" or python_version > \"2\"\n", "",
	       "Requires-Dist/a", SEVERITY_ALARM, "does not ask for it");
	expect("Name: x\n", "Name: y\n", "Name", SEVERITY_ALARM, "another package");
}

static void
what_it_does_not_is_a_change(void **state)
{
	(void)state;
	expect("Requires-Dist: a ; extra == 'x'\n", "", "Requires-Dist/a",
	       SEVERITY_CHANGE, "for an extra");
	expect("Requires-Dist: a>=2\n", "Requires-Dist: a>=1\n", "Requires-Dist/a",
	       SEVERITY_CHANGE, "another version");
	expect("", "Requires-Dist: a>=1\n", "Requires-Dist/a", SEVERITY_CHANGE,
	       "only the rebuilt one");
	expect("Name:  x\n", "Name: x\n", "Name", SEVERITY_CHANGE, "written otherwise");
}

static void
the_description_is_compared_as_text(void **state)
{
	(void)state;
	expect("\none\n", "\ntwo\n", "content", SEVERITY_CHANGE, "1 line");
}

#define WHEEL(generator)                                                                 \
	"Wheel-Version: 1.0\nGenerator: " generator                                      \
	"\nRoot-Is-Purelib: true\nTag: py3-none-any\n"

static void
judge(const char *published, const char *rebuilt, const char *rule)
{
	leaf_judge(bytes_of_text(published), bytes_of_text(rebuilt), rule);
}

static void
another_version_of_the_generator_is_excused(void **state)
{
	(void)state;
	judge(WHEEL("bdist_wheel (0.41.2)"), WHEEL("bdist_wheel (0.38.0)"),
	      "wheel-generator/1");
	judge(WHEEL("poetry-core 1.9.0"), WHEEL("poetry-core 1.8.1.post1"),
	      "wheel-generator/1");
	judge(WHEEL("flit"), WHEEL("flit 3.9"), "wheel-generator/1");
}

static void
another_generator_or_other_words_are_not(void **state)
{
	(void)state;
	judge(WHEEL("setuptools (70.1.0)"), WHEEL("bdist_wheel (0.38.0)"), NULL);
	judge(WHEEL("flit 3.9; import os"), WHEEL("flit 3.9"), NULL);
	judge(WHEEL("flit evil"), WHEEL("flit 3.9"), NULL);
	judge(WHEEL(""), WHEEL("flit 3.9"), NULL);
	judge(WHEEL("flit 3.9\nBuild: 1"), WHEEL("flit 3.8"), NULL);
	judge(WHEEL("flit 3.9\nGenerator: x"), WHEEL("flit 3.8\nGenerator: x"), NULL);
	judge("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
	      WHEEL("flit 3.8"), NULL);
}

static void
a_generator_is_a_word_and_a_version(void **state)
{
	static const char *const none[] = { "",	       "1tool (1)", "tool  1",
					    "tool (1", "tool (1) ", "to\x01l",
					    "tool v1", "tool (1 2)" };

	(void)state;
	assert_int_equal(pypi_generator_tool(bytes_of_text("maturin (1.4.0)")), 7);
	for (size_t i = 0; i < array_length(none); i++)
		assert_int_equal(pypi_generator_tool(bytes_of_text(none[i])), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_a_tile),
		cmocka_unit_test(only_fields_with_a_version_of_metadata_are_recognised),
		cmocka_unit_test(
			a_field_that_stands_twice_is_wrong_and_a_repeated_one_is_not),
		cmocka_unit_test(every_start_differs_and_is_accounted_for),
		cmocka_unit_test(there_is_a_limit_to_fields),
		cmocka_unit_test(what_pip_installs_with_it_is_an_alarm),
		cmocka_unit_test(what_it_does_not_is_a_change),
		cmocka_unit_test(the_description_is_compared_as_text),
		cmocka_unit_test(another_version_of_the_generator_is_excused),
		cmocka_unit_test(another_generator_or_other_words_are_not),
		cmocka_unit_test(a_generator_is_a_word_and_a_version),
	};

	return cmocka_run_group_tests_name("format_pkginfo", tests, NULL, NULL);
}
