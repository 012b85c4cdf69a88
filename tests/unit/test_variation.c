/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a build's world may be another, as a part of its recipe. */
#include "rebuild/variation.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit/build_scene.h"

static void
set(struct recipe *recipe, const char *text)
{
	struct error err = { 0 };

	if (variation_set(recipe, text, &err) < 0)
		fail_msg("%s", err.message);
}

static void
every_row_has_values_of_its_form(void **state)
{
	static const char *const some[] = { "path=/a/b",
					    "home=/a",
					    "user=me",
					    "group=us:7",
					    "host=a.b.c",
					    "kernel=linux32",
					    "time=2030-01-31T00:00:00Z",
					    "zone=Asia/Tokyo",
					    "locale=C",
					    "umask=077",
					    "processors=1",
					    "order=shuffled:3",
					    "files=7",
					    "addresses=fixed" };
	cleanup_recipe struct recipe recipe = { 0 };

	(void)state;
	assert_int_equal(array_length(some), variation_count());
	for (size_t i = 0; i < array_length(some); i++) {
		const char *name = variation_at(i)->name;

		assert_true(text_starts_with(some[i], name));
		set(&recipe, some[i]);
		assert_string_equal(variation_value(&recipe, name),
				    some[i] + strlen(name) + 1);
	}
	for (size_t i = 0; i < variation_count(); i++) {
		cleanup_free char *usual =
			xasprintf("%s=%s", variation_at(i)->name, variation_at(i)->usual);

		if (*variation_at(i)->usual != '\0')
			set(&recipe, usual);
	}
}

static void
a_wrong_value_is_refused_with_its_form(void **state)
{
	static const char *const bad[] = { "path=/usr/x",  "path=x",
					   "home=x",	   "user=a b",
					   "user=me:",	   "group=:7",
					   "host=",	   "kernel=hurd",
					   "time=soon",	   "umask=8",
					   "umask=1000",   "processors=0",
					   "order=random", "order=shuffled:",
					   "files=-1",	   "addresses=some",
					   "umask",	   "=x",
					   "a b=c",	   "" };

	(void)state;
	for (size_t i = 0; i < array_length(bad); i++) {
		cleanup_recipe struct recipe recipe = { 0 };
		struct error err = { 0 };

		if (variation_set(&recipe, bad[i], &err) == 0)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

static void
it_reaches_the_plan(void **state)
{
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	struct error err = { 0 };

	(void)state;
	set(&recipe, "user=me:7");
	set(&recipe, "zone=Asia/Tokyo");
	set(&recipe, "NAME=value");
	set(&recipe, "order=shuffled:3");
	set(&recipe, "time=1000000000");
	sandbox_plan_init(&plan);
	assert_int_equal(variation_apply(&plan, &recipe, &err), 0);
	assert_int_equal(plan.look.user, 7);
	assert_int_equal(plan.look.seed, 3);
	assert_int_equal(plan.look.clock, 1000000000);
	assert_int_equal(plan.needs[CONTROL_clock], NEED_PREFERRED);
	assert_true(strings_contain(&plan.environment, "USER=me"));
	assert_true(strings_contain(&plan.environment, "TZ=Asia/Tokyo"));
	assert_true(strings_contain(&plan.environment, "NAME=value"));
	assert_false(strings_contain(&plan.environment, "order=shuffled:3"));
}

static void
what_the_recipe_says_is_not_made_other(void **state)
{
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_strings struct strings varied = { 0 };
	struct error err = { 0 };

	(void)state;
	set(&recipe, "path=/build/the-publishers");
	set(&recipe, "umask=022");
	assert_int_equal(variation_make_other(&recipe, 1700000000, &varied, &err), 0);
	assert_string_equal(recipe.path, "/build/the-publishers");
	assert_string_equal(variation_value(&recipe, "umask"), "002");
	assert_true(strings_contain(&varied, "umask=002"));
	assert_string_equal(variation_value(&recipe, "time"), "1742245624"); /* of 2025 */
}

static void
steps_see_another_world(void **state)
{
	struct scene *scene = *state;
	cleanup_buffer struct buffer content = BUFFER_INIT(1 << 20);
	struct error err = { 0 };

	set(&scene->recipe, "path=/srv/place/here");
	set(&scene->recipe, "umask=077");
	set(&scene->recipe, "host=elsewhere");
	set(&scene->recipe, "files=1234567890");
	write_source(scene, "a", "x");
	strings_add(&scene->recipe.build, "touch made; uname -n >out.tgz");
	run_step(scene, "pwd >>out.tgz; umask >>out.tgz; stat -c %Y a made >>out.tgz; id "
			"-un >>out.tgz");
	if (!scene->build.succeeded)
		fail_msg("%s", scene->build.cause);
	assert_int_equal(file_read(scene->build.output_path, &content, &err), 0);
	assert_string_equal(
		buffer_text(&content),
		"elsewhere\n/srv/place/here\n0077\n1234567890\n1234567890\ncupel\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_has_values_of_its_form),
		cmocka_unit_test(a_wrong_value_is_refused_with_its_form),
		cmocka_unit_test(it_reaches_the_plan),
		cmocka_unit_test(what_the_recipe_says_is_not_made_other),
		SCENE_TEST(steps_see_another_world),
	};

	return cmocka_run_group_tests_name("variation", tests, NULL, NULL);
}
