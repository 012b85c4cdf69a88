/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_shape.h"

#include <string.h>

#include "tests/unit.h"

enum { LONG = 400 };

/* A line of x, without its end. */
static struct bytes
line_of(size_t size)
{
	static char line[2 * LONG];

	memset(line, 'x', sizeof(line));
	return (struct bytes){ (const uint8_t *)line, size };
}

static const char readable[] = "'use strict';\n\nmodule.exports = 1;\n";

static void
the_longest_line_is_found_wherever_it_is(void **state)
{
	(void)state;
	assert_int_equal(code_longest_line((struct bytes){ 0 }), 0);
	assert_int_equal(code_longest_line(bytes_of_text("\n\n")), 0);
	assert_int_equal(code_longest_line(bytes_of_text("abc\nd\n")), 3);
	assert_int_equal(code_longest_line(bytes_of_text("a\nbcd")), 3);
	assert_int_equal(code_longest_line(bytes_of_text(readable)), 19);
}

static void
a_source_map_is_no_code(void **state)
{
	(void)state;
	assert_int_equal(
		code_longest_line(bytes_of_text(
			"a\n//# sourceMappingURL=data:application/json;base64,e30=")),
		1);
}

static void
a_line_that_only_the_published_side_has_is_obscured(void **state)
{
	(void)state;
	assert_true(code_is_obscured(line_of(LONG), bytes_of_text(readable)));
	assert_true(code_is_obscured(line_of(LONG), (struct bytes){ 0 }));
}

static void
what_was_minified_on_both_sides_is_not(void **state)
{
	(void)state;
	assert_false(code_is_obscured(line_of(LONG), line_of(LONG - 1)));
	assert_false(code_is_obscured(line_of(LONG), line_of(LONG / 2)));
	assert_false(code_is_obscured(line_of(LONG), line_of(2 * LONG)));
}

static void
what_people_write_is_not(void **state)
{
	(void)state;
	assert_false(code_is_obscured(bytes_of_text(readable), (struct bytes){ 0 }));
	assert_false(code_is_obscured(line_of(255), bytes_of_text(readable)));
	assert_true(code_is_obscured(line_of(256), bytes_of_text(readable)));
	assert_false(code_is_obscured((struct bytes){ 0 }, (struct bytes){ 0 }));
}

static void
scripts_are_known_by_their_names(void **state)
{
	(void)state;
	assert_true(code_is_script("package/index.js"));
	assert_true(code_is_script("package/a/b.d.mts"));
	assert_false(code_is_script("package/index.js.map"));
	assert_false(code_is_script("package/package.json"));
	assert_false(code_is_script("package/README.md"));
	assert_false(code_is_script(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_line_is_found_wherever_it_is),
		cmocka_unit_test(a_source_map_is_no_code),
		cmocka_unit_test(a_line_that_only_the_published_side_has_is_obscured),
		cmocka_unit_test(what_was_minified_on_both_sides_is_not),
		cmocka_unit_test(what_people_write_is_not),
		cmocka_unit_test(scripts_are_known_by_their_names),
	};

	return cmocka_run_group_tests_name("code_shape", tests, NULL, NULL);
}
