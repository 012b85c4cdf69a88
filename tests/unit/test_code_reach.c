/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_reach.h"

#include <string.h>

#include "tests/unit.h"

static void
assert_reach(const char *published, const char *rebuilt, const char *word)
{
	const char *found =
		code_reach_added(bytes_of_text(published), bytes_of_text(rebuilt));

	if (word == NULL)
		assert_null(found);
	else {
		assert_non_null(found);
		assert_string_equal(found, word);
	}
}

static void
a_function_that_was_put_in_reaches_out(void **state)
{
	(void)state;
	assert_reach("a();\nfunction q(n) {\n  return fetch('x');\n}\n", "a();\n", "fetch(");
	assert_reach("a();new XMLHttpRequest", "a();", "XMLHttpRequest");
	assert_reach("a();navigator.sendBeacon(1)", "a();", ".sendBeacon(");
}

static void
a_module_is_asked_for_in_many_ways(void **state)
{
	(void)state;
	assert_reach("a();require('https')", "a();", "https");
	assert_reach("a();require( \"node:net\" )", "a();", "net");
	assert_reach("import x from 'node:dns';a();", "a();", "dns");
	assert_reach("a();import(`tls`)", "a();", "tls");
	assert_reach("a();require('child_process')", "a();", "child_process");
	assert_reach("a();b === 'https'", "a();", NULL);
	assert_reach("a();require('https-proxy')", "a();", NULL);
}

static void
what_the_rebuilt_one_does_too_is_no_news(void **state)
{
	(void)state;
	assert_reach("var b=fetch(1);", "const b = fetch(1);", NULL);
	assert_reach("fetch(1);", "fetch(1);", NULL);
	assert_reach("a();", "fetch(1);a();", NULL);
}

static void
one_more_is_news_where_all_of_the_rest_is_there(void **state)
{
	(void)state;
	assert_reach("fetch(1);b();fetch(2);", "fetch(1);b();", "fetch(");
	assert_reach("function f(){fetch(1);g()}fetch(2)", "function f(){fetch(1);g()}",
		     "fetch(");
	assert_reach("fetch(2);c();", "fetch(1);b();", NULL);
}

static void
a_name_that_ends_so_is_another(void **state)
{
	(void)state;
	assert_reach("a();prefetch(1);", "a();", NULL);
	assert_reach("a();cache.fetch(1);", "a();", NULL);
	assert_reach("a();medieval(1);", "a();", NULL);
	assert_reach("a();globalThis.fetch(1);", "a();", "globalThis.fetch(");
}

static void
a_comment_reaches_nowhere(void **state)
{
	(void)state;
	assert_reach("a();\n// fetch(1); fetch(2)\n", "a();\n", NULL);
	assert_reach("/*\n * eval(x)\n */\na();\n", "a();\n", NULL);
	assert_reach("/* x */ fetch(1);\na();\n", "a();\n", "fetch(");
}

static void
every_beginning_of_a_text_is_looked_at(void **state)
{
	static const char text[] = "import x from 'node:dns'; {require(\"https\") fetch(";

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		struct bytes part = { (const uint8_t *)text, size };

		(void)code_reach_added(part, bytes_of_text(""));
		assert_null(code_reach_added(bytes_of_text(""), part));
	}
	assert_null(code_reach_added((struct bytes){ 0 }, (struct bytes){ 0 }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_function_that_was_put_in_reaches_out),
		cmocka_unit_test(a_module_is_asked_for_in_many_ways),
		cmocka_unit_test(what_the_rebuilt_one_does_too_is_no_news),
		cmocka_unit_test(one_more_is_news_where_all_of_the_rest_is_there),
		cmocka_unit_test(a_name_that_ends_so_is_another),
		cmocka_unit_test(a_comment_reaches_nowhere),
		cmocka_unit_test(every_beginning_of_a_text_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
