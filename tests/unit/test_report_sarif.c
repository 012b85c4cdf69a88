/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/cleanup.h"
#include "base/digest.h"
#include "compare/sarif.h"
#include "tests/unit/documents.h"

enum { PAGE_MAX = 1 << 26 };

static void
assert_uri(const char *path, const char *expected)
{
	cleanup_free char *uri = sarif_uri(path);

	assert_string_equal(uri, expected);
}

static void
a_uri_is_that_of_the_file_inside(void **state)
{
	(void)state;
	assert_uri("x-1.0.0.tgz//package/index.js", "package/index.js");
	assert_uri("a.deb//data.tar.xz//usr/bin/x", "data.tar.xz/usr/bin/x");
	assert_uri("x-1.0.0.tgz", "x-1.0.0.tgz");
	assert_uri("x.tgz//", "x.tgz");
}

static void
a_uri_leads_nowhere_else(void **state)
{
	(void)state;
	assert_uri("x//../../etc/passwd", "%5Cx2e%5Cx2e/%5Cx2e%5Cx2e/etc/passwd");
	assert_uri("x//./a", "%5Cx2e/a");
	assert_uri("x///etc//passwd", "etc/passwd");
	assert_uri("x//javascript:alert(1)", "javascript%3Aalert%281%29");
	assert_uri("x//a b?c#d%41", "a%20b%3Fc%23d%2541");
	assert_uri("x//\xc3\xa9\n", "%C3%A9%0A");
	assert_uri("///", "unnamed");
	assert_uri("", "unnamed");
}

static void
assert_message(const char *text, const char *expected)
{
	cleanup_json struct json *message = sarif_message(text);

	assert_string_equal(json_get_text(message, "text"), expected);
}

static void
a_message_has_no_placeholder_and_no_link(void **state)
{
	(void)state;
	assert_message("12 lines differ", "12 lines differ");
	assert_message("{0} ${x}", "{{0}} ${{x}}");
	assert_message("[click](https://example.org)",
		       "[click\\x5d(https://example.org)");
	assert_message("a[0] (b)", "a[0] (b)");
	assert_message("a\n\xe2\x80\xae", "a\\x0a\\u{{202e}}");
}

static struct json *
sarif_of(const struct document *document)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct json *log = NULL;
	struct error err = { 0 };

	write_form(&page, &report_form_sarif, document);
	assert_int_equal(json_parse(&log, buffer_bytes(&page), &err), 0);
	return log;
}

static const struct json *
run_of(const struct json *log)
{
	assert_string_equal(json_get_text(log, "version"), "2.1.0");
	assert_int_equal(json_count(json_get(log, "runs")), 1);
	return json_at(json_get(log, "runs"), 0);
}

static const struct json *
result_at(const struct json *log, size_t index)
{
	return json_at(json_get(run_of(log), "results"), index);
}

static const char *
fingerprint(const struct json *log, size_t index)
{
	return json_get_text(json_get(result_at(log, index), "partialFingerprints"),
			     "cupelFinding/v1");
}

static void
the_worst_stands_first(void **state)
{
	static const char *const levels[] = { "error", "warning", "note" };
	cleanup_document struct document document = make_document(3);
	cleanup_json struct json *log = sarif_of(&document);

	(void)state;
	assert_int_equal(json_count(json_get(run_of(log), "results")), 3);
	for (size_t i = 0; i < array_length(levels); i++) {
		assert_string_equal(json_get_text(result_at(log, i), "level"), levels[i]);
		assert_string_equal(json_get_text(result_at(log, i), "kind"), "fail");
	}
	assert_string_equal(json_get_text(result_at(log, 1), "ruleId"), "field");
}

static const struct json *
region_at(const struct json *log, size_t index)
{
	const struct json *locations = json_get(result_at(log, index), "locations");

	return json_get(json_get(json_at(locations, 0), "physicalLocation"), "region");
}

static void
bytes_of_a_file_are_a_region(void **state)
{
	cleanup_document struct document document = make_document(3);
	cleanup_json struct json *log = sarif_of(&document);

	(void)state;
	assert_int_equal(json_get_number(region_at(log, 0), "byteOffset", -1), 2);
	assert_int_equal(json_get_number(region_at(log, 0), "byteLength", -1), 12);
	assert_null(region_at(log, 1)); /* a mode stands in the archive */
}

static void
fingerprints_outlive_a_release(void **state)
{
	cleanup_document struct document old = make_document(1), new = make_document(1);
	struct finding *finding = &new.artifacts[0].comparison.findings[0];
	cleanup_json struct json *before = sarif_of(&old), *after = NULL;

	(void)state;
	replace_text(&finding->path, xstrdup("x-2.0.0.tgz//package/0.js"));
	replace_text(&finding->message, xstrdup("3 lines differ"));
	after = sarif_of(&new);
	assert_string_equal(fingerprint(before, 0), fingerprint(after, 0));
	replace_text(&finding->path, xstrdup("x-2.0.0.tgz//package/1.js"));
	json_free(after);
	after = sarif_of(&new);
	assert_string_not_equal(fingerprint(before, 0), fingerprint(after, 0));
}

static void
findings_of_one_place_have_fingerprints_of_their_own(void **state)
{
	cleanup_document struct document document = make_document(6);
	struct finding *findings = document.artifacts[0].comparison.findings;
	cleanup_json struct json *log = NULL;

	(void)state;
	/* The two alarms. */
	findings[5].kind = findings[2].kind;
	replace_text(&findings[5].key, xstrdup(findings[2].key));
	replace_text(&findings[5].path, xstrdup(findings[2].path));
	log = sarif_of(&document);
	assert_int_equal(strncmp(fingerprint(log, 0), fingerprint(log, 1), 64), 0);
	assert_string_not_equal(fingerprint(log, 0), fingerprint(log, 1));
	assert_non_null(strstr(fingerprint(log, 0), ":1"));
	assert_non_null(strstr(fingerprint(log, 1), ":0"));
}

static void
equal_files_have_no_result(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_json struct json *log = sarif_of(&document);
	const struct json *invocation = json_at(json_get(run_of(log), "invocations"), 0);

	(void)state;
	assert_int_equal(json_kind(json_get(run_of(log), "results")), JSON_KIND_ARRAY);
	assert_int_equal(json_count(json_get(run_of(log), "results")), 0);
	assert_true(json_truth(json_get(invocation, "executionSuccessful")));
}

static void
a_limit_makes_the_run_unsuccessful(void **state)
{
	cleanup_document struct document document = make_document_of("depth 32");
	cleanup_json struct json *log = sarif_of(&document);
	const struct json *invocation = json_at(json_get(run_of(log), "invocations"), 0);
	const struct json *told = json_get(invocation, "toolExecutionNotifications");

	(void)state;
	assert_false(json_truth(json_get(invocation, "executionSuccessful")));
	assert_int_equal(json_get_number(invocation, "exitCode", -1), 3);
	assert_string_equal(json_get_text(json_get(json_at(told, 0), "message"), "text"),
			    "depth 32");
	assert_string_equal(json_get_text(result_at(log, 0), "ruleId"), "verdict");
	assert_string_equal(json_get_text(result_at(log, 0), "level"), "error");
	assert_string_equal(json_get_text(json_get(result_at(log, 4), "message"), "text"),
			    "exception applied: depth 32 (12 of at most 40 bytes, until "
			    "depth 32)");
}

static void
what_a_rule_excuses_is_information(void **state)
{
	cleanup_document struct document document = make_document(0);
	cleanup_json struct json *log = NULL;

	(void)state;
	add_normalized(&document.artifacts[0].comparison);
	log = sarif_of(&document);
	assert_string_equal(json_get_text(result_at(log, 0), "kind"), "informational");
	assert_string_equal(json_get_text(result_at(log, 0), "level"), "none");
	assert_string_equal(json_get_text(json_get(result_at(log, 0), "message"), "text"),
			    "tar-mtime/1: normalised 17 times, first here");
}

static void
what_had_no_room_is_told(void **state)
{
	cleanup_document struct document document = make_document(20001);
	cleanup_json struct json *log = sarif_of(&document);
	const struct json *invocation = json_at(json_get(run_of(log), "invocations"), 0);
	const struct json *told = json_get(invocation, "toolExecutionNotifications");

	(void)state;
	assert_int_equal(json_count(json_get(run_of(log), "results")), 20000);
	assert_string_equal(json_get_text(json_at(told, 0), "level"), "warning");
	assert_true(json_truth(json_get(invocation, "executionSuccessful")));
	/* A note had to go, not an alarm. */
	assert_string_equal(json_get_text(result_at(log, 0), "level"), "error");
	assert_string_equal(json_get_text(result_at(log, 19999), "level"), "note");
}

static void
a_document_that_says_nothing_is_written(void **state)
{
	cleanup_document struct document document = { 0 };
	cleanup_json struct json *log = sarif_of(&document);

	(void)state;
	assert_int_equal(json_count(json_get(run_of(log), "results")), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_uri_is_that_of_the_file_inside),
		cmocka_unit_test(a_uri_leads_nowhere_else),
		cmocka_unit_test(a_message_has_no_placeholder_and_no_link),
		cmocka_unit_test(the_worst_stands_first),
		cmocka_unit_test(bytes_of_a_file_are_a_region),
		cmocka_unit_test(fingerprints_outlive_a_release),
		cmocka_unit_test(findings_of_one_place_have_fingerprints_of_their_own),
		cmocka_unit_test(equal_files_have_no_result),
		cmocka_unit_test(a_limit_makes_the_run_unsuccessful),
		cmocka_unit_test(what_a_rule_excuses_is_information),
		cmocka_unit_test(what_had_no_room_is_told),
		cmocka_unit_test(a_document_that_says_nothing_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
