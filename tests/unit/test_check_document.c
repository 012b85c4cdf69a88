/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/check.h"

static const char artifact[] =
	"{\"name\":\"x.tgz\",\"purl\":\"p\",\"verdict\":\"different\",\"suspicious\":"
	"true,"
	"\"origins\":[{\"path\":\"a\",\"origin\":\"source\"},"
	"{\"path\":\"b\",\"origin\":\"unexplained\"}],"
	"\"published\":{\"name\":\"x.tgz\",\"size\":1},\"rebuilt\":{\"name\":\"y\","
	"\"size\":2},"
	"\"members\":{\"published\":2,\"equal\":1,\"differing\":[]},"
	"\"findings\":[{\"path\":\"x.tgz//b\",\"key\":\"content\",\"kind\":\"content\","
	"\"severity\":\"change\",\"message\":\"m\",\"published\":{\"offset\":0,\"size\":"
	"7},"
	"\"rebuilt\":{\"offset\":0,\"size\":3}}],\"normalized\":[],"
	"\"accounting\":{\"differing\":1,\"found\":1,\"normalized\":0,\"follows\":0},"
	"\"limits\":[]}";

static const char head[] =
	"{\"format\":\"cupel-check/1\",\"verdict\":\"different\",\"suspicious\":true,"
	"\"assisted\":false,\"reasons\":[\"alarm: orphan commit\"],"
	"\"remarks\":[{\"severity\":\"alarm\",\"path\":\"m4/a.m4\",\"cause\":\"c\","
	"\"message\":\"of nowhere\",\"diff\":\"-a\\n+b\\n\"}],"
	"\"release\":{\"purl\":\"pkg:npm/x@1.0.0\",\"artifact_url\":\"https://"
	"example.org/x\","
	"\"notes\":[\"a note\"]},"
	"\"source\":{\"location\":\"git+https://example.org/x\",\"commit\":\"c0ffee\","
	"\"ref\":\"v1.0.0\",\"candidates\":[{\"commit\":\"c0ffee\",\"ref\":\"v1.0.0\","
	"\"reason\":\"it fits\",\"taken\":true}],\"notes\":[]},"
	"\"recipe\":{\"strategy\":{\"name\":\"npm-pack\",\"reason\":\"why "
	"not\"},\"fetch\":[],"
	"\"build\":[\"npm "
	"pack\"],\"environment\":{\"tools\":{\"node\":10,\"npm\":\"6.1\"}}},"
	"\"build\":{\"phase\":\"build\",\"cause\":\"it broke\",\"tail\":[\"last line\"],"
	"\"steps\":[{\"command\":\"npm pack\",\"ending\":\"exit "
	"1\",\"succeeded\":false}],"
	"\"tools\":[],\"tries\":[],\"weakened\":[\"no cgroup\"]},"
	"\"tool\":{\"name\":\"cupel\",\"version\":\"0.0.9\"},\"artifacts\":[";

static struct json *
good_check(void)
{
	cleanup_free char *text = xasprintf("%s%s]}", head, artifact);
	struct json *json = NULL;
	struct error err = { 0 };

	if (json_parse(&json, bytes_of_text(text), &err) < 0)
		fail_msg("%s", err.message);
	return json;
}

static void
read_good(struct document *document, struct json *json)
{
	struct error err = { 0 };

	if (document_of_check(document, &json, &err) < 0)
		fail_msg("%s", err.message);
	assert_null(json);
}

static void
assert_fact(const struct document_section *section, const char *label, const char *lines)
{
	for (size_t i = 0; i < section->fact_count; i++)
		if (strcmp(section->facts[i].label, label) == 0) {
			cleanup_free char *text =
				strings_join(&section->facts[i].lines, "|");

			assert_string_equal(text, lines);
			return;
		}
	fail_msg("no fact \"%s\"", label);
}

static void
what_a_check_says_is_in_the_document(void **state)
{
	cleanup_document struct document document = { 0 };

	(void)state;
	read_good(&document, good_check());
	assert_true(document.whole && document.decided && document.suspicious);
	assert_int_equal(document.outcome, OUTCOME_DIFFERENT);
	assert_string_equal(document.title, "pkg:npm/x@1.0.0");
	assert_string_equal(document.version, "0.0.9");
	assert_string_equal(document.reasons.items[0], "alarm: orphan commit");
	assert_fact(&document.about, "published", "https://example.org/x");
	assert_fact(&document.about, "commit", "c0ffee (v1.0.0)|it fits");
	assert_fact(&document.about, "built by",
		    "npm-pack with node=10, npm=6.1|why not");
	assert_fact(&document.about, "files", "2: 1 source, 1 unexplained");
	assert_fact(&document.about, "unexplained", "b");
	assert_fact(&document.about, "note", "a note");
	assert_fact(&document.about, "weakened", "no cgroup");
	assert_int_equal(document.section_count, 2);
	assert_fact(&document.sections[0], "alarm", "m4/a.m4: of nowhere");
	assert_string_equal(document.sections[0].lines.items[1], "+b");
	assert_true(document.sections[1].detail);
}

/* The alarm may be on the road, of which the comparison knows nothing. */
static void
the_comparison_concludes_for_itself(void **state)
{
	cleanup_document struct document document = { 0 };

	(void)state;
	read_good(&document, good_check());
	assert_int_equal(document.artifact_count, 1);
	assert_true(document.artifacts[0].compared && document.artifacts[0].suspicious);
	assert_false(document.artifacts[0].comparison.suspicious);
	assert_int_equal(document.artifacts[0].comparison.outcome, OUTCOME_DIFFERENT);
	/* Of a report without it: the larger side. */
	assert_int_equal(document.artifacts[0].comparison.findings[0].bytes, 7);
}

static void
a_failed_build_is_told(void **state)
{
	cleanup_document struct document document = { 0 };
	struct json *json = good_check();

	(void)state;
	json_set_text(json, "verdict", "unbuildable");
	read_good(&document, json);
	assert_int_equal(document.section_count, 4);
	assert_fact(&document.sections[2], "step", "npm pack: exit 1");
	assert_fact(&document.sections[2], "cause", "it broke");
	assert_string_equal(document.sections[3].lines.items[0], "last line");
}

static void
a_road_left_early_has_no_verdict(void **state)
{
	cleanup_document struct document document = { 0 };
	struct json *json = good_check();

	(void)state;
	json_set_text(json, "verdict", NULL);
	json_set(json, "artifacts", json_new_array());
	json_set(json, "build", json_new_null());
	json_set(json, "recipe", json_new_null());
	json_set(json, "source", json_new_null());
	read_good(&document, json);
	assert_false(document.decided);
	assert_int_equal(document.artifact_count, 0);
}

static void
refused(struct json *json, const char *why)
{
	cleanup_document struct document document = { 0 };
	struct error err = { 0 };

	assert_int_equal(document_of_check(&document, &json, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	if (strstr(err.message, why) == NULL)
		fail_msg("\"%s\" does not speak of %s", err.message, why);
	assert_int_equal(document.artifact_count, 0);
	json_free(json);
}

/* Puts the value in the place of a member of an object inside the check. */
static void
refused_with(const char *object, const char *key, const char *value)
{
	struct json *json = good_check(), *wrong = NULL;
	struct error err = { 0 };

	assert_int_equal(json_parse(&wrong, bytes_of_text(value), &err), 0);
	if (object == NULL) {
		json_set(json, key, wrong);
	} else {
		struct json *inner = json_clone(json_get(json, object));

		json_set(inner, key, wrong);
		json_set(json, object, inner);
	}
	refused(json, key);
}

static void
a_wrong_type_is_refused_wherever_it_stands(void **state)
{
	static const struct {
		const char *object, *key;
	} texts[] = { { NULL, "format" },	{ NULL, "verdict" },
		      { "release", "purl" },	{ "release", "artifact_url" },
		      { "source", "location" }, { "source", "commit" },
		      { "source", "ref" },	{ "tool", "version" } };
	static const struct {
		const char *object, *key;
	} lists[] = { { NULL, "reasons" },    { NULL, "artifacts" },
		      { "release", "notes" }, { "source", "notes" },
		      { "recipe", "fetch" },  { "build", "tries" },
		      { "build", "weakened" } };

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		refused_with(texts[i].object, texts[i].key, "7");
		refused_with(texts[i].object, texts[i].key, "\"a\\u0000b\"");
	}
	for (size_t i = 0; i < array_length(lists); i++) {
		refused_with(lists[i].object, lists[i].key, "7");
		refused_with(lists[i].object, lists[i].key, "[7]");
	}
}

static void
words_that_are_none_are_refused(void **state)
{
	struct json *json = good_check(), *list = json_new_array(),
		    *origins = json_new_array();
	struct json *strange = json_clone(json_at(json_get(json, "artifacts"), 0));
	struct json *origin = json_new_object();

	(void)state;
	refused_with(NULL, "verdict", "\"fine\"");
	refused_with(NULL, "format", "\"cupel-check/2\"");
	json_set(origin, "origin", json_new_text("elsewhere"));
	json_append(origins, origin);
	json_set(strange, "origins", origins);
	json_append(list, strange);
	json_set(json, "artifacts", list);
	refused(json, "is no origin");
}

static void
a_broken_artifact_is_refused(void **state)
{
	struct json *json = good_check(), *list = json_new_array();
	struct json *broken = json_clone(json_at(json_get(json, "artifacts"), 0));

	(void)state;
	json_remove(broken, "accounting");
	json_append(list, broken);
	json_set(json, "artifacts", list);
	refused(json, "accounting");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_check_says_is_in_the_document),
		cmocka_unit_test(the_comparison_concludes_for_itself),
		cmocka_unit_test(a_failed_build_is_told),
		cmocka_unit_test(a_road_left_early_has_no_verdict),
		cmocka_unit_test(a_wrong_type_is_refused_wherever_it_stands),
		cmocka_unit_test(words_that_are_none_are_refused),
		cmocka_unit_test(a_broken_artifact_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
