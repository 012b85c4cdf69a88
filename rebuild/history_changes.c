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
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/history.h"
#include "rebuild/inventory.h"
#include "rebuild/location.h"
#include "rebuild/repository.h"

enum { MANIFEST_LIMIT = 4 << 20 };

/* One release: what was published, and the commit that it was held against. */
struct edition {
	struct release release;
	struct inventory inventory;
	struct repository *repository; /* owned; NULL: no commit is known */
	const char *commit;	       /* borrowed from the report */
	const char *directory;	       /* borrowed from it */
	const struct json *report;     /* borrowed; NULL */
};

static void
edition_release(struct edition *edition)
{
	release_release(&edition->release);
	inventory_release(&edition->inventory);
	repository_close(edition->repository);
}

#define cleanup_edition __attribute__((cleanup(edition_release)))

/* A source that is no repository, or that is gone by now, explains nothing. */
static void
open_source(struct edition *edition, const struct session *session)
{
	const struct json *source = json_get(edition->report, "source");
	const char *location = json_get_text(source, "location");
	cleanup_location struct location place = { 0 };
	struct error ignored;
	int code;

	edition->commit = json_get_text(source, "commit");
	edition->directory = json_get_text(source, "directory");
	if (edition->directory == NULL)
		edition->directory = "";
	if (location == NULL || edition->commit == NULL ||
	    location_parse(&place, location, &ignored) < 0 || place.kind != SOURCE_GIT)
		return;
	code = place.remote
		       ? repository_fetch(&edition->repository, session, place.place,
					  &ignored)
		       : repository_open(&edition->repository, place.place, &ignored);
	if (code < 0)
		edition->repository = NULL;
}

static int
open_edition(struct edition *edition, const struct session *session,
	     const struct checked *checked, struct error *err)
{
	*edition = (struct edition){ .report = checked->report };
	if (release_lookup(&edition->release, session, &checked->entry->spec, err) < 0 ||
	    inventory_read(&edition->inventory, session, edition->release.artifact_path,
			   err) < 0)
		return -1;
	open_source(edition, session);
	return 0;
}

static const struct inventory_entry *
find_file(const struct inventory *inventory, const char *path)
{
	for (size_t i = inventory->count; i > 0; i--)
		if (inventory->entries[i - 1].type != 'd' &&
		    strcmp(inventory->entries[i - 1].path, path) == 0)
			return &inventory->entries[i - 1];
	return NULL;
}

/* "" where there is none. */
static void
source_blob(char *blob, const struct edition *edition, const char *path)
{
	cleanup_free char *whole = edition->directory[0] != '\0'
					   ? path_join(edition->directory, path)
					   : xstrdup(path);

	if (!repository_blob(blob, edition->repository, edition->commit, whole))
		blob[0] = '\0';
}

static const char *
origin_of(const struct json *report, const char *path)
{
	const struct json *origins =
		json_get(json_at(json_get(report, "artifacts"), 0), "origins");

	for (size_t i = 0; i < json_count(origins); i++) {
		const struct json *origin = json_at(origins, i);

		if (text_is_same(json_get_text(origin, "path"), path))
			return json_get_text(origin, "origin");
	}
	return "unexplained";
}

static bool
was_compared(const struct edition *edition)
{
	const struct json *artifact = json_at(json_get(edition->report, "artifacts"), 0);

	return json_get(artifact, "findings") != NULL;
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
why_not_explained(const struct edition *before, const struct edition *after,
		  const char *path)
{
	const char *origin = origin_of(after->report, path);
	char old[COMMIT_SIZE], new[COMMIT_SIZE];

	if (strcmp(origin, "unexplained") != 0)
		return (struct reason){ 0 };
	if (after->repository == NULL)
		return not_known("no source of this release is known");
	source_blob(new, after, path);
	if (new[0] == '\0' && !was_compared(after))
		return not_known("the source has no such file, and nothing was built");
	if (new[0] == '\0')
		return not_explained(
			"the source has no such file, and the rebuild does not make it");
	if (before->repository == NULL)
		return not_known("no source of the release before is known");
	source_blob(old, before, path);
	if (strcmp(old, new) == 0)
		return not_explained("its source did not change");
	return was_compared(after)
		       ? not_explained("its source changed too, but makes other bytes")
		       : (struct reason){ 0 };
}

static struct reason
why_not_removed(const struct edition *after, const char *path)
{
	char blob[COMMIT_SIZE];
	const char *verdict = json_get_text(after->report, "verdict");

	if (text_is_same(verdict, "identical") || text_is_same(verdict, "equivalent"))
		return (struct reason){ 0 };
	if (after->repository == NULL)
		return not_known("no source of this release is known");
	source_blob(blob, after, path);
	return blob[0] != '\0' ? not_explained("the source still has it")
			       : (struct reason){ 0 };
}

static void
add_change(struct history_step *step, const char *path, const char *kind,
	   struct reason reason)
{
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
	source_blob(blob, edition, "package.json");
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

static void
compare_files(struct history_step *step, const struct edition *before,
	      const struct edition *after)
{
	for (size_t i = 0; i < after->inventory.count; i++) {
		const struct inventory_entry *new = &after->inventory.entries[i], *old;

		if (new->type == 'd' || find_file(&after->inventory, new->path) != new)
			continue;
		old = find_file(&before->inventory, new->path);
		if (old == NULL || old->type != new->type ||
		    strcmp(old->blob, new->blob) != 0 || old->mode != new->mode)
			add_change(step, new->path, old == NULL ? "added" : "changed",
				   why_not_explained(before, after, new->path));
	}
	for (size_t i = 0; i < before->inventory.count; i++) {
		const struct inventory_entry *old = &before->inventory.entries[i];

		if (old->type != 'd' && find_file(&before->inventory, old->path) == old &&
		    find_file(&after->inventory, old->path) == NULL)
			add_change(step, old->path, "removed",
				   why_not_removed(after, old->path));
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
		    open_edition(&before, session, &history->checks.items[i - 1], err) <
			    0 ||
		    open_edition(&after, session, checked, err) < 0)
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
