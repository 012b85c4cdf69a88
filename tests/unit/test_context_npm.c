/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"
#include "compare/context.h"
#include "tests/unit.h"

static const char rule[] = "npm-package-json", manifest[] = "package/package.json";

static void
assert_excused(const char *published, const char *rebuilt)
{
	const char *id = context_find("npm")->excuse(manifest, bytes_of_text(published),
						     bytes_of_text(rebuilt));

	assert_non_null(id);
	assert_string_equal(id, rule);
}

static void
assert_not_excused(const char *published, const char *rebuilt)
{
	assert_null(context_find("npm")->excuse(manifest, bytes_of_text(published),
						bytes_of_text(rebuilt)));
	assert_null(context_find("npm")->excuse(manifest, bytes_of_text(rebuilt),
						bytes_of_text(published)));
}

static void
what_publishing_adds_is_excused(void **state)
{
	(void)state;
	assert_excused("{\"a\":1,\"gitHead\":\"98e8ff1\",\"_id\":\"x@1\"}", "{\"a\":1}");
	assert_excused("{\"a\":1,\"_id\":1}", "{\"a\":1,\"_id\":2,\"gitHead\":\"x\"}");
	assert_excused("{\"b\":2,\"a\":1}", "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
	assert_excused("{\"scripts\":{\"a\":\"b\"}}\n", "{\"scripts\": {\"a\": \"b\"}}");
}

static void
the_order_within_a_value_is_not_excused(void **state)
{
	(void)state;
	assert_not_excused("{\"exports\":{\"import\":\"a\",\"require\":\"b\"}}",
			   "{\"exports\":{\"require\":\"b\",\"import\":\"a\"}}");
	assert_not_excused("{\"files\":[\"a\",\"b\"]}", "{\"files\":[\"b\",\"a\"]}");
	assert_not_excused("{\"a\":[{\"b\":1,\"c\":2}]}", "{\"a\":[{\"c\":2,\"b\":1}]}");
}

static void
a_changed_value_is_not_excused(void **state)
{
	(void)state;
	assert_not_excused("{\"scripts\":{\"test\":\"a\"}}",
			   "{\"scripts\":{\"test\":\"b\"}}");
	assert_not_excused("{\"dependencies\":{\"a\":\"1\"}}",
			   "{\"dependencies\":{\"a\":\"2\"}}");
	assert_not_excused("{\"a\":1,\"b\":2}", "{\"a\":1}");
	assert_not_excused("{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}");
	assert_not_excused("{\"a\":1}", "{\"a\":1.0}");
	assert_not_excused("{\"a\":null}", "{}");
	assert_not_excused("{\"a\":[1,[2]]}", "{\"a\":[1,[3]]}");
	/* Only at the top, and only npm's own. */
	assert_not_excused("{\"a\":{\"_id\":1}}", "{\"a\":{}}");
	assert_not_excused("{\"a\":{\"gitHead\":1}}", "{\"a\":{}}");
	assert_not_excused("{\"__proto__\":{}}", "{}");
}

static void
what_two_readers_could_read_in_two_ways_is_not_excused(void **state)
{
	(void)state;
	assert_not_excused("{\"a\":2,\"a\":1}", "{\"a\":1}");
	assert_not_excused("{\"_id\":2,\"_id\":1}", "{}");
	assert_not_excused("{\"a\":1} x", "{\"a\":1}");
	assert_not_excused("\xef\xbb\xbf{\"a\":1}", "{\"a\":1}");
	assert_not_excused("{\"a\":1", "{\"a\":1}");
	assert_not_excused("[]", "[ ]");
}

static void
only_the_manifest_at_the_top_is_excused(void **state)
{
	static const char *const others[] = { "package/x/package.json", "package.json",
					      "package/package.json5",
					      "package/Package.json",
					      "package//package.json" };

	(void)state;
	for (size_t i = 0; i < array_length(others); i++)
		assert_null(context_find("npm")->excuse(others[i], bytes_of_text("{} "),
							bytes_of_text("{}")));
	assert_non_null(context_find("npm")->excuse(
		"is-number/package.json", bytes_of_text("{} "), bytes_of_text("{}")));
	assert_null(context_find("pypi"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_publishing_adds_is_excused),
		cmocka_unit_test(the_order_within_a_value_is_not_excused),
		cmocka_unit_test(a_changed_value_is_not_excused),
		cmocka_unit_test(what_two_readers_could_read_in_two_ways_is_not_excused),
		cmocka_unit_test(only_the_manifest_at_the_top_is_excused),
	};

	return cmocka_run_group_tests_name("context_npm", tests, NULL, NULL);
}
