/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads cupel-report/1 back (docs/report.schema.json).
 *
 * The writer may be a confined process that an input has taken over, so the reader
 * believes nothing: a member of the wrong type, a number below zero, a word that is not
 * in the table, a NUL inside a text, a digest that is none, or a verdict that its own
 * findings contradict make the whole report malformed.  Members that it does not know are
 * passed over, so that a later version may add some.
 */
#include "compare/comparison.h"

#include <string.h>
#include <sys/param.h>

#include "base/memory.h"
#include "compare/finding.h"

enum {
	TEXT_MAX = 1 << 20, /* of one text in a report */
	LIST_MAX = 1 << 20, /* of one list */
};

/* Like a cursor, a reader remembers the first trouble and goes quiet. */
struct reader {
	struct error *err;
	bool failed;
};

static void
refuse(struct reader *reader, const char *key, const char *what)
{
	if (!reader->failed)
		error_set(reader->err, ERROR_MALFORMED, "not a %s: \"%s\" %s",
			  REPORT_FORMAT, key, what);
	reader->failed = true;
}

static const struct json *
read_member(struct reader *reader, const struct json *object, const char *key,
	    enum json_kind kind)
{
	const struct json *value = json_get(object, key);

	if (json_kind(value) == kind)
		return value;
	refuse(reader, key, value == NULL ? "is missing" : "is of the wrong type");
	return NULL;
}

/* The text of a string value, borrowed; "" after a trouble. */
static const char *
read_string(struct reader *reader, const struct json *value, const char *key)
{
	const char *text = json_text(value);

	if (text == NULL)
		refuse(reader, key, "is no text");
	else if (json_text_bytes(value).size > TEXT_MAX)
		refuse(reader, key, "is too long");
	else if (json_text_bytes(value).size != strlen(text))
		refuse(reader, key, "holds a NUL");
	return reader->failed ? "" : text;
}

static const char *
read_text(struct reader *reader, const struct json *object, const char *key)
{
	return read_string(reader, json_get(object, key), key);
}

/* A copy, or NULL where the member is absent or null. */
static char *
read_optional(struct reader *reader, const struct json *object, const char *key)
{
	const struct json *value = json_get(object, key);

	if (value == NULL || json_kind(value) == JSON_KIND_NULL)
		return NULL;
	return xstrdup(read_string(reader, value, key));
}

static uint64_t
read_size(struct reader *reader, const struct json *object, const char *key)
{
	int64_t value = json_get_number(object, key, -1);

	if (value < 0)
		refuse(reader, key, "is no size");
	return value < 0 ? 0 : (uint64_t)value;
}

static bool
read_bool(struct reader *reader, const struct json *object, const char *key)
{
	return json_truth(read_member(reader, object, key, JSON_KIND_BOOL));
}

static const struct json *
read_list(struct reader *reader, const struct json *object, const char *key)
{
	const struct json *list = read_member(reader, object, key, JSON_KIND_ARRAY);

	if (json_count(list) <= LIST_MAX)
		return list;
	refuse(reader, key, "is too long");
	return NULL;
}

static void
read_strings(struct reader *reader, const struct json *object, const char *key,
	     struct strings *out)
{
	const struct json *list = read_list(reader, object, key);

	for (size_t i = 0; i < json_count(list) && !reader->failed; i++)
		strings_add(out, read_string(reader, json_at(list, i), key));
}

/* Into `hex`, which has room for `size` digits and a NUL; absent stays empty. */
static void
read_digest(struct reader *reader, const struct json *object, const char *key, char *hex,
	    size_t size)
{
	const char *text;

	if (json_get(object, key) == NULL)
		return;
	text = read_text(reader, object, key);
	if (strlen(text) != size || strspn(text, "0123456789abcdef") != size)
		refuse(reader, key, "is no digest");
	else
		memcpy(hex, text, size + 1);
}

static void
read_artifact(struct reader *reader, const struct json *report, const char *key,
	      struct artifact_facts *out)
{
	const struct json *json = read_member(reader, report, key, JSON_KIND_OBJECT);

	out->name = xstrdup(read_text(reader, json, "name"));
	out->size = read_size(reader, json, "size");
	read_digest(reader, json, "sha256", out->sha256, sizeof(out->sha256) - 1);
	read_digest(reader, json, "sha512", out->sha512, sizeof(out->sha512) - 1);
}

static void
read_side(struct reader *reader, const struct json *finding, const char *key,
	  struct side *out)
{
	const struct json *json = json_get(finding, key);

	if (json_kind(json) == JSON_KIND_NULL)
		return;
	json = read_member(reader, finding, key, JSON_KIND_OBJECT);
	out->present = true;
	out->offset = read_size(reader, json, "offset");
	out->size = read_size(reader, json, "size");
	out->value = read_optional(reader, json, "value");
}

static void
read_finding(struct reader *reader, const struct json *json, struct finding *out)
{
	out->path = xstrdup(read_text(reader, json, "path"));
	out->key = xstrdup(read_text(reader, json, "key"));
	out->message = xstrdup(read_text(reader, json, "message"));
	if (!finding_kind_find(read_text(reader, json, "kind"), &out->kind))
		refuse(reader, "kind", "is no kind of finding");
	if (!severity_find(read_text(reader, json, "severity"), &out->severity))
		refuse(reader, "severity", "is no severity");
	read_side(reader, json, "published", &out->published);
	read_side(reader, json, "rebuilt", &out->rebuilt);
	out->cause = read_optional(reader, json, "cause");
	out->hint = read_optional(reader, json, "hint");
	out->diff = read_optional(reader, json, "diff");
	/* Reports of cupel 0.1 have none. */
	if (json_get(json, "bytes") != NULL)
		out->bytes = read_size(reader, json, "bytes");
	else
		out->bytes = MAX(out->published.size, out->rebuilt.size);
}

static void
read_normalized(struct reader *reader, const struct json *json, struct normalized *out)
{
	out->rule = xstrdup(read_text(reader, json, "rule"));
	out->path = xstrdup(read_text(reader, json, "path"));
	out->key = xstrdup(read_text(reader, json, "key"));
	out->published = read_optional(reader, json, "published");
	out->rebuilt = read_optional(reader, json, "rebuilt");
	out->count = read_size(reader, json, "count");
}

static void
read_findings(struct reader *reader, const struct json *json, struct comparison *out)
{
	const struct json *list = read_list(reader, json, "findings");

	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		array_append(out->findings, out->finding_count, (struct finding){ 0 });
		read_finding(reader, json_at(list, i), &out->findings[i]);
	}
}

static void
read_ledger(struct reader *reader, const struct json *json, struct comparison *out)
{
	const struct json *list = read_list(reader, json, "normalized");

	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		array_append(out->normalized, out->normalized_count,
			     (struct normalized){ 0 });
		read_normalized(reader, json_at(list, i), &out->normalized[i]);
	}
}

static void
read_exception(struct reader *reader, const struct json *json, struct exception_use *out)
{
	out->path = xstrdup(read_text(reader, json, "path"));
	out->key = read_optional(reader, json, "key");
	out->reason = xstrdup(read_text(reader, json, "reason"));
	out->until = read_optional(reader, json, "until");
	out->most = read_size(reader, json, "most");
	out->bytes = read_size(reader, json, "bytes");
	out->findings = read_size(reader, json, "findings");
	if (!exception_state_find(read_text(reader, json, "state"), &out->state))
		refuse(reader, "state", "is no state of an exception");
}

static void
read_exceptions(struct reader *reader, const struct json *json, struct comparison *out)
{
	const struct json *list;

	if (json_get(json, "exceptions") == NULL)
		return;
	list = read_list(reader, json, "exceptions");
	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		array_append(out->exceptions, out->exception_count,
			     (struct exception_use){ 0 });
		read_exception(reader, json_at(list, i), &out->exceptions[i]);
	}
}

static void
read_parts(struct reader *reader, const struct json *json, struct comparison *out)
{
	const struct json *list;

	if (json_get(json, "parts") == NULL)
		return;
	list = read_list(reader, json, "parts");
	for (size_t i = 0; i < json_count(list) && !reader->failed; i++) {
		const struct json *item = json_at(list, i);
		struct part_outcome part = { .name = xstrdup(
						     read_text(reader, item, "name")) };

		if (!outcome_find(read_text(reader, item, "verdict"), &part.outcome))
			refuse(reader, "parts", "has one without a verdict");
		array_append(out->parts, out->part_count, part);
	}
}

static void
read_counts(struct reader *reader, const struct json *json, struct comparison *out)
{
	const struct json *accounting =
		read_member(reader, json, "accounting", JSON_KIND_OBJECT);
	const struct json *members =
		read_member(reader, json, "members", JSON_KIND_OBJECT);

	out->accounting.differing = read_size(reader, accounting, "differing");
	out->accounting.found = read_size(reader, accounting, "found");
	out->accounting.normalized = read_size(reader, accounting, "normalized");
	out->accounting.follows = read_size(reader, accounting, "follows");
	out->members = read_size(reader, members, "published");
	out->members_equal = read_size(reader, members, "equal");
	read_strings(reader, members, "differing", &out->differing_members);
	if (out->members_equal > out->members)
		refuse(reader, "members", "has more equal ones than there are");
}

/* The verdict must be one that these findings allow. */
static void
read_verdict(struct reader *reader, const struct json *json, struct comparison *out)
{
	enum severity worst = SEVERITY_NOTE;
	bool equal;

	if (!outcome_find(read_text(reader, json, "verdict"), &out->outcome))
		refuse(reader, "verdict", "is no verdict");
	out->suspicious = read_bool(reader, json, "suspicious");
	for (size_t i = 0; i < out->finding_count; i++)
		if (out->findings[i].severity > worst)
			worst = out->findings[i].severity;

	equal = out->outcome == OUTCOME_IDENTICAL || out->outcome == OUTCOME_EQUIVALENT;
	if (equal && worst > SEVERITY_NOTE)
		refuse(reader, "verdict", "is contradicted by a finding");
	if (out->outcome == OUTCOME_DIFFERENT && out->finding_count == 0)
		refuse(reader, "verdict", "has no finding to stand on");
	if (out->suspicious != (worst == SEVERITY_ALARM))
		refuse(reader, "suspicious", "is contradicted by the findings");
}

/* All but what the format and the verdict say. */
static void
read_members(struct reader *reader, const struct json *json, struct comparison *out)
{
	read_artifact(reader, json, "published", &out->published);
	read_artifact(reader, json, "rebuilt", &out->rebuilt);
	read_parts(reader, json, out);
	read_findings(reader, json, out);
	read_ledger(reader, json, out);
	read_counts(reader, json, out);
	read_strings(reader, json, "limits", &out->limits);
	read_exceptions(reader, json, out);
}

static int
hand_out(const struct reader *reader, struct comparison *out, struct comparison *read)
{
	if (reader->failed)
		return -1;
	*out = *read;
	*read = (struct comparison){ 0 };
	return 0;
}

int
comparison_from_json(struct comparison *out, const struct json *json, struct error *err)
{
	struct reader reader = { .err = err };
	cleanup_comparison struct comparison read = { 0 };

	if (strcmp(read_text(&reader, json, "format"), REPORT_FORMAT) != 0)
		refuse(&reader, "format", "is another one");
	read_members(&reader, json, &read);
	read_verdict(&reader, json, &read);
	return hand_out(&reader, out, &read);
}

int
comparison_from_members(struct comparison *out, const struct json *json,
			struct error *err)
{
	struct reader reader = { .err = err };
	cleanup_comparison struct comparison read = { 0 };

	read_members(&reader, json, &read);
	comparison_conclude(&read,
			    read.normalized_count == 0 && read.accounting.differing == 0);
	return hand_out(&reader, out, &read);
}
