/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Manifests of jars: headers, sections, and what the rules may take for harmless. */
#include "compare/normalize.h"
#include "tests/unit/jars.h"

#define FIRST "Manifest-Version: 1.0\r\n"
#define MAIN  "Main-Class: org.example.Main\r\n"
#define LONG  "Class-Path: 0123456789 0123456789 0123456789 0123456789 0123456789 01234"

static void
canonical(struct buffer *out, const char *text, const char *profile)
{
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options;
	struct normalizer normalizer = { .ledger = &ledger, .path = "" };
	struct error err = { 0 };

	comparison_options_init(&options);
	options.profile = profile;
	normalizer.budget =
		(struct budget){ .limits = &options.limits, .input = strlen(text) };
	buffer_clear(out);
	assert_int_equal(rule_set_choose(&normalizer.rules, &options, &err), 0);
	assert_int_equal(
		format_manifest.normalize(&normalizer, bytes_of_text(text), out, &err),
		0);
	budget_release(&normalizer.budget);
}

static bool
have_one_form(const char *a, const char *b, const char *profile)
{
	cleanup_buffer struct buffer left = LEAF_INIT, right = LEAF_INIT,
				     again = LEAF_INIT;

	canonical(&left, a, profile);
	canonical(&right, b, profile);
	canonical(&again, buffer_text(&left), profile);
	assert_true(bytes_equal(buffer_bytes(&left), buffer_bytes(&again)));
	return bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
}

static void
judge_so(const char *published, const char *rebuilt, const char *profile,
	 const char *rule)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;
	struct bytes ours = jar_of_manifest(&left, published);
	struct bytes theirs = jar_of_manifest(&right, rebuilt);

	leaf_judge_so(ours, theirs, profile, rule);
	leaf_judge_so(theirs, ours, profile, rule);
	assert_int_equal(have_one_form(published, rebuilt, profile), rule != NULL);
}

static void
judge(const char *published, const char *rebuilt, const char *rule)
{
	judge_so(published, rebuilt, NULL, rule);
}

static void
expect(const char *published, const char *rebuilt, const char *key,
       enum severity severity, const char *words)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;

	leaf_expect(jar_of_manifest(&left, published), jar_of_manifest(&right, rebuilt),
		    key, severity, words);
}

static void
tile(struct tiling *tiling, struct bytes text)
{
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = text.size };

	comparison_options_init(&options);
	format_tile(&format_manifest, text, &budget, tiling);
	budget_release(&budget);
}

static const struct tile *
find(const struct tiling *tiling, const char *member, const char *key)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *at = &tiling->tiles[i];
		const char *of =
			at->member == NO_MEMBER ? NULL : tiling->members[at->member].name;

		if (strcmp(at->key, key) == 0 && text_is_same(of, member))
			return at;
	}
	fail_msg("no tile %s", key);
	return NULL;
}

static void
values_are_put_together_over_lines_of_all_kinds(void **state)
{
	static const char text[] = "A: b\r\n c\n  d\rB: \n\r\nName: x\n y\nC: e\n";
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	tile(&tiling, bytes_of_text(text));
	assert_string_equal(find(&tiling, NULL, "A")->value, "bc d");
	assert_string_equal(find(&tiling, NULL, "B")->value, "");
	assert_string_equal(find(&tiling, "xy", "C")->value, "e");
	assert_int_equal(leaf_tile(bytes_of_text(text), &format_manifest), 0);
}

static void
every_start_of_a_manifest_is_covered(void **state)
{
	static const char text[] = FIRST MAIN LONG "\r\n 9.jar\r\n\r\n"
						   "Name: a/\r\nSealed: true\r\n\r\n";

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
						     right = JAR_WRITER_INIT;
		cleanup_free char *start = xstrndup(text, size);

		leaf_tile(bytes_of_text(start), &format_manifest);
		/* The blank line at the end may be missing, and half of the end before
		 * it. */
		if (size + 3 < sizeof(text) - 1)
			leaf_judge_so(jar_of_manifest(&left, start),
				      jar_of_manifest(&right, text), NULL, NULL);
	}
}

static void
what_is_no_header_is_left_over(void **state)
{
	static const char *const texts[] = { "A: b\nno header\n", "A: b\n: c\n",
					     " A: b\n",		  "A:b\n",
					     "A b: c\n",	  "-A: b\n",
					     "A: b\n\nB: c\n",	  "A: b\n\n c\n" };

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++)
		assert_true(leaf_tile(bytes_of_text(texts[i]), &format_manifest) > 0);
}

static void
more_sections_than_members_may_be_are_a_limit(void **state)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits };
	static const char text[] = "A: b\n\nName: a\n\nName: b\n\nName: c\n\n";

	(void)state;
	comparison_options_init(&options);
	options.limits.members = 2;
	format_tile(&format_manifest, bytes_of_text(text), &budget, &tiling);
	assert_int_equal(tiling.member_count, 2);
	assert_true(budget.hit.count > 0);
	budget_release(&budget);
}

static void
what_stands_twice_is_a_complaint(void **state)
{
	static const char sections[] = FIRST "\nName: a\nX: 1\n\nName: a\nX: 2\n\n";
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	tile(&tiling, bytes_of_text(FIRST "Built-By: a\nBUILT-BY: b\n"));
	assert_non_null(find(&tiling, NULL, "Built-By")->complaint);
	assert_non_null(find(&tiling, NULL, "BUILT-BY")->complaint);
	tiling_release(&tiling);
	tile(&tiling, bytes_of_text(sections));
	assert_non_null(find(&tiling, "a", "Name")->complaint);
	expect(FIRST "Built-By: a\nBuilt-By: b\n", FIRST, "Built-By", SEVERITY_ALARM,
	       "stands twice");
	expect(FIRST "Built-By: a\nBuilt-By: b\n", FIRST "Built-By: a\n", "Built-By",
	       SEVERITY_ALARM, "stands twice");
}

/* For each rule a value that it is about, and one that is none. */
static const struct {
	const char *rule, *right, *wrong;
} headers[] = {
	{ "jar-built-by/1", "Built-By: jane.doe", "Built-By: a/b" },
	{ "jar-built-by/1", "Built-By: Jane Doe", "Built-By: ${jndi:x}" },
	{ "jar-build-host/1", "Build-Host: h-1.example.org", "Build-Host: a b" },
	{ "jar-built-host/1", "Built-Host: h", "Built-Host: a:b" },
	{ "jar-build-jdk/1", "Build-Jdk: 17.0.9", "Build-Jdk: none" },
	{ "jar-build-jdk/1", "Build-Jdk: 11.0.16 (Eclipse Adoptium 11.0.16+8)",
	  "Build-Jdk: http://x/1" },
	{ "jar-build-jdk-spec/1", "Build-Jdk-Spec: 1.8", "Build-Jdk-Spec: 17-ea" },
	{ "jar-build-java-version/1", "Build-Java-Version: 17", "Build-Java-Version: x" },
	{ "jar-created-by/1", "Created-By: 17.0.9 (Debian)", "Created-By: a;b" },
	{ "jar-originally-created-by/1", "Originally-Created-By: 1.8.0 (Oracle, Inc.)",
	  "Originally-Created-By: <x>" },
	{ "jar-tool/1", "Tool: Bnd-6.3.1.202206071316", "Tool: a=b" },
	{ "jar-archiver-version/1", "Archiver-Version: Plexus Archiver",
	  "Archiver-Version: %x" },
	{ "jar-ant-version/1", "Ant-Version: Apache Ant 1.10.13", "Ant-Version: a|b" },
	{ "jar-gradle-version/1", "Gradle-Version: 7.6", "Gradle-Version: 'x'" },
	{ "jar-bnd-lastmodified/1", "Bnd-LastModified: 1404915822703",
	  "Bnd-LastModified: 140491582270" },
	{ "jar-bnd-lastmodified/1", "Bnd-LastModified: 0000000000000",
	  "Bnd-LastModified: 9999999999999" },
	{ "jar-build-time/1", "Build-Time: 17:59:47.404+0200", "Build-Time: noon" },
	{ "jar-build-time/1", "Build-Time: 2019-01-02T03:04:05Z",
	  "Build-Time: 2019-13-02T03:04:05Z" },
	{ "jar-build-date/1", "Build-Date: 2019-01-02", "Build-Date: 2019-01-02 or so" },
	{ "jar-build-date/1", "Build-Date: Tue Jan 10 09:08:07 UTC 2017",
	  "Build-Date: Tue Jan 10" },
	{ "jar-build-timestamp/1", "Build-Timestamp: 20190102-0304",
	  "Build-Timestamp: x" },
	{ "jar-built-date/1", "Built-Date: 1404915822", "Built-Date: 14049158221" },
	{ "jar-built-on/1", "Built-On: 2019/01/02 03:04:05", "Built-On: host" },
	{ "jar-dstamp/1", "DSTAMP: 20190102", "DSTAMP: 20190142" },
	{ "jar-tstamp/1", "TSTAMP: 0304", "TSTAMP: 3004" },
	{ "jar-build-os/1", "Build-OS: Linux 6.1 amd64", "Build-OS: $(x)" },
	{ "jar-built-os/1", "Built-OS: Linux", "Built-OS: \\x" },
	{ "jar-build-number/1", "Build-Number: 142", "Build-Number: ../1" },
	{ "jar-build-id/1", "Build-Id: 2006-01-02_15", "Build-Id: a?b" },
	{ "jar-build-job/1", "Build-Job: tools/x", "Build-Job: /x" },
	{ "jar-build-tag/1", "Build-Tag: jenkins-x-1", "Build-Tag: a&b" },
	{ "jar-hudson-build-number/1", "Hudson-Build-Number: 1",
	  "Hudson-Build-Number: *" },
	{ "jar-jenkins-build-number/1", "Jenkins-Build-Number: 1",
	  "Jenkins-Build-Number: *" },
};

static void
headers_about_the_build_are_excused_where_they_are_that(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(headers); i++) {
		cleanup_free char *right =
			xasprintf(FIRST "%s\r\n" MAIN, headers[i].right);
		cleanup_free char *wrong =
			xasprintf(FIRST "%s\r\n" MAIN, headers[i].wrong);

		judge(right, FIRST MAIN, headers[i].rule);
		judge(wrong, FIRST MAIN, NULL);
		judge(wrong, right, NULL);
	}
}

static void
only_the_main_section_is_about_the_build(void **state)
{
	(void)state;
	judge(FIRST "\r\nName: a\r\nBuilt-By: x\r\n\r\n",
	      FIRST "\r\nName: a\r\nBuilt-By: y\r\n\r\n", NULL);
}

/* Who takes the line of Built-By away leaves the next to Main-Class. */
static void
a_value_that_goes_on_too_early_is_an_alarm(void **state)
{
	(void)state;
	judge(FIRST MAIN "Built-By: a\r\n Evil\r\n", FIRST MAIN "Built-By: a\r\n", NULL);
	expect(FIRST MAIN "Built-By: a\r\n Evil\r\n", FIRST MAIN "Built-By: a\r\n",
	       "Built-By", SEVERITY_ALARM, "leaves to the one before");
	expect(FIRST MAIN "Built-By: a\r\n Evil\r\n", FIRST MAIN, "Built-By",
	       SEVERITY_ALARM, "leaves to the one before");
	judge(FIRST "Main-Class: org.\r\n example.Main\r\n", FIRST MAIN, NULL);
}

static void
lines_may_be_folded_and_ended_otherwise(void **state)
{
	static const char folded[] = FIRST LONG "\r\n 9 01234567\r\n\r\n";

	(void)state;
	judge(folded, "Manifest-Version: 1.0\n" LONG "\n 9 01234567\n\n",
	      "manifest-lines/1");
	judge(folded, FIRST LONG "9 01234567\r\n", "manifest-lines/1");
	judge(folded, FIRST LONG "9\r\n  01234567\r\n\r\n\r\n", "manifest-lines/1");
	judge(folded, FIRST LONG "\r\n 9 01234568\r\n\r\n", NULL);
}

static void
order_is_excused_for_archives_only(void **state)
{
	static const char one[] = FIRST MAIN "Tool: x\n\nName: a\nX: 1\nY: 2\n\n"
					     "Name: b\nX: 1\n\n";
	static const char other[] =
		FIRST "Tool: x\n" MAIN "\nName: b\nX: 1\n\nName: a\nY: 2\nX: 1\n\n";

	(void)state;
	judge_so(one, other, "archive", "manifest-order/1");
	expect(one, other, "tile-order", SEVERITY_NOTE, "order only");
}

static void
what_decides_what_runs_is_an_alarm(void **state)
{
	(void)state;
	expect(FIRST "Main-Class: a.B\n", FIRST MAIN, "Main-Class", SEVERITY_ALARM,
	       "the class that runs");
	expect(FIRST MAIN "Premain-Class: a.B\n", FIRST MAIN, "Premain-Class",
	       SEVERITY_ALARM, "only the published one has Premain-Class");
	expect(FIRST MAIN, FIRST MAIN "Class-Path: a.jar\n", "Class-Path",
	       SEVERITY_CHANGE, "only the rebuilt one has Class-Path");
	expect(FIRST "X-Other: a\n", FIRST "X-Other: b\n", "X-Other", SEVERITY_CHANGE,
	       "X-Other differs");
	expect(FIRST MAIN "X: a", FIRST MAIN "X: a\r\n", "X", SEVERITY_ALARM, "no end");
}

static void
a_manifest_that_breaks_its_format_is_kept(void **state)
{
	static const char *const texts[] = { FIRST "Built-By: a\nBuilt-By: b\n",
					     FIRST "Built-By: a\nno header\n",
					     FIRST "Built-By: a" };
	cleanup_buffer struct buffer out = LEAF_INIT;

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		canonical(&out, texts[i], NULL);
		assert_string_equal(buffer_text(&out), texts[i]);
	}
	assert_true(have_one_form("\n\n", "", NULL));
	canonical(&out, "Built-By: a\nManifest-Version: 1.0\n" LONG "9\n", NULL);
	assert_string_equal(buffer_text(&out), FIRST LONG "\r\n 9\r\n\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_put_together_over_lines_of_all_kinds),
		cmocka_unit_test(every_start_of_a_manifest_is_covered),
		cmocka_unit_test(what_is_no_header_is_left_over),
		cmocka_unit_test(more_sections_than_members_may_be_are_a_limit),
		cmocka_unit_test(what_stands_twice_is_a_complaint),
		cmocka_unit_test(headers_about_the_build_are_excused_where_they_are_that),
		cmocka_unit_test(only_the_main_section_is_about_the_build),
		cmocka_unit_test(a_value_that_goes_on_too_early_is_an_alarm),
		cmocka_unit_test(lines_may_be_folded_and_ended_otherwise),
		cmocka_unit_test(order_is_excused_for_archives_only),
		cmocka_unit_test(what_decides_what_runs_is_an_alarm),
		cmocka_unit_test(a_manifest_that_breaks_its_format_is_kept),
	};

	return cmocka_run_group_tests_name("format_manifest", tests, NULL, NULL);
}
