/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/source.h"

#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/candidates.h"
#include "rebuild/fetch.h"
#include "rebuild/location.h"
#include "rebuild/registry.h"
#include "rebuild/unpack_confined.h"

enum { MANIFEST_LIMIT = 4 << 20, CANDIDATES_SHOWN = 20 };

void
source_release(struct source *source)
{
	free(source->location);
	free(source->repository);
	free(source->commit);
	free(source->ref);
	free(source->directory);
	free(source->tree);
	for (size_t i = 0; i < source->candidate_count; i++)
		candidate_release(&source->candidates[i]);
	free(source->candidates);
	strings_release(&source->notes);
	*source = (struct source){ 0 };
}

/* The report shows the best; what stands behind them is as good or worse. */
static void
take_candidates(struct source *out, struct candidates *candidates)
{
	candidates_sort(candidates);
	for (size_t i = 0; i < candidates->count; i++) {
		struct candidate *candidate = &candidates->items[i];
		bool chosen = out->commit != NULL &&
			      strcmp(candidate->commit, out->commit) == 0;

		candidate->taken = chosen;
		if (chosen || out->candidate_count < CANDIDATES_SHOWN)
			array_append(out->candidates, out->candidate_count, *candidate);
		else
			candidate_release(candidate);
	}
	candidates->count = 0;
}

static int
make_tree_folder(struct source *out, const struct session *session, struct error *err)
{
	return folder_make_scratch(&out->tree, session->scratch, "source", err);
}

static void
note_better(struct source *out, const struct candidates *candidates,
	    const struct candidate *taken, const struct candidate *best)
{
	size_t later;

	if (best == NULL || best == taken || best->matching <= taken->matching)
		return;
	later = repository_distance(candidates->repository, taken->commit, best->commit);
	strings_add_format(
		&out->notes,
		"tag-is-not-the-published-commit: %.12s has %u of the %u published "
		"files as they are, %s has %u; it is %zu commit%s later",
		best->commit, best->matching, best->files,
		taken->ref != NULL ? taken->ref : taken->commit, taken->matching, later,
		later == 1 ? "" : "s");
}

/* When content has led to another commit than the tag of this version. */
static void
note_other_tag(struct source *out, const struct candidates *candidates,
	       const struct candidate *best)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *tag = &candidates->items[i];

		if (tag->origin != CANDIDATE_TAG || best->origin == CANDIDATE_TAG)
			continue;
		strings_add_format(
			&out->notes,
			"the artifact matches commit %.12s (%u of %u files), not tag "
			"%s (%u): the commit is %zu after the tag",
			best->commit, best->matching, best->files, tag->ref,
			tag->matching,
			repository_distance(candidates->repository, tag->commit,
					    best->commit));
		return;
	}
}

/* A tag that names the chosen commit, though it does not name the version. */
static char *
tag_of(const struct repository *repository, const char *commit)
{
	cleanup_tags struct repository_tags tags = { 0 };

	repository_list_tags(&tags, repository);
	for (size_t i = 0; i < tags.count; i++)
		if (strcmp(tags.items[i].commit, commit) == 0)
			return xstrdup(tags.items[i].name);
	return NULL;
}

/* SPDX's form of where the source is; a local place is named from the root. */
static char *
locate(const struct source *source, const char *place)
{
	cleanup_free char *absolute =
		strstr(place, "://") == NULL ? realpath(place, NULL) : NULL;

	return xasprintf("%s%s@%s%s%s", absolute != NULL ? "git+file://" : "git+",
			 absolute != NULL ? absolute : place,
			 source->ref != NULL ? source->ref : source->commit,
			 source->directory[0] != '\0' ? "#" : "", source->directory);
}

static int
settle(struct source *out, const struct session *session, struct candidates *candidates,
       const struct candidate *chosen, const char *place, struct error *err)
{
	const struct repository *repository = candidates->repository;

	out->state = SOURCE_FOUND;
	out->commit = xstrdup(chosen->commit);
	out->ref = chosen->ref != NULL ? xstrdup(chosen->ref)
				       : tag_of(repository, out->commit);
	out->directory = xstrdup(chosen->directory);
	out->time = repository_time(repository, out->commit);
	out->orphan = chosen->origin == CANDIDATE_HINT &&
		      !repository_reaches(repository, out->commit);
	out->location = locate(out, place);
	if (make_tree_folder(out, session, err) < 0)
		return -1;
	return repository_export(repository, out->commit, out->tree, &out->notes, err);
}

static void
note_manifest(struct source *out, const struct candidate *chosen)
{
	out->assisted =
		chosen->valid && strstr(chosen->reason, "the release step sets") != NULL;
	out->version_differs = !chosen->valid;
	if (!chosen->valid || out->assisted)
		strings_add(&out->notes, chosen->reason);
}

static int
find_given_ref(struct source *out, const struct session *session,
	       struct candidates *candidates, const struct location *location,
	       struct error *err)
{
	char commit[COMMIT_SIZE];
	const struct candidate *rival;
	struct candidate *chosen;

	if (repository_resolve(commit, candidates->repository, location->ref, err) < 0)
		return error_wrap(err, "%s", location->place);
	candidates_add(candidates, CANDIDATE_GIVEN, commit, location->ref);
	candidates_gather(candidates);
	chosen = &candidates->items[0]; /* the list may have moved while it grew */
	note_manifest(out, chosen);
	note_better(out, candidates, chosen, candidates_choose(candidates, &rival));
	return settle(out, session, candidates, chosen, location->place, err);
}

static int
find_best(struct source *out, const struct session *session,
	  struct candidates *candidates, const struct location *location,
	  struct error *err)
{
	const struct spec *spec = &candidates->release->spec;
	const struct candidate *rival, *best;

	candidates_gather(candidates);
	best = candidates_choose(candidates, &rival);
	if (best == NULL) {
		out->state = SOURCE_NONE;
		strings_add_format(
			&out->notes, "no commit of %s states version %s of %s; %s",
			location->place, spec->version, spec->name,
			candidates->count > 0 ? "what was looked at stands below"
					      : "no tag is called so either");
		return 0;
	}
	if (rival != NULL) {
		out->state = SOURCE_AMBIGUOUS;
		strings_add_format(&out->notes,
				   "tags %s and %s both fit and differ; name one "
				   "with --source ...@TAG",
				   best->ref, rival->ref);
		return 0;
	}
	note_manifest(out, best);
	note_other_tag(out, candidates, best);
	return settle(out, session, candidates, best, location->place, err);
}

static int
find_in_repository(struct source *out, const struct session *session,
		   const struct release *release, const struct inventory *inventory,
		   const struct location *location, struct error *err)
{
	cleanup_repository struct repository *repository = NULL;
	cleanup_candidates struct candidates candidates = { 0 };
	int code;

	if (location->remote
		    ? repository_fetch(&repository, session, location->place, err) < 0
		    : repository_open(&repository, location->place, err) < 0)
		return -1;
	out->kind = SOURCE_GIT;
	out->repository = xstrdup(repository_path(repository));
	candidates_start(&candidates, repository, release, inventory);
	if (location->directory != NULL)
		replace_text(&candidates.directory, xstrdup(location->directory));
	code = location->ref != NULL
		       ? find_given_ref(out, session, &candidates, location, err)
		       : find_best(out, session, &candidates, location, err);
	if (code == 0)
		take_candidates(out, &candidates);
	return code;
}

static int64_t
newest_time(const char *folder)
{
	char *paths[] = { (char *)(uintptr_t)folder, NULL };
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int64_t newest = 0;

	if (walk == NULL)
		return 0;
	for (FTSENT *entry; (entry = fts_read(walk)) != NULL;)
		if (entry->fts_info == FTS_F && entry->fts_statp->st_mtime > newest)
			newest = entry->fts_statp->st_mtime;
	fts_close(walk);
	return newest;
}

static void
judge_manifest(struct candidate *candidate, const struct manifest_kind *manifest,
	       const char *folder, const struct spec *spec)
{
	cleanup_free char *path = path_join(folder, manifest->file), *version = NULL;
	cleanup_buffer struct buffer text = BUFFER_INIT(MANIFEST_LIMIT);
	enum manifest_state state = MANIFEST_MISSING;
	struct error ignored;

	if (file_exists(path) && file_read(path, &text, &ignored) == 0)
		state = manifest_judge(manifest, buffer_bytes(&text), spec, &version);
	candidate->reason = manifest_describe(manifest, state, version);
	candidate->valid = state <= MANIFEST_PLACEHOLDER;
	candidate->taken = state <= MANIFEST_OTHER_VERSION;
}

/* A folder or an unpacked tarball has one manifest that may be meant; it is judged as a
 * commit's would be. */
static int
judge_folder(struct source *out, const struct release *release,
	     const struct location *location, struct error *err)
{
	const char *directory = location->directory != NULL  ? location->directory
				: release->directory != NULL ? release->directory
							     : "";
	cleanup_free char *folder = directory[0] != '\0' ? path_join(out->tree, directory)
							 : xstrdup(out->tree);
	const struct manifest_kind *manifest =
		registry_find(release->spec.ecosystem)->manifest;
	struct candidate candidate = { .origin = CANDIDATE_GIVEN,
				       .commit = xstrdup(location->place),
				       .directory = xstrdup(directory) };

	if (directory[0] != '\0' && !path_is_inside(directory))
		return error_set(err, ERROR_USAGE, "#%s leads outside of the source",
				 directory);
	if (manifest != NULL)
		judge_manifest(&candidate, manifest, folder, &release->spec);
	else
		candidate.valid = candidate.taken = true;
	if (candidate.reason == NULL)
		candidate.reason = xstrdup("it is the one that was named");
	out->state = candidate.taken ? SOURCE_FOUND : SOURCE_NONE;
	out->directory = xstrdup(directory);
	out->location = xstrdup(location->place);
	note_manifest(out, &candidate);
	array_append(out->candidates, out->candidate_count, candidate);
	return 0;
}

/* Tarballs of tags have one folder at the top, named after the project; npm's too. */
static int
unpack_tarball(struct source *out, const struct session *session, const char *path,
	       struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };

	if (make_tree_folder(out, session, err) < 0 ||
	    unpack_confined(&unpacking, session, path, out->tree, 1, err) < 0)
		return -1;
	out->time = unpacking.newest;
	for (size_t i = 0; i < unpacking.left_out.count; i++)
		strings_add_format(&out->notes, "left out of the source: %s",
				   unpacking.left_out.items[i]);
	return 0;
}

static int
find_in_tarball(struct source *out, const struct session *session,
		const struct release *release, const struct location *location,
		struct error *err)
{
	cleanup_free char *path = NULL;
	struct fetch_request request = { .url = location->place,
					 .limit = UINT64_C(1) << 30,
					 .reusable = true };

	out->kind = SOURCE_TARBALL;
	if (!location->remote)
		path = xstrdup(location->place);
	else if (fetch_file(&path, session, &request, err) < 0)
		return -1;
	if (unpack_tarball(out, session, path, err) < 0)
		return -1;
	return judge_folder(out, release, location, err);
}

static int
find_in_folder(struct source *out, const struct release *release,
	       const struct location *location, struct error *err)
{
	out->kind = SOURCE_FOLDER;
	out->tree = realpath(location->place, NULL);
	if (out->tree == NULL)
		return error_set_errno(err, "%s", location->place);
	out->time = newest_time(out->tree);
	return judge_folder(out, release, location, err);
}

int
source_find(struct source *out, const struct session *session,
	    const struct release *release, const struct inventory *inventory,
	    const char *given, struct error *err)
{
	cleanup_location struct location location = { 0 };
	const struct registry *registry = registry_find(release->spec.ecosystem);

	*out = (struct source){ 0 };
	if (registry->find_source != NULL)
		return registry->find_source(out, session, release, inventory, given,
					     err);
	if (given == NULL)
		given = release->repository;
	if (given == NULL) {
		out->state = SOURCE_NONE;
		strings_add(&out->notes,
			    "the registry states no repository; name one with "
			    "--source");
		return 0;
	}
	if (location_parse(&location, given, err) < 0)
		return -1;
	switch (location.kind) {
	case SOURCE_GIT:
		return find_in_repository(out, session, release, inventory, &location,
					  err);
	case SOURCE_TARBALL:
		return find_in_tarball(out, session, release, &location, err);
	case SOURCE_FOLDER:
	case SOURCE_DSC: /* a registry's own, never a location's */
		break;
	}
	return find_in_folder(out, release, &location, err);
}
