/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a cupel-check/1 says, for every form that a report takes: the word and why, the
 * release, how its commit was found, how it was built; the comparison of each artifact,
 * or what went wrong instead.
 *
 * It is read back from the JSON, which then holds all there is to say: a report that is
 * rendered a year later says the same.  The file may be anybody's: a member of the wrong
 * type makes it malformed, whatever a text holds is left to the form to make safe.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "rebuild/check.h"

struct reader {
	struct document *document;
	struct error *err;
	bool failed;
};

static void
refuse(struct reader *reader, const char *key, const char *what)
{
	if (!reader->failed)
		error_set(reader->err, ERROR_MALFORMED, "not a %s: \"%s\" %s",
			  CHECK_FORMAT, key, what);
	reader->failed = true;
}

/* The text of a member, borrowed; NULL where it is null or its object is. */
static const char *
text_of(struct reader *reader, const struct json *object, const char *key)
{
	const struct json *value = json_get(object, key);
	const char *text = json_text(value);

	if (text != NULL && strlen(text) != json_text_bytes(value).size)
		refuse(reader, key, "holds a NUL");
	if (text == NULL && value != NULL && json_kind(value) != JSON_KIND_NULL)
		refuse(reader, key, "is no text");
	return text;
}

static void
read_lines(struct reader *reader, const struct json *object, const char *key,
	   struct strings *out)
{
	const struct json *list = json_get(object, key);

	if (list != NULL && json_kind(list) != JSON_KIND_ARRAY)
		refuse(reader, key, "is no list");
	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		const char *line = json_text(json_at(list, i));

		if (line == NULL)
			refuse(reader, key, "holds what is no text");
		else
			strings_add(out, line);
	}
}

static struct strings *
about(struct reader *reader, const char *label)
{
	return document_fact(&reader->document->about, label);
}

static void
add_if_any(struct strings *lines, const char *text)
{
	if (text != NULL)
		strings_add(lines, text);
}

static const struct json *
taken_candidate(const struct json *source)
{
	const struct json *candidates = json_get(source, "candidates");

	for (size_t i = 0; i < json_count(candidates); i++)
		if (json_truth(json_get(json_at(candidates, i), "taken")))
			return json_at(candidates, i);
	return NULL;
}

static void
read_source(struct reader *reader, const struct json *source)
{
	const char *location = text_of(reader, source, "location");
	const char *commit = text_of(reader, source, "commit");
	const char *ref = text_of(reader, source, "ref");
	const char *why = text_of(reader, taken_candidate(source), "reason");

	if (location == NULL)
		return;
	strings_add(about(reader, "source"), location);
	if (commit != NULL)
		strings_add_format(about(reader, "commit"), "%s%s%s%s", commit,
				   ref != NULL ? " (" : "", ref != NULL ? ref : "",
				   ref != NULL ? ")" : "");
	if (why != NULL)
		strings_add(about(reader, commit != NULL ? "commit" : "source"), why);
}

/* NAME=VERSION of what was used, or else of what the recipe wants; the caller frees. */
static char *
list_tools(struct reader *reader, const struct json *recipe, const struct json *build)
{
	const struct json *wanted = json_get(json_get(recipe, "environment"), "tools");
	cleanup_strings struct strings tools = { 0 };

	read_lines(reader, build, "tools", &tools);
	if (tools.count > 0 || json_kind(wanted) != JSON_KIND_OBJECT)
		return strings_join(&tools, ", ");
	for (const struct json_member *at = json_first(wanted); at != NULL;
	     at = json_next(wanted, at)) {
		const char *version = json_text(json_value(at));

		if (version != NULL)
			strings_add_format(&tools, "%s=%s", json_key(at), version);
		else
			strings_add_format(&tools, "%s=%lld", json_key(at),
					   (long long)json_number(json_value(at), 0));
	}
	return strings_join(&tools, ", ");
}

static void
read_recipe(struct reader *reader, const struct json *recipe, const struct json *build)
{
	const struct json *strategy = json_get(recipe, "strategy");
	const char *name = text_of(reader, strategy, "name");
	const char *reason = text_of(reader, strategy, "reason");
	cleanup_free char *tools = list_tools(reader, recipe, build);
	cleanup_strings struct strings fetch = { 0 }, steps = { 0 };

	if (json_count(json_get(recipe, "build")) == 0)
		return;
	strings_add_format(about(reader, "built by"), "%s%s%s",
			   name != NULL ? name : "recipe", *tools != '\0' ? " with " : "",
			   tools);
	add_if_any(about(reader, "built by"), reason);
	read_lines(reader, recipe, "fetch", &fetch);
	read_lines(reader, recipe, "build", &steps);
	recipe_tell_steps(about(reader, "fetch"), &fetch);
	recipe_tell_steps(about(reader, "steps"), &steps);
	read_lines(reader, build, "tries", about(reader, "tries"));
}

static void
read_second_build(struct reader *reader, const struct json *second)
{
	const char *summary = text_of(reader, second, "summary");

	if (summary != NULL)
		strings_add(about(reader, "again"), summary);
}

/* How many of an artifact's files come from where, and those that nothing accounts for.
 */
static void
read_origins(struct reader *reader, const struct json *artifact, bool compared)
{
	const struct json *origins = json_get(artifact, "origins");
	cleanup_strings struct strings parts = { 0 };
	cleanup_free char *list = NULL;
	size_t count[ORIGIN_COUNT] = { 0 };

	if (json_count(origins) == 0)
		return;
	about(reader, "files"); /* stands first */
	for (size_t i = 0; i < json_count(origins) && !reader->failed; i++) {
		const char *word = text_of(reader, json_at(origins, i), "origin");
		const char *path = text_of(reader, json_at(origins, i), "path");
		enum origin origin = ORIGIN_SOURCE;

		while (origin < ORIGIN_COUNT &&
		       (word == NULL || strcmp(origin_name(origin), word) != 0))
			origin++;
		if (origin == ORIGIN_COUNT) {
			refuse(reader, "origin", "is no origin");
			return;
		}
		count[origin]++;
		if (origin == ORIGIN_UNEXPLAINED && compared)
			add_if_any(about(reader, "unexplained"), path);
	}
	for (enum origin origin = 0; origin < ORIGIN_COUNT; origin++)
		if (count[origin] > 0)
			strings_add_format(&parts, "%zu %s", count[origin],
					   origin_name(origin));
	list = strings_join(&parts, ", ");
	strings_add_format(about(reader, "files"), "%zu: %s", json_count(origins), list);
}

static enum outcome
read_outcome(struct reader *reader, const struct json *object)
{
	const char *word = text_of(reader, object, "verdict");
	enum outcome outcome = OUTCOME_INCOMPLETE;

	if (word == NULL || !outcome_find(word, &outcome))
		refuse(reader, "verdict", "is no verdict");
	return outcome;
}

static void
read_artifact(struct reader *reader, const struct json *json)
{
	struct document *document = reader->document;
	const char *name = text_of(reader, json, "name");
	struct document_artifact artifact = {
		.compared = json_get(json, "findings") != NULL,
		.outcome = read_outcome(reader, json),
		.suspicious = json_truth(json_get(json, "suspicious")),
	};

	if (reader->failed)
		return;
	if (artifact.compared &&
	    comparison_from_members(&artifact.comparison, json, reader->err) < 0) {
		reader->failed = true;
		return;
	}
	artifact.name = xstrdup_or_null(name);
	array_append(document->artifacts, document->artifact_count, artifact);
	read_origins(reader, json, artifact.compared);
}

static void
read_artifacts(struct reader *reader, const struct json *json)
{
	const struct json *list = json_get(json, "artifacts");

	if (json_kind(list) != JSON_KIND_ARRAY)
		refuse(reader, "artifacts", "is no list");
	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		if (json_kind(json_at(list, i)) == JSON_KIND_OBJECT)
			read_artifact(reader, json_at(list, i));
		else
			refuse(reader, "artifacts", "holds what is none");
	}
}

static void
read_notes(struct reader *reader, const struct json *json)
{
	static const char *const stops[] = { "release", "source", "recipe" };

	for (size_t i = 0; i < array_length(stops); i++)
		read_lines(reader, json_get(json, stops[i]), "notes",
			   about(reader, "note"));
	read_lines(reader, json_get(json, "build"), "weakened",
		   about(reader, "weakened"));
}

/* Of most interest where no source was found. */
static void
read_candidates(struct reader *reader, const struct json *source)
{
	const struct json *candidates = json_get(source, "candidates");
	struct document_section *section;

	if (json_count(candidates) == 0)
		return;
	section = document_add_section(reader->document, "Commits that were looked at");
	section->detail = reader->document->outcome != OUTCOME_NO_SOURCE;
	for (size_t i = 0; i < json_count(candidates); i++) {
		const struct json *candidate = json_at(candidates, i);
		const char *commit = text_of(reader, candidate, "commit");
		const char *ref = text_of(reader, candidate, "ref");
		const char *reason = text_of(reader, candidate, "reason");

		strings_add_format(
			document_fact(section, ""), "%.12s%s%s: %s%s",
			commit != NULL ? commit : "",
			ref != NULL && *ref != '\0' ? " " : "", ref != NULL ? ref : "",
			reason != NULL ? reason : "no reason known",
			json_truth(json_get(candidate, "taken")) ? " (taken)" : "");
	}
}

/* What is known beside the comparison, alarms first as they stand. */
static void
read_remarks(struct reader *reader, const struct json *remarks)
{
	struct document_section *section;

	if (json_count(remarks) == 0)
		return;
	section = document_add_section(reader->document, "What else was found");
	for (size_t i = 0; i < json_count(remarks) && !reader->failed; i++) {
		const struct json *remark = json_at(remarks, i);
		const char *severity = text_of(reader, remark, "severity");
		const char *path = text_of(reader, remark, "path");
		const char *message = text_of(reader, remark, "message");
		const char *diff = text_of(reader, remark, "diff");
		enum severity level = SEVERITY_NOTE;

		if (severity == NULL || !severity_find(severity, &level))
			refuse(reader, "severity", "is none");
		strings_add_format(document_fact(section, severity_name(level)), "%s%s%s",
				   path != NULL ? path : "", path != NULL ? ": " : "",
				   message != NULL ? message : "");
		if (diff != NULL)
			strings_add_lines(&section->lines, diff);
	}
}

static void
read_failure(struct reader *reader, const struct json *build)
{
	const struct json *steps = json_get(build, "steps");
	const char *phase = text_of(reader, build, "phase");
	const char *cause = text_of(reader, build, "cause");
	struct document_section *section =
		document_add_section(reader->document, "The build failed");

	strings_add(document_fact(section, "phase"), phase != NULL ? phase : "build");
	for (size_t i = 0; i < json_count(steps); i++) {
		const struct json *step = json_at(steps, i);
		const char *command = text_of(reader, step, "command");
		const char *ending = text_of(reader, step, "ending");

		if (command != NULL && ending != NULL &&
		    !json_truth(json_get(step, "succeeded")))
			strings_add_format(document_fact(section, "step"), "%s: %s",
					   command, ending);
	}
	add_if_any(document_fact(section, "cause"), cause);
	if (json_count(json_get(build, "tail")) == 0)
		return;
	section = document_add_section(reader->document, "Its last lines");
	read_lines(reader, build, "tail", &section->lines);
}

static void
read_verdict(struct reader *reader, const struct json *json)
{
	struct document *document = reader->document;
	const struct json *release = json_get(json, "release");
	const char *title = text_of(reader, release, "purl");

	if (title == NULL)
		title = text_of(reader, release, "artifact_name");
	document->whole = true;
	document->title = xstrdup_or_null(title);
	document->decided = text_of(reader, json, "verdict") != NULL;
	if (document->decided)
		document->outcome = read_outcome(reader, json);
	document->suspicious = json_truth(json_get(json, "suspicious"));
	document->assisted = json_truth(json_get(json, "assisted"));
	read_lines(reader, json, "reasons", &document->reasons);
	document->version =
		xstrdup_or_null(text_of(reader, json_get(json, "tool"), "version"));
}

static void
read_whole(struct reader *reader, const struct json *json)
{
	const struct json *build = json_get(json, "build");
	const char *format = text_of(reader, json, "format");
	const char *url = text_of(reader, json_get(json, "release"), "artifact_url");

	if (format == NULL || strcmp(format, CHECK_FORMAT) != 0)
		refuse(reader, "format", "is another one");
	read_verdict(reader, json);
	add_if_any(about(reader, "published"), url);
	read_source(reader, json_get(json, "source"));
	read_recipe(reader, json_get(json, "recipe"), build);
	read_second_build(reader, json_get(json, "second_build"));
	read_artifacts(reader, json);
	read_notes(reader, json);
	read_remarks(reader, json_get(json, "remarks"));
	if (!reader->document->decided)
		return;
	read_candidates(reader, json_get(json, "source"));
	if (reader->document->outcome == OUTCOME_UNBUILDABLE)
		read_failure(reader, build);
}

int
document_of_check(struct document *out, struct json **json, struct error *err)
{
	cleanup_document struct document document = { 0 };
	struct reader reader = { .document = &document, .err = err };

	*out = (struct document){ 0 };
	read_whole(&reader, *json);
	if (reader.failed)
		return -1;
	document.json = steal_pointer(json);
	*out = document;
	document = (struct document){ 0 };
	return 0;
}
