/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/npm_manifest.h"

#include <stdio.h>

#include "base/memory.h"
#include "compare/context.h"
#include "tests/unit.h"

static const char manifest[] = "package/package.json";

/* What the context is asked, and what it said. */
struct scene {
	struct comparison comparison;
	struct comparison_options options;
	struct report report;
	struct place place;
};

#define cleanup_scene __attribute__((cleanup(scene_release)))

static void
scene_release(struct scene *scene)
{
	comparison_release(&scene->comparison);
	budget_release(&scene->report.budget);
	*scene = (struct scene){ .report.comparison = NULL };
}

/* As compare.c asks: after the finding about the file itself. */
static void
judge_file(struct scene *scene, const char *member, const struct bytes *published,
	   const struct bytes *rebuilt)
{
	struct finding *finding;

	scene_release(scene);
	comparison_options_init(&scene->options);
	scene->report.comparison = &scene->comparison;
	scene->report.options = &scene->options;
	scene->report.budget.limits = &scene->options.limits;
	scene->place = (struct place){ .path = member, .member = member, .depth = 1 };
	finding = report_finding(&scene->report, &scene->place, "content",
				 rebuilt != NULL     ? FINDING_CONTENT
				 : published != NULL ? FINDING_ADDED
						     : FINDING_REMOVED,
				 1);
	assert_non_null(finding);
	context_find("npm")->judge(&scene->report, &scene->place, published, rebuilt);
}

static void
judge_manifests(struct scene *scene, const char *published, const char *rebuilt)
{
	struct bytes left = bytes_of_text(published), right = bytes_of_text(rebuilt);

	judge_file(scene, manifest, &left, &right);
}

static const struct finding *
finding_of(const struct scene *scene, const char *key)
{
	for (size_t i = 0; i < scene->comparison.finding_count; i++)
		if (strcmp(scene->comparison.findings[i].key, key) == 0)
			return &scene->comparison.findings[i];
	fail_msg("no finding about %s", key);
	return NULL;
}

static void
assert_judged(const char *published, const char *rebuilt, const char *key,
	      enum severity severity)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	const struct finding *finding;

	judge_manifests(&scene, published, rebuilt);
	assert_int_equal(scene.comparison.finding_count, 2);
	finding = finding_of(&scene, key);
	assert_int_equal(finding->kind, FINDING_FIELD);
	if (finding->severity != severity)
		fail_msg("%s is \"%s\": %s", key, severity_name(finding->severity),
			 finding->message);
}

static void
a_script_that_runs_when_installed_is_an_alarm(void **state)
{
	static const char *const scripts[] = { "preinstall", "install", "postinstall",
					       "prepare" };
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	const struct finding *finding;

	(void)state;
	for (size_t i = 0; i < array_length(scripts); i++) {
		char published[100], key[40];

		snprintf(published, sizeof(published),
			 "{\"scripts\":{\"%s\":\"node x\"}}", scripts[i]);
		snprintf(key, sizeof(key), "scripts.%s", scripts[i]);
		assert_judged(published, "{}", key, SEVERITY_ALARM);
		assert_judged("{}", published, key, SEVERITY_CHANGE);
	}
	judge_manifests(&scene, "{\"scripts\":{\"postinstall\":\"node setup.js\"}}",
			"{}");
	finding = finding_of(&scene, "scripts.postinstall");
	assert_string_equal(finding->message,
			    "postinstall runs \"node setup.js\" when the package is "
			    "installed; the source has no such script");
	assert_true(finding->published.present);
	assert_string_equal(finding->published.value, "node setup.js");
	assert_false(finding->rebuilt.present);
	judge_manifests(&scene, "{\"scripts\":{\"install\":\"a\"}}",
			"{\"scripts\":{\"install\":\"b\"}}");
	assert_string_equal(
		finding_of(&scene, "scripts.install")->message,
		"install runs \"a\" when the package is installed; the source "
		"says \"b\"");
}

static void
a_script_that_a_person_runs_is_a_change(void **state)
{
	(void)state;
	assert_judged("{\"scripts\":{\"test\":\"a\"}}", "{\"scripts\":{\"test\":\"b\"}}",
		      "scripts.test", SEVERITY_CHANGE);
	assert_judged("{\"scripts\":[\"a\"]}", "{}", "scripts", SEVERITY_ALARM);
}

static void
a_dependency_more_is_an_alarm(void **state)
{
	static const char *const sections[] = { "dependencies", "optionalDependencies",
						"peerDependencies" };

	(void)state;
	for (size_t i = 0; i < array_length(sections); i++) {
		char one[100], two[100], key[60];

		snprintf(two, sizeof(two), "{\"%s\":{\"a\":\"1\",\"b\":\"2\"}}",
			 sections[i]);
		snprintf(one, sizeof(one), "{\"%s\":{\"a\":\"1\"}}", sections[i]);
		snprintf(key, sizeof(key), "%s.b", sections[i]);
		assert_judged(two, one, key, SEVERITY_ALARM);
		assert_judged(one, two, key, SEVERITY_CHANGE);
	}
	assert_judged("{\"bundleDependencies\":[\"a\"]}", "{}", "bundleDependencies",
		      SEVERITY_ALARM);
	assert_judged("{}", "{\"bundledDependencies\":true}", "bundledDependencies",
		      SEVERITY_CHANGE);
	assert_judged("{\"devDependencies\":{\"a\":\"1\"}}", "{}", "devDependencies",
		      SEVERITY_CHANGE);
}

static void
a_dependency_from_elsewhere_is_an_alarm(void **state)
{
	static const char source[] = "{\"dependencies\":{\"a\":\"^1.0.0 || 2.x\"}}";
	static const char *const ranges[] = { "git+https://example.org/a", "npm:b@1",
					      "https://example.org/a.tgz", "somebody/a",
					      "file:../a" };

	(void)state;
	for (size_t i = 0; i < array_length(ranges); i++) {
		char published[100];

		snprintf(published, sizeof(published),
			 "{\"dependencies\":{\"a\":\"%s\"}}", ranges[i]);
		assert_judged(published, source, "dependencies.a", SEVERITY_ALARM);
		assert_judged(source, published, "dependencies.a", SEVERITY_CHANGE);
	}
	assert_judged("{\"dependencies\":{\"a\":\"^1.0.1\"}}", source, "dependencies.a",
		      SEVERITY_CHANGE);
}

static void
a_dependency_that_moved_is_no_alarm(void **state)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };

	(void)state;
	judge_manifests(&scene, "{\"dependencies\":{\"a\":\"1\"}}",
			"{\"peerDependencies\":{\"a\":\"1\"}}");
	assert_int_equal(finding_of(&scene, "dependencies.a")->severity, SEVERITY_CHANGE);
	judge_manifests(&scene, "{\"dependencies\":{\"a\":\"1\"}}",
			"{\"devDependencies\":{\"a\":\"1\"}}");
	assert_int_equal(finding_of(&scene, "dependencies.a")->severity, SEVERITY_ALARM);
}

static void
a_command_more_is_an_alarm(void **state)
{
	(void)state;
	assert_judged("{\"bin\":\"a.js\"}", "{}", "bin", SEVERITY_ALARM);
	assert_judged("{\"bin\":\"a.js\"}", "{\"bin\":\"b.js\"}", "bin", SEVERITY_ALARM);
	assert_judged("{\"bin\":{\"a\":\"x\",\"b\":\"y\"}}", "{\"bin\":{\"a\":\"x\"}}",
		      "bin.b", SEVERITY_ALARM);
	assert_judged("{}", "{\"bin\":{\"a\":\"x\"}}", "bin.a", SEVERITY_CHANGE);
	assert_judged("{\"directories\":{\"bin\":\"x\"}}", "{}", "directories.bin",
		      SEVERITY_ALARM);
	assert_judged("{\"directories\":{\"doc\":\"x\"}}", "{}", "directories.doc",
		      SEVERITY_CHANGE);
	assert_judged("{\"gypfile\":true}", "{}", "gypfile", SEVERITY_ALARM);
}

static void
assert_cause(const char *published, const char *rebuilt, const char *key,
	     const char *cause)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	const struct finding *finding;

	judge_manifests(&scene, published, rebuilt);
	finding = finding_of(&scene, key);
	assert_true(finding->severity < SEVERITY_ALARM);
	assert_non_null(finding->cause);
	assert_true(text_starts_with(finding->cause, cause));
}

static void
innocent_causes_are_named(void **state)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };

	(void)state;
	assert_cause("{\"version\":\"1.2.3\"}", "{\"version\":\"0.0.0-development\"}",
		     "version", "version-set-by-release-tool: ");
	assert_cause("{\"dependencies\":{\"a\":\"^1.0.0\"}}",
		     "{\"dependencies\":{\"a\":\"workspace:^\"}}", "dependencies.a",
		     "package-json-rewritten: publishing from a workspace");
	assert_cause("{\"main\":\"b\",\"publishConfig\":{\"main\":\"b\"}}",
		     "{\"main\":\"a\",\"publishConfig\":{\"main\":\"b\"}}", "main",
		     "package-json-rewritten: publishConfig");
	assert_cause("{\"exports\":{\"a\":\"1\",\"b\":\"2\"}}",
		     "{\"exports\":{\"b\":\"2\",\"a\":\"1\"}}", "exports",
		     "package-json-rewritten: some build tools");
	assert_cause("{\"gitHead\":\"98e8ff1\",\"a\":1}", "{}", "gitHead",
		     "githead-added-by-lerna: ");
	judge_manifests(&scene, "{\"version\":\"1.2.3\"}", "{\"version\":\"1.2.2\"}");
	assert_null(finding_of(&scene, "version")->cause);
}

static void
text_of_a_manifest_is_escaped_and_cut(void **state)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	cleanup_buffer struct buffer long_one = BUFFER_INIT(SIZE_MAX);

	(void)state;
	judge_manifests(&scene, "{\"scripts\":{\"a\\u001bb\":\"\\u001b[2J\\u202e\"}}",
			"{}");
	assert_string_equal(finding_of(&scene, "scripts.a\\x1bb")->published.value,
			    "\\x1b[2J\\u{202e}");
	buffer_append_text(&long_one, "{\"scripts\":{\"install\":\"");
	for (int i = 0; i < 100000; i++)
		buffer_append_byte(&long_one, 'x');
	buffer_append_text(&long_one, "\"},\"a\":[");
	for (int i = 0; i < 100000; i++)
		buffer_append_text(&long_one, "1,");
	buffer_append_text(&long_one, "1]}");
	judge_manifests(&scene, buffer_text(&long_one), "{}");
	assert_true(strlen(finding_of(&scene, "scripts.install")->message) < 500);
	assert_true(strlen(finding_of(&scene, "scripts.install")->published.value) <
		    4200);
	assert_true(text_ends_with(finding_of(&scene, "a")->published.value, "..."));
}

static void
so_many_differences_end_with_the_report(void **state)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	cleanup_buffer struct buffer many = BUFFER_INIT(SIZE_MAX);

	(void)state;
	buffer_append_text(&many, "{\"dependencies\":{\"a\":\"1\"");
	for (int i = 0; i < 200000; i++)
		buffer_printf(&many, ",\"%d\":\"1\"", i);
	buffer_append_text(&many, "}}");
	judge_manifests(&scene, buffer_text(&many), "{}");
	assert_true(scene.comparison.finding_count > 1000);
	assert_true(scene.comparison.finding_count < 200000);
	assert_int_equal(scene.report.budget.hit.count, 1);
}

static void
assert_added(const char *member, const char *content, enum severity severity,
	     const char *words)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	struct bytes bytes = bytes_of_text(content);
	const struct finding *finding;

	judge_file(&scene, member, &bytes, NULL);
	assert_int_equal(scene.comparison.finding_count, 1);
	finding = finding_of(&scene, "content");
	assert_int_equal(finding->severity, severity);
	assert_non_null(strstr(
		severity == SEVERITY_ALARM ? finding->message : finding->cause, words));
}

static void
an_added_file_that_runs_is_an_alarm(void **state)
{
	(void)state;
	assert_added("package/binding.gyp", "{}", SEVERITY_ALARM, "node-gyp");
	assert_added("package/x/binding.gyp", "{}", SEVERITY_CHANGE,
		     "untracked-files-published");
	assert_added("package/npm-shrinkwrap.json", "{}", SEVERITY_ALARM, "dependencies");
	assert_added("package/build/x.node", "", SEVERITY_ALARM, "compiled binary");
	assert_added("package/data.txt",
		     "\x7f"
		     "ELF",
		     SEVERITY_ALARM, "compiled binary");
	assert_added("package/.idea/x.iml", "<x/>", SEVERITY_CHANGE,
		     "untracked-files-published");
}

static void
an_added_manifest_is_judged_as_a_whole(void **state)
{
	cleanup_scene struct scene scene = { .report.comparison = NULL };
	struct bytes published = bytes_of_text("{\"scripts\":{\"install\":\"x\"}}");

	(void)state;
	judge_file(&scene, manifest, &published, NULL);
	assert_int_equal(finding_of(&scene, "scripts.install")->severity, SEVERITY_ALARM);
	judge_file(&scene, manifest, NULL, &published);
	assert_int_equal(scene.comparison.finding_count, 1);
}

static void
every_start_of_a_manifest_can_be_judged(void **state)
{
	static const char text[] =
		"{\"scripts\":{\"install\":\"x\"},\"bin\":[1],\"gitHead\":null,"
		"\"dependencies\":{\"a\":{},\"b\":\"\"},\"version\":0}";
	struct bytes whole = bytes_of_text(text);
	cleanup_scene struct scene scene = { .report.comparison = NULL };

	(void)state;
	for (size_t size = 0; size <= whole.size; size++) {
		struct bytes start = bytes_slice(whole, 0, size);

		judge_file(&scene, manifest, &start, &whole);
		judge_file(&scene, manifest, &whole, &start);
		assert_int_equal(npm_manifest_is_same(whole, start), size == whole.size);
		assert_int_equal(scene.comparison.finding_count,
				 size == whole.size ? 1 : 7);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_that_runs_when_installed_is_an_alarm),
		cmocka_unit_test(a_script_that_a_person_runs_is_a_change),
		cmocka_unit_test(a_dependency_more_is_an_alarm),
		cmocka_unit_test(a_dependency_from_elsewhere_is_an_alarm),
		cmocka_unit_test(a_dependency_that_moved_is_no_alarm),
		cmocka_unit_test(a_command_more_is_an_alarm),
		cmocka_unit_test(innocent_causes_are_named),
		cmocka_unit_test(text_of_a_manifest_is_escaped_and_cut),
		cmocka_unit_test(so_many_differences_end_with_the_report),
		cmocka_unit_test(an_added_file_that_runs_is_an_alarm),
		cmocka_unit_test(an_added_manifest_is_judged_as_a_whole),
		cmocka_unit_test(every_start_of_a_manifest_can_be_judged),
	};

	return cmocka_run_group_tests_name("npm_manifest", tests, NULL, NULL);
}
