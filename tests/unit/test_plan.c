/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/plan.h"

#define cleanup_plan cleanup_sandbox_plan

static void
assert_refused(const struct sandbox_plan *plan, const char *words)
{
	struct error err = { 0 };

	assert_int_equal(sandbox_plan_check(plan, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_non_null(strstr(err.message, words));
}

static void
a_plan_needs_a_program(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	struct error err;

	(void)state;
	sandbox_plan_init(&plan);
	assert_refused(&plan, "no program");
	sandbox_plan_argument(&plan, "true");
	assert_int_equal(sandbox_plan_check(&plan, &err), 0);
}

static void
places_inside_are_plain(void **state)
{
	static const char *const bad[] = { "x",	     "/",   "/a/../b", "/a//b",
					   "/a/./b", "/a/", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cleanup_plan struct sandbox_plan plan;

		sandbox_plan_init(&plan);
		sandbox_plan_argument(&plan, "true");
		sandbox_plan_mount(&plan, MOUNT_SCRATCH, NULL, bad[i]);
		assert_refused(&plan, "no plain absolute path");
	}
}

static void
the_root_is_never_writable(void **state)
{
	cleanup_plan struct sandbox_plan plan;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, "/", "/host");
	assert_refused(&plan, "never mounted writable");
}

static void
nothing_is_mounted_within_what_comes_from_outside(void **state)
{
	cleanup_plan struct sandbox_plan plan;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, "/tmp", "/build");
	sandbox_plan_file(&plan, "/build/link/x", "");
	assert_refused(&plan, "lies within /build");
}

static void
a_setting_replaces_its_older_self(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	size_t before;

	(void)state;
	sandbox_plan_init(&plan);
	before = plan.environment.count;
	sandbox_plan_set(&plan, "TZ", "Asia/Tokyo");
	sandbox_plan_set(&plan, "NEW", "1");
	assert_int_equal(plan.environment.count, before + 1);
	assert_true(strings_contain(&plan.environment, "TZ=Asia/Tokyo"));
	assert_false(strings_contain(&plan.environment, "TZ=UTC"));
}

static void
a_plan_can_be_printed(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_json struct json *json = NULL;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	sandbox_plan_file(&plan, "/opt/note", "text");
	json = sandbox_plan_to_json(&plan);
	assert_string_equal(json_text(json_at(json_get(json, "arguments"), 0)), "true");
	assert_string_equal(json_get_text(json, "network"), "none");
	assert_int_equal(json_count(json_get(json, "mounts")), plan.mount_count);
	assert_int_equal(json_get_number(json_get(json, "limits"), "processes", 0), 512);
}

/* Both are written and compared as bytes. */
static void
assert_same_plans(const struct sandbox_plan *a, const struct sandbox_plan *b)
{
	cleanup_json struct json *left = sandbox_plan_to_json(a);
	cleanup_json struct json *right = sandbox_plan_to_json(b);
	cleanup_buffer struct buffer one = BUFFER_INIT(1 << 20),
				     other = BUFFER_INIT(1 << 20);

	json_write(left, JSON_STYLE_PRETTY, &one);
	json_write(right, JSON_STYLE_PRETTY, &other);
	assert_string_equal(buffer_text(&one), buffer_text(&other));
}

static void
a_plan_is_read_back_as_it_was(void **state)
{
	cleanup_plan struct sandbox_plan plan, again;
	cleanup_json struct json *json = NULL;
	struct error err;

	(void)state;
	sandbox_plan_init_root(&plan, "/srv/root");
	sandbox_plan_argument(&plan, "make");
	sandbox_plan_set(&plan, "TZ", "Asia/Tokyo");
	sandbox_plan_file(&plan, "/opt/note", "text\n");
	sandbox_plan_mount(&plan, MOUNT_COPY, "/srv/source", "/build");
	sandbox_plan_mount(&plan, MOUNT_LINK, "usr/bin", "/bin");
	strings_add(&plan.outputs, "/build/out");
	strings_add(&plan.pretended, "scopes");
	plan.layer = xstrdup("/srv/layer");
	plan.network = NETWORK_PROXY;
	plan.proxy_port = 8080;
	plan.limits.memory_total = UINT64_C(6) << 30;
	plan.limits.silence_milliseconds = 60000;
	plan.look.order = ORDER_SHUFFLED;
	plan.look.seed = 7;
	plan.look.personality = xstrdup("linux32");
	plan.look.processors = 1;
	plan.needs[CONTROL_addresses] = NEED_REQUIRED;
	assert_int_equal(sandbox_plan_check(&plan, &err), 0);
	json = sandbox_plan_to_json(&plan);
	assert_int_equal(sandbox_plan_from_json(&again, json, &err), 0);
	assert_same_plans(&plan, &again);
	assert_null(again.log_path);
}

static void
what_a_document_leaves_out_has_its_default(void **state)
{
	static const char text[] =
		"{\"format\":\"cupel-plan/1\",\"arguments\":[\"true\"]}";
	cleanup_plan struct sandbox_plan plan, usual;
	cleanup_json struct json *json = NULL;
	struct error err;

	(void)state;
	assert_int_equal(json_parse(&json, bytes_of_text(text), &err), 0);
	assert_int_equal(sandbox_plan_from_json(&plan, json, &err), 0);
	sandbox_plan_init(&usual);
	sandbox_plan_argument(&usual, "true");
	assert_same_plans(&plan, &usual);
}

static void
a_document_that_is_no_plan_is_refused(void **state)
{
	static const char *const bad[] = {
		"{}",
		"{\"format\":\"cupel-plan/2\"}",
		"{\"format\":\"cupel-plan/1\",\"argument\":[]}",
		"{\"format\":\"cupel-plan/1\",\"arguments\":\"true\"}",
		"{\"format\":\"cupel-plan/1\",\"arguments\":[\"a\\u0000b\"]}",
		"{\"format\":\"cupel-plan/1\",\"directory\":null}",
		"{\"format\":\"cupel-plan/1\",\"network\":\"all\"}",
		"{\"format\":\"cupel-plan/1\",\"limits\":{\"memory\":-1}}",
		"{\"format\":\"cupel-plan/1\",\"limits\":{\"memory\":1.5}}",
		"{\"format\":\"cupel-plan/1\",\"limits\":{\"memroy\":1}}",
		"{\"format\":\"cupel-plan/1\",\"look\":{\"user\":4294967296}}",
		"{\"format\":\"cupel-plan/1\",\"mounts\":[{\"kind\":\"link\"}]}",
		"{\"format\":\"cupel-plan/1\",\"controls\":{\"walls\":\"off\"}}",
		"{\"format\":\"cupel-plan/1\",\"controls\":{\"scopes\":\"maybe\"}}",
	};

	(void)state;
	for (size_t i = 0; i < array_length(bad); i++) {
		cleanup_plan struct sandbox_plan plan;
		cleanup_json struct json *json = NULL;
		struct error err;

		assert_int_equal(json_parse(&json, bytes_of_text(bad[i]), &err), 0);
		if (sandbox_plan_from_json(&plan, json, &err) == 0)
			fail_msg("%s was taken for a plan", bad[i]);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

static void
names_and_numbers_have_bounds(void **state)
{
	cleanup_plan struct sandbox_plan plan;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	replace_text(&plan.look.user_name, xstrdup("root:x:0"));
	assert_refused(&plan, "no plain name");
	replace_text(&plan.look.user_name, xstrdup("builder"));
	plan.look.file_mask = 01000;
	assert_refused(&plan, "umask");
	plan.look.file_mask = 0;
	plan.proxy_port = 80;
	assert_refused(&plan, "proxy");
	plan.proxy_port = 0;
	plan.layer = xstrdup("/srv/layer");
	assert_refused(&plan, "layer");
	replace_text(&plan.layer, NULL);
	strings_add(&plan.outputs, "../x");
	assert_refused(&plan, "../x");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_needs_a_program),
		cmocka_unit_test(places_inside_are_plain),
		cmocka_unit_test(the_root_is_never_writable),
		cmocka_unit_test(nothing_is_mounted_within_what_comes_from_outside),
		cmocka_unit_test(a_setting_replaces_its_older_self),
		cmocka_unit_test(a_plan_can_be_printed),
		cmocka_unit_test(a_plan_is_read_back_as_it_was),
		cmocka_unit_test(what_a_document_leaves_out_has_its_default),
		cmocka_unit_test(a_document_that_is_no_plan_is_refused),
		cmocka_unit_test(names_and_numbers_have_bounds),
	};

	return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
