/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file that was added or changed is explained when it stands in the source of the new
 * release, or its rebuild makes it so; where nothing could be rebuilt, when its source
 * changed as well.  One that was removed is, when the source of the new release lacks it.
 * Of package.json, each dependency and script is looked at alone.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "rebuild/history.h"
#include "rebuild/history_edition.h"

enum { MANIFEST_LIMIT = 4 << 20 };

/* Two archives of a release may have the path: the worse counts. */
static bool
has_origin(const struct json *report, const char *path)
{
	const struct json *origins =
		json_get(json_at(json_get(report, "artifacts"), 0), "origins");
	bool known = false;

	for (size_t i = 0; i < json_count(origins); i++) {
		const struct json *origin = json_at(origins, i);

		if (!text_is_same(json_get_text(origin, "path"), path))
			continue;
		if (text_is_same(json_get_text(origin, "origin"), "unexplained"))
			return false;
		known = true;
	}
	return known;
}

static bool
was_compared(const struct edition *edition)
{
	const struct json *artifact = json_at(json_get(edition->report, "artifacts"), 0);

	return json_get(artifact, "findings") != NULL;
}

/* Whether the comparison found that only the published one has the file: a finding's path
 * ends with "//", the first folder of what is no wheel, and the path. */
static bool
is_not_made(const struct json *report, const char *path)
{
	const struct json *findings =
		json_get(json_at(json_get(report, "artifacts"), 0), "findings");
	const char *kind = finding_kind_name(FINDING_ADDED);

	for (size_t i = 0; i < json_count(findings); i++) {
		const struct json *finding = json_at(findings, i);
		const char *member = json_get_text(finding, "path"), *next;

		while (member != NULL && (next = strstr(member, "//")) != NULL)
			member = next + 2;
		next = member != NULL ? strchr(member, '/') : NULL;
		if (text_is_same(json_get_text(finding, "kind"), kind) &&
		    (text_is_same(member, path) ||
		     (next != NULL && strcmp(next + 1, path) == 0)))
			return true;
	}
	return false;
}

/* Why a change is not explained, which the caller frees; NULL where it is. */
struct reason {
	char *why;
	bool unsure;
};

static struct reason
not_explained(const char *why)
{
	return (struct reason){ xstrdup(why), false };
}

static struct reason
not_known(const char *why)
{
	return (struct reason){ xstrdup(why), true };
}

static struct reason
why_not_made(const struct edition *after, const char *path)
{
	if (!was_compared(after))
		return not_known("the source has no such file, and nothing was built");
	return not_explained(
		is_not_made(after->report, path)
			? "the source has no such file, and the rebuild does not make it"
			: "the source has no such file, and the rebuild makes other "
			  "bytes");
}

static struct reason
why_not_explained(const struct edition *before, const struct edition *after,
		  const struct inventory_entry *entry)
{
	bool zip = inventory_is_of_zip(&after->inventory, entry);
	char old[COMMIT_SIZE], new[COMMIT_SIZE];

	if (has_origin(after->report, entry->path))
		return (struct reason){ 0 };
	if (after->repository == NULL)
		return not_known("no source of this release is known");
	edition_source_blob(new, after, entry->path, zip);
	if (new[0] == '\0')
		return why_not_made(after, entry->path);
	if (strcmp(new, entry->blob) == 0)
		return (struct reason){ 0 };
	if (before->repository == NULL)
		return not_known("no source of the release before is known");
	edition_source_blob(old, before, entry->path, zip);
	if (strcmp(old, new) == 0)
		return not_explained("its source did not change");
	return was_compared(after)
		       ? not_explained("its source changed too, but makes other bytes")
		       : (struct reason){ 0 };
}

static struct reason
why_not_removed(const struct edition *after, const char *path, bool zip)
{
	char blob[COMMIT_SIZE];
	const char *verdict = json_get_text(after->report, "verdict");

	if (text_is_same(verdict, "identical") || text_is_same(verdict, "equivalent"))
		return (struct reason){ 0 };
	if (after->repository == NULL)
		return not_known("no source of this release is known");
	edition_source_blob(blob, after, path, zip);
	return blob[0] != '\0' ? not_explained("the source still has it")
			       : (struct reason){ 0 };
}

/* A path has one change, though two archives may have it: that which is the worse. */
static void
add_change(struct history_step *step, const char *path, const char *kind,
	   struct reason reason)
{
	for (size_t i = 0; i < step->count; i++) {
		struct history_change *change = &step->changes[i];

		if (strcmp(change->path, path) != 0)
			continue;
		if (reason.why == NULL ||
		    (change->why != NULL && (!change->unsure || reason.unsure))) {
			free(reason.why);
			return;
		}
		replace_text(&change->why, reason.why);
		change->kind = kind;
		change->unsure = reason.unsure;
		return;
	}
	array_append(step->changes, step->count,
		     ((struct history_change){ xstrdup(path), kind, reason.why,
					       reason.unsure }));
}

/* "dependencies: evil" of package.json. */
static void
compare_member(struct history_step *step, const char *map, const char *key,
	       const struct json *old, const struct json *new, const struct json *source)
{
	cleanup_free char *path = xasprintf("package.json: %s: %s", map, key);
	const char *kind = old == NULL ? "added" : new == NULL ? "removed" : "changed";
	const char *text = json_text(new);
	struct reason reason = { 0 };

	if (json_same(old, new))
		return;
	if (source == NULL ? new != NULL : !json_same(source, new))
		reason.why =
			xasprintf("the source does not say so%s%s",
				  text != NULL ? ": " : "", text != NULL ? text : "");
	add_change(step, path, kind, reason);
}

static void
compare_map(struct history_step *step, const char *map, const struct json *old,
	    const struct json *new, const struct json *source)
{
	for (const struct json_member *at = json_first(new); at != NULL;
	     at = json_next(new, at))
		compare_member(step, map, json_key(at), json_get(old, json_key(at)),
			       json_value(at), json_get(source, json_key(at)));
	for (const struct json_member *at = json_first(old); at != NULL;
	     at = json_next(old, at))
		if (json_get(new, json_key(at)) == NULL)
			compare_member(step, map, json_key(at), json_value(at), NULL,
				       json_get(source, json_key(at)));
}

static struct json *
read_manifest(const struct edition *edition)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MANIFEST_LIMIT);
	struct json *manifest = NULL;
	char blob[COMMIT_SIZE];
	struct error ignored;

	if (edition->repository == NULL)
		return NULL;
	edition_source_blob(blob, edition, "package.json", false);
	if (blob[0] != '\0' &&
	    repository_read(edition->repository, blob, &text, &ignored) == 0 &&
	    json_parse_lenient(&manifest, buffer_bytes(&text), &ignored) < 0)
		manifest = NULL;
	return manifest;
}

/* A source that nobody knows says nothing, and denies nothing. */
static void
doubt(struct history_step *step, size_t first)
{
	for (size_t i = first; i < step->count; i++) {
		struct history_change *change = &step->changes[i];

		if (change->why == NULL)
			continue;
		change->unsure = true;
		replace_text(&change->why, xstrdup("no source of this release is known"));
	}
}

/* What runs when a package is installed, or is installed with it. */
static void
compare_manifests(struct history_step *step, const struct edition *before,
		  const struct edition *after)
{
	static const char *const maps[] = { "dependencies", "optionalDependencies",
					    "peerDependencies", "scripts", "bin" };
	const struct json *old = before->inventory.manifest,
			  *new = after->inventory.manifest;
	cleanup_json struct json *source = read_manifest(after);
	size_t first = step->count;

	for (size_t i = 0; i < array_length(maps) && new != NULL; i++)
		compare_map(step, maps[i], json_get(old, maps[i]), json_get(new, maps[i]),
			    json_get(source, maps[i]));
	if (after->repository == NULL)
		doubt(step, first);
}

static int
order_of_changes(const void *a, const void *b)
{
	return strcmp(((const struct history_change *)a)->path,
		      ((const struct history_change *)b)->path);
}

/* Of a file that an sdist and a wheel have each in a way of its own, which is meant. */
static void
say_where(struct reason *reason, const struct edition *edition,
	  const struct inventory_entry *entry)
{
	bool zip = inventory_is_of_zip(&edition->inventory, entry);
	const struct inventory_entry *twin = edition_file(edition, entry->path, !zip);

	if (reason->why != NULL && !reason->unsure && twin != NULL &&
	    strcmp(twin->blob, entry->blob) != 0)
		replace_text(
			&reason->why,
			xasprintf("in the %s: %s", zip ? "wheel" : "sdist", reason->why));
}

static void
compare_file(struct history_step *step, const struct edition *before,
	     const struct edition *after, const struct inventory_entry *new)
{
	bool zip = inventory_is_of_zip(&after->inventory, new);
	const struct inventory_entry *old = edition_counterpart(before, new->path, zip);
	struct reason reason;

	if (old != NULL && old->type == new->type &&strcmp(old->blob, new->blob) == 0 &&
	    old->mode == new->mode)
		return;
	reason = why_not_explained(before, after, new);
	say_where(&reason, after, new);
	add_change(step, new->path, old == NULL ? "added" : "changed", reason);
}

static void
compare_files(struct history_step *step, const struct edition *before,
	      const struct edition *after)
{
	for (size_t i = 0; i < after->inventory.count; i++) {
		const struct inventory_entry *new = &after->inventory.entries[i];
		bool zip = inventory_is_of_zip(&after->inventory, new);

		if (new->type != 'd' && edition_file(after, new->path, zip) == new)
			compare_file(step, before, after, new);
	}
	for (size_t i = 0; i < before->inventory.count; i++) {
		const struct inventory_entry *old = &before->inventory.entries[i];
		bool zip = inventory_is_of_zip(&before->inventory, old);

		if (old->type != 'd' && edition_file(before, old->path, zip) == old &&
		    edition_counterpart(after, old->path, zip) == NULL)
			add_change(step, old->path, "removed",
				   why_not_removed(after, old->path, zip));
	}
}

int
history_compare(struct history *history, const struct session *session, struct error *err)
{
	for (size_t i = 1; i < history->checks.count; i++) {
		cleanup_edition struct edition before = { 0 }, after = { 0 };
		const struct checked *checked = &history->checks.items[i];
		struct history_step step = { 0 };

		progress_stop(session->progress, "changes", "%s", checked->purl);
		if (cancel_check(&session->cancel, err) < 0 ||
		    edition_open(&before, session, &history->checks.items[i - 1], err) <
			    0 ||
		    edition_open(&after, session, checked, err) < 0)
			return -1;
		compare_files(&step, &before, &after);
		compare_manifests(&step, &before, &after);
		if (step.count > 0)
			qsort(step.changes, step.count, sizeof(*step.changes),
			      order_of_changes);
		array_append(history->steps, history->step_count, step);
	}
	return 0;
}
