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
	assert_null(context_find("cobol"));
}

/* The canonical form of a manifest, with the ledger's lines appended. */
static bool
normalized(const char *path, const char *content, const char *changes, struct buffer *out)
{
	struct comparison_options options;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct normalizer normalizer = { .ledger = &ledger, .path = path };
	struct error err;
	bool written;

	comparison_options_init(&options);
	options.context = "npm";
	options.rule_changes = changes;
	assert_int_equal(rule_set_choose(&normalizer.rules, &options, &err), 0);
	buffer_clear(out);
	written =
		context_find("npm")->normalize(&normalizer, bytes_of_text(content), out);
	for (size_t i = 0; i < ledger.count; i++)
		buffer_printf(out, "%s\n", ledger.items[i]);
	return written;
}

static void
a_canonical_manifest_has_sorted_keys_at_the_top(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(1 << 20);

	(void)state;
	assert_true(normalized(manifest,
			       "{\"b\":{\"z\":1,\"y\":[]},\"a\":1,\"_a\\u001b\":2,"
			       "\"gitHead\":\"x\"}",
			       NULL, &out));
	assert_string_equal(buffer_text(&out),
			    "{\n  \"a\": 1,\n  \"b\": {\n    \"z\": 1,\n    \"y\": []\n"
			    "  }\n}\n"
			    "package/package.json _a\\x1b: present -> (absent) "
			    "(npm-package-json)\n"
			    "package/package.json gitHead: present -> (absent) "
			    "(npm-package-json)\n"
			    "package/package.json layout: as published -> canonical "
			    "(npm-package-json)\n");
	assert_true(normalized(manifest, "{\n  \"a\": 1\n}\n", NULL, &out));
	assert_string_equal(buffer_text(&out), "{\n  \"a\": 1\n}\n");
}

static void
what_is_no_such_manifest_is_left_alone(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(1 << 20);

	(void)state;
	assert_false(normalized("package/x/package.json", "{}", NULL, &out));
	assert_false(normalized(manifest, "{}", "-npm-package-json", &out));
	assert_false(normalized(manifest, "{\"a\":1,\"a\":2}", NULL, &out));
	assert_false(normalized(manifest, "[]", NULL, &out));
	assert_int_equal(out.size, 0);
}

static void
so_many_keys_cost_little(void **state)
{
	cleanup_buffer struct buffer many = BUFFER_INIT(SIZE_MAX);

	(void)state;
	buffer_append_text(&many, "{\"a\":1");
	for (int i = 0; i < 200000; i++)
		buffer_printf(&many, ",\"%s%d\":1", i < 100000 ? "" : "_", i);
	buffer_append_text(&many, "}");
	assert_not_excused(buffer_text(&many), "{\"a\":1}");
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
		cmocka_unit_test(a_canonical_manifest_has_sorted_keys_at_the_top),
		cmocka_unit_test(what_is_no_such_manifest_is_left_alone),
		cmocka_unit_test(so_many_keys_cost_little),
	};

	return cmocka_run_group_tests_name("context_npm", tests, NULL, NULL);
}
