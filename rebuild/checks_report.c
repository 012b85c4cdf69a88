/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cupel-checks/1: the lock file by its digest, the worst of what it names, and each
 * package with the verdict and its reasons, worst first.  No time and no path of this
 * machine is in it: equal inputs, equal bytes.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/check.h"
#include "rebuild/checks.h"

static struct json *
source_to_json_of(const struct checked *checked)
{
	const struct json *source = json_get(checked->report, "source");
	struct json *object;

	if (json_kind(source) != JSON_KIND_OBJECT)
		return json_new_null();
	object = json_new_object();
	json_set_text(object, "location", json_get_text(source, "location"));
	json_set_text(object, "commit", json_get_text(source, "commit"));
	return object;
}

struct json *
checked_to_json(const struct checked *checked)
{
	const struct lock_entry *entry = checked->entry;
	struct json *object = json_new_object();
	bool reported = checked->report != NULL;

	json_set(object, "name", json_new_bytes(bytes_of_text(entry->name)));
	json_set_text(object, "purl", checked->purl);
	json_set(object, "integrity",
		 entry->integrity != NULL
			 ? json_new_bytes(bytes_of_text(entry->integrity))
			 : json_new_null());
	json_set_bool(object, "checked", reported);
	json_set_text(object, "verdict",
		      reported ? outcome_name(checked->outcome) : NULL);
	json_set_bool(object, "suspicious", checked->suspicious);
	json_set_bool(object, "assisted", checked->assisted);
	json_set_number(object, "status", checked->status);
	json_set(object, "reasons", json_new_strings(&checked->reasons));
	json_set(object, "source", source_to_json_of(checked));
	return object;
}

static const struct checked *
worst_of(const struct checks *checks)
{
	return checks->count > 0 && checks->items[0].report != NULL ? &checks->items[0]
								    : NULL;
}

struct json *
checks_to_json(const struct checks *checks)
{
	struct json *document = json_new_object(), *file = json_new_object();
	struct json *packages = json_new_array(), *tool = json_new_object();
	const struct checked *worst = worst_of(checks);
	cleanup_free char *counts = checks_counts(checks);

	json_set_text(document, "format", CHECKS_FORMAT);
	json_set_text(document, "verdict",
		      worst != NULL ? outcome_name(worst->outcome) : NULL);
	json_set_bool(document, "suspicious", worst != NULL && worst->suspicious);
	json_set_number(document, "status", checks_status(checks));
	json_set_text(document, "counts", counts);
	json_set_text(file, "kind", checks->lockfile->kind->file);
	json_set_text(file, "sha256", checks->lockfile->digest);
	json_set(document, "lockfile", file);
	for (size_t i = 0; i < checks->count; i++)
		json_append(packages, checked_to_json(&checks->items[i]));
	json_set(document, "packages", packages);
	json_set_text(tool, "name", PACKAGE_NAME);
	json_set_text(tool, "version", PACKAGE_VERSION);
	json_set(document, "tool", tool);
	return document;
}

/* Its artifacts become those of the whole, called by the package. */
static int
add_report(struct document *out, const struct checked *checked, struct error *err)
{
	cleanup_document struct document one = { 0 };
	struct json *json = json_clone(checked->report);

	if (document_of_check(&one, &json, err) < 0) {
		json_free(json);
		return error_wrap(err, "%s", checked->purl);
	}
	for (size_t i = 0; i < one.artifact_count; i++) {
		struct document_artifact *artifact = &one.artifacts[i];

		replace_text(&artifact->name, xstrdup(checked->purl));
		artifact->suspicious = artifact->suspicious || checked->suspicious;
		array_append(out->artifacts, out->artifact_count, *artifact);
	}
	one.artifact_count = 0;
	return 0;
}

/* What could not be checked for trouble of ours is not known: incomplete. */
static void
add_trouble(struct document *out, const struct checked *checked)
{
	struct document_artifact artifact = {
		.name = xstrdup(checked->purl != NULL ? checked->purl
						      : checked->entry->name),
		.outcome = OUTCOME_INCOMPLETE,
	};

	array_append(out->artifacts, out->artifact_count, artifact);
}

static void
add_fact(struct document *out, const struct checked *checked)
{
	cleanup_free char *word = checked_word(checked);
	struct strings *lines = document_fact(&out->about, "package");

	strings_add_format(lines, "%s: %s%s%s", checked->entry->name, word,
			   checked->reasons.count > 0 ? ": " : "",
			   checked->reasons.count > 0 ? checked->reasons.items[0] : "");
}

int
document_of_checks(struct document *out, const struct checks *checks, struct error *err)
{
	cleanup_document struct document document = { .whole = true, .decided = true };
	const struct checked *worst = worst_of(checks);
	bool trouble = false;

	document.title = xasprintf("%s: %zu packages", checks->lockfile->kind->file,
				   checks->count);
	document.version = xstrdup(PACKAGE_VERSION);
	strings_add(&document.reasons, "");
	replace_text(&document.reasons.items[0], checks_counts(checks));
	for (size_t i = 0; i < checks->count; i++) {
		const struct checked *checked = &checks->items[i];

		if (checked->status != 0 || checked->report == NULL)
			add_fact(&document, checked);
		trouble = trouble || (checked->report == NULL && checked->status != 0);
		if (checked->report == NULL && checked->status != 0)
			add_trouble(&document, checked);
		else if (checked->report != NULL &&
			 add_report(&document, checked, err) < 0)
			return -1;
	}
	document.outcome = worst != NULL ? worst->outcome : OUTCOME_IDENTICAL;
	if (trouble && document.outcome < OUTCOME_INCOMPLETE)
		document.outcome = OUTCOME_INCOMPLETE;
	document.suspicious = worst != NULL && worst->suspicious;
	document.json = checks_to_json(checks);
	*out = document;
	document = (struct document){ 0 };
	return 0;
}
