/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/leaf.h"
#include "tests/unit/packages.h"

#define START "--- !ruby/object:Gem::Specification\nname: tool\n"
#define DEPENDENCY(name, type)                                                           \
	"- !ruby/object:Gem::Dependency\n  name: " name "\n  type: :" type "\n"

static const char gemspec[] =
	START "version: !ruby/object:Gem::Version\n"
	      "  version: 1.2.3\n"
	      "date: 2023-11-14 00:00:00.000000000 Z\n"
	      "dependencies:\n" DEPENDENCY("rake", "runtime")
		      DEPENDENCY("minitest", "development") "description: |\n"
							    "  One.\n"
							    "\n"
							    "  Two.\n"
							    "executables: []\n"
							    "rubygems_version: 3.3.15\n";

static void
each_key_is_a_tile(void **state)
{
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	assert_whole(&format_gemspec, bytes_of_text(gemspec));
	packages_tile(&tiling, &format_gemspec, bytes_of_text(gemspec));
	assert_value(&tiling, NULL, "name", "tool");
	assert_value(&tiling, NULL, "executables", "[]");
	assert_value(&tiling, NULL, "dependencies", "");
	assert_non_null(strstr(packages_need(&tiling, NULL, "dependencies/rake")->value,
			       ":runtime"));
	assert_int_equal(packages_need(&tiling, NULL, "description")->bytes.size,
			 strlen("description: |\n  One.\n\n  Two.\n"));
}

static void
a_key_that_stands_twice_is_wrong(void **state)
{
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	packages_tile(&tiling, &format_gemspec,
		      bytes_of_text(START "files: []\nfiles: []\n"));
	assert_complaint(&tiling, NULL, "document");
	packages_tile(&tiling, &format_gemspec, bytes_of_text(START "files: [\n"));
	assert_complaint(&tiling, NULL, "document");
	packages_tile(&tiling, &format_gemspec,
		      bytes_of_text("--- !ruby/object:Gem::Specification {a: b}\n"));
	assert_int_equal(tiling.tiles[0].kind, TILE_OPAQUE);
}

static void
every_start_differs_and_is_accounted_for(void **state)
{
	(void)state;
	assert_every_start_differs(bytes_of_text(gemspec));
}

static void
there_is_a_limit_to_keys(void **state)
{
	cleanup_buffer struct buffer many = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	buffer_append_text(&many, START);
	for (unsigned i = 0; i < 10100; i++)
		buffer_append_text(&many, "x: 1\n");
	packages_tile(&tiling, &format_gemspec, buffer_bytes(&many));
	assert_int_equal(tiling.tile_count, 10001);
	assert_int_equal(tiling.tiles[10000].kind, TILE_OPAQUE);
}

static void
judge(const char *published, const char *rebuilt, const char *rule)
{
	cleanup_free char *left = xasprintf(START "%s", published);
	cleanup_free char *right = xasprintf(START "%s", rebuilt);

	leaf_judge(bytes_of_text(left), bytes_of_text(right), rule);
}

static void
the_day_of_the_build_is_excused(void **state)
{
	(void)state;
	judge("date: 2023-11-14 00:00:00.000000000 Z\n",
	      "date: 1980-01-02 00:00:00.000000000 Z\n", "gem-date/1");
	judge("date: 2010-01-01 00:00:00 +01:00\n", "", "gem-date/1");
	judge("date: 2010-01-01\nfiles: []\n", "files: []\n", "gem-date/1");
}

static void
what_is_no_date_is_not(void **state)
{
	(void)state;
	judge("date: 2023-11-14 evil\n", "date: 2023-11-14\n", NULL);
	judge("date: !ruby/object:Evil 2023-11-14\n", "date: 2023-11-14\n", NULL);
	judge("date: 2023-11-14\n  more\n", "date: 2023-11-14\n", NULL);
	judge("date: 2023-11-14\ndate: 2023-11-15\n", "date: 2023-11-14\n", NULL);
	judge("dates: 2023-11-14\n", "dates: 2023-11-15\n", NULL);
}

static void
the_version_of_rubygems_is_excused_and_nothing_like_it(void **state)
{
	(void)state;
	judge("rubygems_version: 3.3.15\n", "rubygems_version: 4.0.0.dev\n",
	      "gem-rubygems-version/1");
	judge("rubygems_version: '3.0'\n", "", "gem-rubygems-version/1");
	judge("rubygems_version: 3.3.15 evil\n", "rubygems_version: 3.3.15\n", NULL);
	judge("rubygems_version: '3\n", "rubygems_version: 3.3.15\n", NULL);
	judge("required_rubygems_version: 3\n", "required_rubygems_version: 4\n", NULL);
}

#define PEM(body)                                                                        \
	"- |\n  -----BEGIN CERTIFICATE-----\n  " body "\n  -----END CERTIFICATE-----\n"

static void
certificates_are_for_who_publishes(void **state)
{
	const struct bytes signed_one =
		bytes_of_text(START "cert_chain:\n" PEM("MIIB+/=") PEM("AA"));
	const struct bytes unsigned_one = bytes_of_text(START "cert_chain: []\n");

	(void)state;
	leaf_judge_so(signed_one, unsigned_one, NULL, "signature-block/1");
	assert_true(leaf_has_one_form(signed_one, unsigned_one, NULL));
	judge("cert_chain:\n" PEM("MIIB") "- evil\n", "cert_chain: []\n", NULL);
	judge("cert_chain:\n" PEM("not base64"), "cert_chain: []\n", NULL);
	judge("cert_chain:\n" PEM("MIIB") "files:\n- x\n", "cert_chain: []\nfiles: []\n",
	      NULL);
}

static void
certificates_of_a_rebuild_are_a_change(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	packages_compare(&comparison, bytes_of_text(START "cert_chain: []\n"),
			 bytes_of_text(START "cert_chain:\n" PEM("MIIB")), NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

static void
expect(const char *published, const char *rebuilt, const char *key,
       enum severity severity, const char *words)
{
	cleanup_free char *left = xasprintf(START "%s", published);
	cleanup_free char *right = xasprintf(START "%s", rebuilt);

	leaf_expect(bytes_of_text(left), bytes_of_text(right), key, severity, words);
}

static void
what_gem_acts_on_is_an_alarm(void **state)
{
	(void)state;
	expect("dependencies:\n" DEPENDENCY("evil", "runtime") DEPENDENCY("a", "runtime"),
	       "dependencies:\n" DEPENDENCY("a", "runtime"), "dependencies/evil",
	       SEVERITY_ALARM, "gem installs this gem");
	expect("dependencies:\n" DEPENDENCY("a", "runtime"),
	       "dependencies:\n" DEPENDENCY("a", "development"), "dependencies/a",
	       SEVERITY_ALARM, "gem installs this gem");
	expect("extensions:\n- ext/extconf.rb\n", "extensions: []\n", "extensions",
	       SEVERITY_ALARM, "runs these");
	expect("require_paths:\n- evil\n- lib\n", "require_paths:\n- lib\n",
	       "require_paths", SEVERITY_ALARM, "loads files");
	expect("executables:\n- ls\n", "executables: []\n", "executables", SEVERITY_ALARM,
	       "on the path");
}

static void
what_it_does_not_is_a_change(void **state)
{
	(void)state;
	expect("dependencies:\n" DEPENDENCY("b", "development"), "dependencies:\n",
	       "dependencies/b", SEVERITY_CHANGE, "who develops it");
	expect("dependencies:\n", "dependencies:\n" DEPENDENCY("b", "runtime"),
	       "dependencies/b", SEVERITY_CHANGE, "only the rebuilt one");
	expect("post_install_message: hello\n", "post_install_message:\n",
	       "post_install_message", SEVERITY_CHANGE, "shows it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_key_is_a_tile),
		cmocka_unit_test(a_key_that_stands_twice_is_wrong),
		cmocka_unit_test(every_start_differs_and_is_accounted_for),
		cmocka_unit_test(there_is_a_limit_to_keys),
		cmocka_unit_test(the_day_of_the_build_is_excused),
		cmocka_unit_test(what_is_no_date_is_not),
		cmocka_unit_test(the_version_of_rubygems_is_excused_and_nothing_like_it),
		cmocka_unit_test(certificates_are_for_who_publishes),
		cmocka_unit_test(certificates_of_a_rebuild_are_a_change),
		cmocka_unit_test(what_gem_acts_on_is_an_alarm),
		cmocka_unit_test(what_it_does_not_is_a_change),
	};

	return cmocka_run_group_tests_name("format_gemspec", tests, NULL, NULL);
}
