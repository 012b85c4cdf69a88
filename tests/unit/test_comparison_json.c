/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/finding.h"

/* A report that says everything a report can say. */
static void
fill(struct comparison *comparison)
{
	struct finding finding = {
		.path = xstrdup("package/index.js"),
		.key = xstrdup("content"),
		.kind = FINDING_CONTENT,
		.severity = SEVERITY_ALARM,
		.message = xstrdup("1 line added"),
		.published = { .present = true,
			       .offset = 7,
			       .size = 12,
			       .value = xstrdup("a") },
		.cause = xstrdup("crlf"),
		.hint = xstrdup("set core.autocrlf"),
		.diff = xstrdup("+a\n"),
	};
	struct normalized line = {
		.rule = xstrdup("tar-mtime/1"),
		.path = xstrdup("package/x"),
		.key = xstrdup("mtime"),
		.published = xstrdup("1"),
		.count = 17,
	};

	*comparison = (struct comparison){
		.outcome = OUTCOME_DIFFERENT,
		.suspicious = true,
		.published = { .name = xstrdup("x-1.0.0.tgz"), .size = 1234 },
		.rebuilt = { .name = xstrdup("x.tgz"), .size = 1233 },
		.accounting = { 40, 12, 20, 8 },
		.members = 3,
		.members_equal = 2,
	};
	memset(comparison->published.sha256, 'a', 64);
	memset(comparison->rebuilt.sha512, 'b', 128);
	array_append(comparison->findings, comparison->finding_count, finding);
	array_append(comparison->normalized, comparison->normalized_count, line);
	strings_add(&comparison->differing_members, "package/index.js");
	strings_add(&comparison->limits, "depth 32");
}

static struct json *
full_report(void)
{
	cleanup_comparison struct comparison comparison = { 0 };

	fill(&comparison);
	return comparison_to_json(&comparison);
}

static void
a_report_survives_the_way_there_and_back(void **state)
{
	cleanup_comparison struct comparison read = { 0 };
	cleanup_json struct json *report = full_report(), *again = NULL;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(comparison_from_json(&read, report, &err), 0);
	assert_int_equal(read.outcome, OUTCOME_DIFFERENT);
	assert_string_equal(read.findings[0].diff, "+a\n");
	assert_false(read.findings[0].rebuilt.present);
	assert_null(read.normalized[0].rebuilt);
	again = comparison_to_json(&read);
	assert_true(json_same(report, again));
}

static void
refused_for(struct json *report, const char *why)
{
	cleanup_comparison struct comparison read = { 0 };
	struct error err = { 0 };

	assert_int_equal(comparison_from_json(&read, report, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	if (strstr(err.message, why) == NULL)
		fail_msg("\"%s\" does not speak of %s", err.message, why);
	assert_int_equal(read.finding_count, 0);
}

static void
every_member_is_needed(void **state)
{
	static const char *const needed[] = { "format",	   "verdict",	 "suspicious",
					      "published", "rebuilt",	 "members",
					      "findings",  "normalized", "accounting",
					      "limits" };

	(void)state;
	for (size_t i = 0; i < array_length(needed); i++) {
		cleanup_json struct json *report = full_report();

		json_remove(report, needed[i]);
		refused_for(report, needed[i]);
	}
}

/* Puts `text`, as JSON, in the place of a member of an object inside the report. */
static void
refused_with(const char *object, const char *key, const char *text, const char *why)
{
	cleanup_json struct json *report = full_report(), *value = NULL, *inner = NULL;
	const struct json *at = json_get(report, object);
	struct error err = { 0 };

	assert_int_equal(json_parse(&value, bytes_of_text(text), &err), 0);
	if (object == NULL) {
		json_set(report, key, steal_pointer(&value));
		refused_for(report, why);
		return;
	}
	inner = json_clone(json_kind(at) == JSON_KIND_ARRAY ? json_at(at, 0) : at);
	json_set(inner, key, steal_pointer(&value));
	if (json_kind(at) == JSON_KIND_ARRAY) {
		struct json *list = json_new_array();

		json_append(list, steal_pointer(&inner));
		json_set(report, object, list);
	} else {
		json_set(report, object, steal_pointer(&inner));
	}
	refused_for(report, why);
}

static void
a_wrong_type_is_refused_wherever_it_stands(void **state)
{
	static const char *const top[] = { "verdict",	 "suspicious", "published",
					   "rebuilt",	 "members",    "findings",
					   "normalized", "limits",     "accounting",
					   "format" };
	static const char *const finding[] = { "path",	   "key",     "kind",
					       "severity", "cause",   "hint",
					       "diff",	   "message", "published" };
	static const char *const size[] = { "differing", "found", "normalized",
					    "follows" };

	(void)state;
	for (size_t i = 0; i < array_length(top); i++)
		refused_with(NULL, top[i], "1", top[i]);
	for (size_t i = 0; i < array_length(finding); i++)
		refused_with("findings", finding[i], "[]", finding[i]);
	for (size_t i = 0; i < array_length(size); i++)
		refused_with("accounting", size[i], "1.5", size[i]);
}

static void
a_hostile_value_is_refused(void **state)
{
	(void)state;
	refused_with("findings", "message", "\"a\\u0000b\"", "NUL");
	refused_with("findings", "severity", "\"fatal\"", "no severity");
	refused_with("findings", "kind", "\"\"", "no kind");
	refused_with("published", "size", "-1", "no size");
	refused_with("published", "sha256", "\"aa\"", "no digest");
	refused_with("rebuilt", "sha512", "\"../../etc\"", "no digest");
	refused_with("members", "equal", "4", "more equal");
	refused_with("members", "differing", "[1]", "no text");
	refused_with(NULL, "verdict", "\"fine\"", "no verdict");
	refused_with(NULL, "format", "\"cupel-report/2\"", "another one");
}

static void
a_verdict_that_its_findings_contradict_is_refused(void **state)
{
	(void)state;
	refused_with(NULL, "verdict", "\"identical\"", "contradicted");
	refused_with(NULL, "verdict", "\"equivalent\"", "contradicted");
	refused_with(NULL, "findings", "[]", "no finding to stand on");
	refused_with(NULL, "suspicious", "false", "contradicted");
}

static void
a_text_without_end_is_refused(void **state)
{
	cleanup_json struct json *report = full_report();
	cleanup_free char *text = xcalloc(1, (2 << 20) + 1);
	struct json *list = json_new_array();

	(void)state;
	memset(text, 'x', 2 << 20);
	json_append(list, json_new_text(text));
	json_set(report, "limits", list);
	refused_for(report, "too long");
}

static void
what_is_no_object_is_no_report(void **state)
{
	cleanup_json struct json *list = json_new_array();

	(void)state;
	refused_for(list, "format");
	refused_for(NULL, "format");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_survives_the_way_there_and_back),
		cmocka_unit_test(every_member_is_needed),
		cmocka_unit_test(a_wrong_type_is_refused_wherever_it_stands),
		cmocka_unit_test(a_hostile_value_is_refused),
		cmocka_unit_test(a_verdict_that_its_findings_contradict_is_refused),
		cmocka_unit_test(a_text_without_end_is_refused),
		cmocka_unit_test(what_is_no_object_is_no_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
