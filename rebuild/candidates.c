/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/registry.h"
#include "rebuild/tags.h"

enum {
	MANIFEST_LIMIT = 4 << 20,
	HISTORY_MOST = 200000, /* commits that are looked at */
	FOUND_MOST = 300,      /* commits of one version whose content is ranked */
};

void
candidate_release(struct candidate *candidate)
{
	free(candidate->commit);
	free(candidate->ref);
	free(candidate->directory);
	free(candidate->reason);
}

void
candidates_start(struct candidates *out, const struct repository *repository,
		 const struct release *release, const struct inventory *inventory)
{
	*out = (struct candidates){
		.repository = repository,
		.release = release,
		.manifest = registry_find(release->spec.ecosystem)->manifest,
		.directory = xstrdup_or_null(release->directory)
	};
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		struct repository_file file = { entry->path, entry->blob,
						entry->blob_lf };

		if (entry->type == 'f')
			array_append(out->files.at, out->files.count, file);
	}
}

void
candidates_release(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		candidate_release(&candidates->items[i]);
	free(candidates->items);
	free(candidates->files.at);
	free(candidates->directory);
}

static char *
manifest_path(const struct candidates *candidates, const char *directory)
{
	const char *file = candidates->manifest->file;

	return directory[0] != '\0' ? path_join(directory, file) : xstrdup(file);
}

static enum manifest_state
judge_at(const struct candidates *candidates, const char *commit, const char *directory,
	 char **version)
{
	cleanup_free char *path = manifest_path(candidates, directory);
	cleanup_buffer struct buffer text = BUFFER_INIT(MANIFEST_LIMIT);
	char blob[COMMIT_SIZE];
	struct error ignored;

	if (version != NULL)
		*version = NULL;
	if (!repository_blob(blob, candidates->repository, commit, path))
		return MANIFEST_MISSING;
	if (repository_read(candidates->repository, blob, &text, &ignored) < 0)
		return MANIFEST_UNREADABLE;
	return manifest_judge(candidates->manifest, buffer_bytes(&text),
			      &candidates->release->spec, version);
}

static bool
is_of_package(enum manifest_state state)
{
	return state <= MANIFEST_OTHER_VERSION;
}

/* The folder whose manifest has the package's name: the root, else the only one. */
static char *
search_directory(const struct candidates *candidates, const char *commit)
{
	cleanup_strings struct strings paths = { 0 };
	char *found = NULL;

	if (is_of_package(judge_at(candidates, commit, "", NULL)))
		return xstrdup("");
	repository_find_files(&paths, candidates->repository, commit,
			      candidates->manifest->file);
	for (size_t i = 0; i < paths.count; i++) {
		const char *slash = strrchr(paths.items[i], '/');
		cleanup_free char *directory =
			slash == NULL ? xstrdup("")
				      : xstrndup(paths.items[i],
						 (size_t)(slash - paths.items[i]));

		if (!is_of_package(judge_at(candidates, commit, directory, NULL)))
			continue;
		if (found != NULL) { /* several: the registry did not say which */
			free(found);
			return NULL;
		}
		found = steal_pointer(&directory);
	}
	return found;
}

static const char *
directory_at(struct candidates *candidates, const char *commit)
{
	if (candidates->directory == NULL)
		candidates->directory = search_directory(candidates, commit);
	return candidates->directory != NULL ? candidates->directory : "";
}

static void
judge_manifest(struct candidates *candidates, struct candidate *candidate)
{
	const char *directory = directory_at(candidates, candidate->commit);
	cleanup_free char *version = NULL;
	enum manifest_state state =
		judge_at(candidates, candidate->commit, directory, &version);

	candidate->directory = xstrdup(directory);
	candidate->reason = manifest_describe(candidates->manifest, state, version);
	candidate->valid = state <= MANIFEST_PLACEHOLDER;
}

static void
judge(struct candidates *candidates, struct candidate *candidate)
{
	const char *directory =
		candidates->directory != NULL ? candidates->directory : "";

	if (candidates->manifest != NULL) {
		judge_manifest(candidates, candidate);
		directory = candidate->directory;
	} else {
		candidate->directory = xstrdup(directory);
		candidate->reason = xstrdup("such a source states no version of its own");
		candidate->valid = true;
	}
	candidate->files = (unsigned)candidates->files.count;
	candidate->matching =
		repository_count_equal(candidates->repository, candidate->commit,
				       directory, &candidates->files, &candidate->others);
}

struct candidate *
candidates_add(struct candidates *candidates, enum candidate_origin origin,
	       const char *commit, const char *ref)
{
	struct candidate candidate = { .origin = origin };

	for (size_t i = 0; i < candidates->count; i++) {
		struct candidate *known = &candidates->items[i];

		if (strcmp(known->commit, commit) != 0)
			continue;
		if (known->ref == NULL)
			known->ref = xstrdup_or_null(ref);
		return known;
	}
	candidate.commit = xstrdup(commit);
	candidate.ref = xstrdup_or_null(ref);
	judge(candidates, &candidate);
	array_append(candidates->items, candidates->count, candidate);
	return &candidates->items[candidates->count - 1];
}

static void
add_hint(struct candidates *candidates)
{
	const char *hint = candidates->release->commit_hint;
	char commit[COMMIT_SIZE];
	struct error err;

	if (hint == NULL)
		return;
	if (repository_resolve(commit, candidates->repository, hint, &err) == 0) {
		candidates_add(candidates, CANDIDATE_HINT, commit, NULL);
		return;
	}
	array_append(
		candidates->items, candidates->count,
		((struct candidate){ .origin = CANDIDATE_HINT,
				     .commit = xstrdup(hint),
				     .reason = xstrdup("the registry names it, and the "
						       "repository does not have it") }));
}

static void
add_tags(struct candidates *candidates)
{
	const struct spec *spec = &candidates->release->spec;
	cleanup_tags struct repository_tags tags = { 0 };

	repository_list_tags(&tags, candidates->repository);
	for (size_t i = 0; i < tags.count; i++)
		if (tag_means(tags.items[i].name, spec->name, spec->version))
			candidates_add(candidates, CANDIDATE_TAG, tags.items[i].commit,
				       tags.items[i].name);
}

struct history {
	struct candidates *candidates;
	char *path; /* owned: the manifest's */
	char last_blob[COMMIT_SIZE];
	bool last_right;
	unsigned found;
};

/* The manifest changes seldom from one commit to the next, so its last judgement is kept.
 */
static bool
look_at_commit(void *context, const char *commit)
{
	struct history *history = context;
	struct candidates *candidates = history->candidates;
	char blob[COMMIT_SIZE];

	if (!repository_blob(blob, candidates->repository, commit, history->path))
		return true;
	if (strcmp(blob, history->last_blob) != 0) {
		memcpy(history->last_blob, blob, sizeof(blob));
		history->last_right = judge_at(candidates, commit, candidates->directory,
					       NULL) == MANIFEST_RIGHT;
	}
	if (history->last_right) {
		candidates_add(candidates, CANDIDATE_MANIFEST, commit, NULL);
		history->found++;
	}
	return history->found < FOUND_MOST;
}

static void
add_history(struct candidates *candidates)
{
	struct history history = { .candidates = candidates };
	char head[COMMIT_SIZE];
	struct error err;

	if (candidates->manifest == NULL)
		return;
	if (candidates->directory == NULL &&
	    repository_resolve(head, candidates->repository, "HEAD", &err) == 0)
		candidates->directory = search_directory(candidates, head);
	if (candidates->directory == NULL)
		candidates->directory = xstrdup("");
	history.path = manifest_path(candidates, candidates->directory);
	repository_walk(candidates->repository, HISTORY_MOST, look_at_commit, &history);
	free(history.path);
}

void
candidates_gather(struct candidates *candidates)
{
	add_hint(candidates);
	add_tags(candidates);
	add_history(candidates);
}

/* What the tree lacks may be built; what it has with other bytes may not. */
static bool
is_consistent_tag(const struct candidate *candidate)
{
	return (candidate->origin == CANDIDATE_TAG ||
		candidate->origin == CANDIDATE_GIVEN) &&
	       candidate->matching > 0 && candidate->others == 0;
}

static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	static const int rank[] = { [CANDIDATE_GIVEN] = 4,
				    [CANDIDATE_TAG] = 3,
				    [CANDIDATE_HINT] = 2,
				    [CANDIDATE_MANIFEST] = 1 };

	if (a->valid != b->valid)
		return a->valid;
	if (is_consistent_tag(a) != is_consistent_tag(b))
		return is_consistent_tag(a);
	if (a->matching != b->matching)
		return a->matching > b->matching;
	return rank[a->origin] > rank[b->origin];
}

/* Two tags of one version that lead to unlike packages, neither nearer to the artifact.
 */
static bool
is_rival(const struct candidates *candidates, const struct candidate *best,
	 const struct candidate *other)
{
	char a[COMMIT_SIZE], b[COMMIT_SIZE];

	if (other == best || !other->valid || other->origin != CANDIDATE_TAG ||
	    best->origin != CANDIDATE_TAG || other->matching != best->matching)
		return false;
	return repository_folder(a, candidates->repository, best->commit,
				 best->directory) &&
	       repository_folder(b, candidates->repository, other->commit,
				 other->directory) &&
	       strcmp(a, b) != 0;
}

struct candidate *
candidates_choose(struct candidates *candidates, const struct candidate **rival)
{
	struct candidate *best = NULL;

	*rival = NULL;
	for (size_t i = 0; i < candidates->count; i++)
		if (best == NULL || is_better(&candidates->items[i], best))
			best = &candidates->items[i];
	if (best == NULL || !best->valid)
		return NULL;
	for (size_t i = 0; i < candidates->count && *rival == NULL; i++)
		if (is_rival(candidates, best, &candidates->items[i]))
			*rival = &candidates->items[i];
	return best;
}

/* Stable, so that equals stay in the order of history. */
void
candidates_sort(struct candidates *candidates)
{
	for (size_t i = 1; i < candidates->count; i++)
		for (size_t k = i;
		     k > 0 && is_better(&candidates->items[k], &candidates->items[k - 1]);
		     k--) {
			struct candidate moved = candidates->items[k];

			candidates->items[k] = candidates->items[k - 1];
			candidates->items[k - 1] = moved;
		}
}
