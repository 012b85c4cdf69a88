/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a difference between two package.json becomes a finding. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/npm_manifest_inside.h"

/* Made safe, and at most `size` bytes of it; the caller frees. */
static char *
shown_bytes(struct bytes text, size_t size, bool is_cut)
{
	enum { WORST = 10 }; /* "\u{e0041}" for one character */
	struct buffer out = BUFFER_INIT(size * WORST + sizeof("..."));

	buffer_append_escaped(&out, bytes_slice(text, 0, size));
	if (is_cut || text.size > size)
		buffer_append_text(&out, "...");
	return buffer_steal_text(&out);
}

char *
npm_value_shown(const struct json *value, size_t size)
{
	cleanup_buffer struct buffer written = BUFFER_INIT(size + 1);

	if (value == NULL)
		return NULL;
	if (json_kind(value) == JSON_KIND_STRING)
		return shown_bytes(json_text_bytes(value), size, false);
	json_write(value, JSON_STYLE_COMPACT, &written);
	return shown_bytes(buffer_bytes(&written), size, written.overflow);
}

char *
npm_name_shown(const char *name)
{
	return name == NULL ? NULL
			    : shown_bytes(bytes_of_text(name), NPM_NAME_SHOWN, false);
}

static void
set_side(struct side *side, const struct json *value, const struct limits *limits)
{
	side->present = value != NULL;
	replace_text(&side->value, npm_value_shown(value, limits->value_size));
}

struct finding *
npm_state(const struct manifests *manifests, const struct value *value,
	  enum severity severity, const char *fmt, ...)
{
	cleanup_free char *section = npm_name_shown(value->section);
	cleanup_free char *name = npm_name_shown(value->name);
	cleanup_free char *key = xasprintf("%s%s%s", section, name != NULL ? "." : "",
					   name != NULL ? name : "");
	struct finding *finding = report_finding(manifests->report, manifests->place, key,
						 FINDING_FIELD, 0);
	va_list args;

	if (finding == NULL)
		return NULL;
	finding->severity = severity;
	set_side(&finding->published, value->published,
		 &manifests->report->options->limits);
	set_side(&finding->rebuilt, value->rebuilt, &manifests->report->options->limits);
	va_start(args, fmt);
	replace_text(&finding->message, xvasprintf(fmt, args));
	va_end(args);
	return finding;
}

/* pnpm and yarn put what publishConfig says in the place of the key of the same name. */
static bool
is_set_by_publish_config(const struct manifests *manifests, const struct value *value)
{
	const struct json *config = json_get(manifests->rebuilt, "publishConfig");

	return value->name == NULL && value->published != NULL &&
	       json_same(json_get(config, value->section), value->published);
}

struct finding *
npm_state_fact(const struct manifests *manifests, const struct value *value)
{
	struct finding *finding = npm_state(
		manifests, value, SEVERITY_CHANGE, "%s",
		value->rebuilt == NULL	   ? "only the published package.json says this"
		: value->published == NULL ? "only the rebuilt package.json says this"
					   : "the two package.json do not say the same");

	if (finding != NULL && is_set_by_publish_config(manifests, value))
		finding_set_cause(
			finding,
			"package-json-rewritten: publishConfig says so, and pnpm "
			"and yarn put it in place when they publish",
			"rebuild with the package manager that published it");
	return finding;
}

void
npm_judge_members(const struct manifests *manifests, const struct value *whole,
		  judge_function *judge)
{
	struct value value = { .section = whole->section };

	for (const struct json_member *at = json_first(whole->published); at != NULL;
	     at = json_next(whole->published, at)) {
		value.name = json_key(at);
		value.published = json_value(at);
		value.rebuilt = json_get(whole->rebuilt, value.name);
		if (!npm_values_are_same(value.published, value.rebuilt))
			judge(manifests, &value);
	}
	value.published = NULL;
	for (const struct json_member *at = json_first(whole->rebuilt); at != NULL;
	     at = json_next(whole->rebuilt, at)) {
		value.name = json_key(at);
		value.rebuilt = json_value(at);
		if (json_get(whole->published, value.name) == NULL)
			judge(manifests, &value);
	}
}

bool
npm_is_object_or_absent(const struct json *value)
{
	enum json_kind kind = json_kind(value);

	return kind == JSON_KIND_OBJECT || kind == JSON_KIND_NONE;
}

void
npm_judge_object(const struct manifests *manifests, const struct value *value,
		 judge_function *judge)
{
	if (npm_is_object_or_absent(value->published) &&
	    npm_is_object_or_absent(value->rebuilt))
		npm_judge_members(manifests, value, judge);
	else
		npm_state(manifests, value,
			  value->published != NULL ? SEVERITY_ALARM : SEVERITY_CHANGE,
			  "not an object of names and values on both sides: npm takes "
			  "from it "
			  "what it can");
}
