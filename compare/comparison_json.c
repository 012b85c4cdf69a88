/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cupel-report/1 is written here and read back in comparison_read.c;
 * docs/report.schema.json says the same. */
#include "compare/comparison.h"

#include "compare/finding.h"

static void
set_size(struct json *object, const char *key, uint64_t value)
{
	json_set_number(object, key, value > INT64_MAX ? INT64_MAX : (int64_t)value);
}

static void
set_text_if_any(struct json *object, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		json_set_text(object, key, text);
}

static void
set_text(struct json *object, const char *key, const char *text)
{
	json_set_text(object, key, text == NULL ? "" : text);
}

static struct json *
side_to_json(const struct side *side)
{
	struct json *json;

	if (!side->present)
		return json_new_null();
	json = json_new_object();
	set_size(json, "offset", side->offset);
	set_size(json, "size", side->size);
	if (side->value != NULL)
		json_set_text(json, "value", side->value);
	return json;
}

static struct json *
finding_to_json(const struct finding *finding)
{
	struct json *json = json_new_object();

	set_text(json, "path", finding->path);
	set_text(json, "key", finding->key);
	json_set_text(json, "kind", finding_kind_name(finding->kind));
	json_set_text(json, "severity", severity_name(finding->severity));
	set_text(json, "message", finding->message);
	set_size(json, "bytes", finding->bytes);
	json_set(json, "published", side_to_json(&finding->published));
	json_set(json, "rebuilt", side_to_json(&finding->rebuilt));
	set_text_if_any(json, "cause", finding->cause);
	set_text_if_any(json, "hint", finding->hint);
	set_text_if_any(json, "diff", finding->diff);
	return json;
}

static struct json *
normalized_to_json(const struct normalized *line)
{
	struct json *json = json_new_object();

	set_text(json, "rule", line->rule);
	set_text(json, "path", line->path);
	set_text(json, "key", line->key);
	json_set_text(json, "published", line->published);
	json_set_text(json, "rebuilt", line->rebuilt);
	set_size(json, "count", line->count);
	return json;
}

static struct json *
artifact_to_json(const struct artifact_facts *artifact)
{
	struct json *json = json_new_object();

	set_text(json, "name", artifact->name);
	set_size(json, "size", artifact->size);
	set_text_if_any(json, "sha256", artifact->sha256);
	set_text_if_any(json, "sha512", artifact->sha512);
	return json;
}

static struct json *
accounting_to_json(const struct accounting *accounting)
{
	struct json *json = json_new_object();

	set_size(json, "differing", accounting->differing);
	set_size(json, "found", accounting->found);
	set_size(json, "normalized", accounting->normalized);
	set_size(json, "follows", accounting->follows);
	return json;
}

static struct json *
members_to_json(const struct comparison *comparison)
{
	struct json *json = json_new_object();

	set_size(json, "published", comparison->members);
	set_size(json, "equal", comparison->members_equal);
	json_set(json, "differing", json_new_strings(&comparison->differing_members));
	return json;
}

static struct json *
parts_to_json(const struct comparison *comparison)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < comparison->part_count; i++) {
		struct json *json = json_new_object();

		set_text(json, "name", comparison->parts[i].name);
		json_set_text(json, "verdict",
			      outcome_name(comparison->parts[i].outcome));
		json_append(list, json);
	}
	return list;
}

static struct json *
exceptions_to_json(const struct comparison *comparison)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < comparison->exception_count; i++) {
		const struct exception_use *use = &comparison->exceptions[i];
		struct json *json = json_new_object();

		set_text(json, "path", use->path);
		set_text_if_any(json, "key", use->key);
		set_text(json, "reason", use->reason);
		set_text_if_any(json, "until", use->until);
		set_size(json, "most", use->most);
		set_size(json, "bytes", use->bytes);
		set_size(json, "findings", use->findings);
		json_set_text(json, "state", exception_state_name(use->state));
		json_append(list, json);
	}
	return list;
}

static struct json *
tool_to_json(void)
{
	struct json *json = json_new_object();

	json_set_text(json, "name", PACKAGE_NAME);
	json_set_text(json, "version", PACKAGE_VERSION);
	return json;
}

struct json *
comparison_to_json(const struct comparison *comparison)
{
	struct json *json = json_new_object();
	struct json *findings = json_new_array(), *normalized = json_new_array();

	for (size_t i = 0; i < comparison->finding_count; i++)
		json_append(findings, finding_to_json(&comparison->findings[i]));
	for (size_t i = 0; i < comparison->normalized_count; i++)
		json_append(normalized, normalized_to_json(&comparison->normalized[i]));

	json_set_text(json, "format", REPORT_FORMAT);
	json_set_text(json, "verdict", outcome_name(comparison->outcome));
	json_set_bool(json, "suspicious", comparison->suspicious);
	json_set(json, "published", artifact_to_json(&comparison->published));
	json_set(json, "rebuilt", artifact_to_json(&comparison->rebuilt));
	json_set(json, "members", members_to_json(comparison));
	if (comparison->part_count > 0)
		json_set(json, "parts", parts_to_json(comparison));
	json_set(json, "findings", findings);
	json_set(json, "normalized", normalized);
	json_set(json, "accounting", accounting_to_json(&comparison->accounting));
	json_set(json, "limits", json_new_strings(&comparison->limits));
	if (comparison->exception_count > 0)
		json_set(json, "exceptions", exceptions_to_json(comparison));
	json_set(json, "tool", tool_to_json());
	return json;
}
