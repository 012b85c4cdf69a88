/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cupel-history/1: each release with its verdict, in the order of versions, and what
 * changed from one to the next that the source does not explain.  No time and no path of
 * this machine is in it.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/history.h"

static struct json *
step_to_json(const struct history *history, size_t index)
{
	const struct history_step *step = &history->steps[index];
	struct json *object = json_new_object(), *changes = json_new_array();

	json_set_text(object, "from", history->releases.entries[index].spec.version);
	json_set_text(object, "to", history->releases.entries[index + 1].spec.version);
	json_set_number(object, "unexplained", (int64_t)history_unexplained(step));
	for (size_t i = 0; i < step->count; i++) {
		const struct history_change *change = &step->changes[i];
		struct json *each = json_new_object();

		json_set(each, "path", json_new_bytes(bytes_of_text(change->path)));
		json_set_text(each, "change", change->kind);
		json_set_bool(each, "explained", change->why == NULL);
		json_set_bool(each, "unsure", change->unsure);
		json_set(each, "why",
			 change->why != NULL ? json_new_bytes(bytes_of_text(change->why))
					     : json_new_null());
		json_append(changes, each);
	}
	json_set(object, "changes", changes);
	return object;
}

static const struct checked *
worst_of(const struct checks *checks)
{
	const struct checked *worst = NULL;

	for (size_t i = 1; i < checks->count; i++)
		if (checks->items[i].report != NULL &&
		    (worst == NULL || checked_is_worse(&checks->items[i], worst)))
			worst = &checks->items[i];
	return worst;
}

struct json *
history_to_json(const struct history *history)
{
	const struct checks *checks = &history->checks;
	const struct checked *worst = worst_of(checks);
	struct json *document = json_new_object(), *releases = json_new_array();
	struct json *steps = json_new_array(), *tool = json_new_object();

	json_set_text(document, "format", HISTORY_FORMAT);
	json_set_text(document, "verdict",
		      worst != NULL ? outcome_name(worst->outcome) : NULL);
	json_set_bool(document, "suspicious", worst != NULL && worst->suspicious);
	json_set_number(document, "status", history_status(history));
	json_set_text(document, "since", history->releases.entries[0].spec.version);
	for (size_t i = 1; i < checks->count; i++)
		json_append(releases, checked_to_json(&checks->items[i]));
	json_set(document, "releases", releases);
	for (size_t i = 0; i < history->step_count; i++)
		json_append(steps, step_to_json(history, i));
	json_set(document, "steps", steps);
	json_set_text(tool, "name", PACKAGE_NAME);
	json_set_text(tool, "version", PACKAGE_VERSION);
	json_set(document, "tool", tool);
	return document;
}

static void
add_step(struct document_section *section, const struct history *history, size_t index)
{
	const struct history_step *step = &history->steps[index];
	struct strings *lines = document_fact(section, "change");

	for (size_t i = 0; i < step->count; i++)
		if (step->changes[i].why != NULL)
			strings_add_format(
				lines, "%s to %s: %s %s: %s",
				history->releases.entries[index].spec.version,
				history->releases.entries[index + 1].spec.version,
				step->changes[i].path, step->changes[i].kind,
				step->changes[i].why);
}

/* The releases are its artifacts; the one from which it starts was not checked. */
int
document_of_history(struct document *out, const struct history *history,
		    struct error *err)
{
	struct checks checked = history->checks;
	const struct checked *worst = worst_of(&history->checks);
	cleanup_document struct document document = { 0 };
	struct document_section *section;
	size_t unexplained = 0;

	checked.items++;
	checked.count--;
	if (document_of_checks(&document, &checked, err) < 0)
		return -1;
	document.outcome = worst != NULL ? worst->outcome : OUTCOME_INCOMPLETE;
	document.suspicious = worst != NULL && worst->suspicious;
	replace_text(&document.title,
		     xasprintf("%s since %s", checked.items[checked.count - 1].purl,
			       history->releases.entries[0].spec.version));
	section = document_add_section(&document,
				       "What changed that the source does not explain");
	for (size_t i = 0; i < history->step_count; i++) {
		add_step(section, history, i);
		unexplained += history_unexplained(&history->steps[i]);
	}
	strings_add_format(&document.reasons,
			   "%zu change%s between releases not explained by the source",
			   unexplained, unexplained == 1 ? " is" : "s are");
	json_free(document.json);
	document.json = history_to_json(history);
	*out = document;
	document = (struct document){ 0 };
	return 0;
}
