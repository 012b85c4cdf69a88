/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where commits come from: what the registry or the artifact names, tags, the history of
 * the manifest, and the content of the commits near to these.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/attestation.h"
#include "rebuild/candidates.h"

enum {
	HISTORY_MOST = 200000, /* commits whose manifest is looked at */
	CONTENT_MOST = 20000,  /* commits whose content is, where nothing else leads */
	FOUND_MOST = 300,      /* commits of one version whose content is ranked */
	NEAR_COMMITS = 40,     /* before and behind a tag */
	ANCHORS_MOST = 4,      /* tags around which is looked */
	SAMPLE_MOST = 200,     /* files by which a whole history is looked through */
	CHANGED_MOST = 10,     /* one file of so many may have other bytes */
	GENERATED_MOST = 3,    /* at least one of so many is in the source */
};

/* A commit, and that it states this version. */
struct history {
	struct candidates *candidates;
	char (*commits)[COMMIT_SIZE]; /* owned */
	size_t count;
};

static bool
want_commit(void *context, const char *commit)
{
	struct history *history = context;
	struct candidates *candidates = history->candidates;
	size_t before = history->count;

	manifest_index_want(&candidates->manifests, commit, candidates->directory);
	history->commits =
		array_grow(history->commits, before, sizeof(*history->commits));
	memcpy(history->commits[history->count++], commit, COMMIT_SIZE);
	return cancel_check(&candidates->session->cancel, &candidates->trouble) == 0;
}

/* Where HEAD does not have the package, its tags may. */
static void
settle_directory(struct candidates *candidates)
{
	const struct spec *spec = &candidates->release->spec;
	struct tag_wanted wanted = { version_scheme_of(spec->ecosystem), spec->version,
				     &candidates->names };
	cleanup_tags struct repository_tags tags = { 0 };
	char head[COMMIT_SIZE];
	struct error none;

	if (repository_resolve(head, candidates->repository, "HEAD", &none) == 0)
		candidates_directory(candidates, head);
	if (candidates->directory == NULL)
		repository_list_tags(&tags, candidates->repository);
	for (size_t i = 0; i < tags.count && candidates->directory == NULL; i++)
		if (tag_fit(tags.items[i].name, &wanted) > TAG_MAYBE)
			candidates_directory(candidates, tags.items[i].commit);
	if (candidates->directory == NULL)
		candidates->directory = xstrdup("");
}

/* All manifests there ever were are read at once, before anything is judged. */
static int
read_history(struct history *history)
{
	struct candidates *candidates = history->candidates;

	if (candidates->manifests.kind == NULL)
		return 0;
	settle_directory(candidates);
	repository_walk(candidates->repository, HISTORY_MOST, want_commit, history);
	if (candidates->trouble.kind != ERROR_NONE)
		return -1;
	return manifest_index_read(&candidates->manifests, &candidates->trouble);
}

/* What the repository does not have is a candidate that cannot be taken. */
static void
add_named(struct candidates *candidates, const char *id, struct candidate candidate,
	  const char *absent)
{
	char commit[COMMIT_SIZE];
	struct error err;

	if (repository_resolve(commit, candidates->repository, id, &err) == 0) {
		candidates_add(candidates, candidate.origin, commit, NULL);
		return;
	}
	candidate.commit = xstrdup(id);
	candidate.reason = xstrdup(absent);
	array_append(candidates->items, candidates->count, candidate);
}

static void
add_hints(struct candidates *candidates)
{
	const struct release *release = candidates->release;
	const struct attestation *attestation = release->attestation;

	if (release->commit_hint != NULL)
		add_named(candidates, release->commit_hint,
			  (struct candidate){ .origin = CANDIDATE_HINT, .hinted = true },
			  "the release names it, and the repository does not have it");
	/* A provenance of other bytes names no commit of these. */
	if (attestation != NULL && attestation->is_of_artifact &&
	    attestation->commit != NULL)
		add_named(candidates, attestation->commit,
			  (struct candidate){ .origin = CANDIDATE_PROVENANCE,
					      .attested = true },
			  "the provenance names it, and the repository does not have it");
}

static size_t
add_tags(struct candidates *candidates, enum tag_fit least)
{
	const struct spec *spec = &candidates->release->spec;
	struct tag_wanted wanted = { version_scheme_of(spec->ecosystem), spec->version,
				     &candidates->names };
	cleanup_tags struct repository_tags tags = { 0 };
	size_t found = 0;

	repository_list_tags(&tags, candidates->repository);
	for (size_t i = 0; i < tags.count && spec->version != NULL; i++) {
		if (tag_fit(tags.items[i].name, &wanted) < least)
			continue;
		candidates_add(candidates, CANDIDATE_TAG, tags.items[i].commit,
			       tags.items[i].name);
		found++;
	}
	return found;
}

static void
add_history(const struct history *history)
{
	struct candidates *candidates = history->candidates;
	size_t found = 0;

	for (size_t i = 0; i < history->count && found < FOUND_MOST; i++) {
		const struct manifest_entry *entry =
			manifest_index_at(&candidates->manifests, history->commits[i],
					  candidates->directory);

		if (entry == NULL || entry->state != MANIFEST_RIGHT)
			continue;
		candidates_add(candidates, CANDIDATE_MANIFEST, history->commits[i], NULL);
		found++;
	}
}

/* The commit whose content is nearest, among those that are looked at. */
struct nearest {
	struct candidates *candidates;
	struct repository_files files; /* the texts are the inventory's */
	const char *directory;
	char commit[COMMIT_SIZE]; /* "" until one is nearer than the score says */
	char folder[COMMIT_SIZE]; /* the last one's, which need not be looked at again */
	int64_t score, time, gap;
	unsigned matching, others;
};

static void
look_at_content(void *context, const char *commit)
{
	struct nearest *nearest = context;
	const struct repository *repository = nearest->candidates->repository;
	char folder[COMMIT_SIZE];
	unsigned matching, others;
	int64_t score, gap;

	if (!repository_folder(folder, repository, commit, nearest->directory) ||
	    strcmp(folder, nearest->folder) == 0)
		return;
	memcpy(nearest->folder, folder, sizeof(folder));
	matching = repository_count_equal(repository, commit, nearest->directory,
					  &nearest->files, &others);
	score = (int64_t)matching - others;
	gap = repository_time(repository, commit) - nearest->time;
	gap = gap < 0 ? -gap : gap;
	if (score < nearest->score ||
	    (score == nearest->score &&
	     (nearest->commit[0] == '\0' || gap >= nearest->gap)))
		return;
	memcpy(nearest->commit, commit, sizeof(nearest->commit));
	nearest->score = score;
	nearest->gap = gap;
	nearest->matching = matching;
	nearest->others = others;
}

/* A tag may have been set a commit too early or too late. */
static void
look_near(struct candidates *candidates, const char *anchor, const char *directory,
	  int64_t score)
{
	const struct repository *repository = candidates->repository;
	struct nearest nearest = { .candidates = candidates,
				   .files = candidates->files,
				   .directory = directory,
				   .score = score,
				   .time = repository_time(repository, anchor) };

	repository_visit_later(repository, anchor, NEAR_COMMITS, look_at_content,
			       &nearest);
	repository_visit_earlier(repository, anchor, NEAR_COMMITS, look_at_content,
				 &nearest);
	if (nearest.commit[0] != '\0')
		candidates_add(candidates, CANDIDATE_CONTENT, nearest.commit, NULL);
}

/* Where each commit of a version states it, the history of the manifest has them all. */
static void
look_near_anchors(struct candidates *candidates)
{
	size_t count = candidates->count;

	for (size_t i = 0, looked = 0; i < count && looked < ANCHORS_MOST; i++) {
		const struct candidate *anchor = &candidates->items[i];
		cleanup_free char *commit = NULL, *directory = NULL;

		if (anchor->directory == NULL || !anchor->valid ||
		    (candidates->manifests.kind != NULL && !anchor->placeholder))
			continue;
		/* The list moves while it grows. */
		commit = xstrdup(anchor->commit);
		directory = xstrdup(anchor->directory);
		look_near(candidates, commit, directory, candidate_score(anchor));
		looked++;
	}
}

static bool
look_on(void *context, const char *commit)
{
	struct nearest *nearest = context;
	struct candidates *candidates = nearest->candidates;

	look_at_content(nearest, commit);
	return cancel_check(&candidates->session->cancel, &candidates->trouble) == 0;
}

static bool
is_near_enough(unsigned matching, unsigned others, size_t files)
{
	return matching > 0 && (uint64_t)others * CHANGED_MOST <= matching &&
	       (uint64_t)matching * GENERATED_MOST >= files;
}

/* Nobody tagged the release, and no manifest tells it. */
static void
look_everywhere(struct candidates *candidates)
{
	size_t step = candidates->files.count / SAMPLE_MOST + 1;
	cleanup_free char *directory =
		xstrdup(candidates->directory != NULL ? candidates->directory : "");
	struct nearest nearest = { .candidates = candidates,
				   .directory = directory,
				   .time = candidates->newest };

	for (size_t i = 0; i < candidates->files.count; i += step)
		array_append(nearest.files.at, nearest.files.count,
			     candidates->files.at[i]);
	repository_walk(candidates->repository, CONTENT_MOST, look_on, &nearest);
	if (nearest.commit[0] != '\0' &&
	    is_near_enough(nearest.matching, nearest.others, nearest.files.count))
		candidates_add(candidates, CANDIDATE_CONTENT, nearest.commit, NULL);
	free(nearest.files.at);
}

static bool
has_valid(const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->items[i].valid)
			return true;
	return false;
}

/* Tags whose names do not say of which project they are are taken for what is in them. */
static void
add_doubtful_tags(struct candidates *candidates)
{
	size_t first = candidates->count;

	add_tags(candidates, TAG_MAYBE);
	for (size_t i = first; i < candidates->count; i++) {
		struct candidate *candidate = &candidates->items[i];
		bool near = is_near_enough(candidate->matching, candidate->others,
					   candidate->files);

		candidate->origin = CANDIDATE_CONTENT;
		candidate->valid = candidate->valid && near;
		replace_text(&candidate->reason,
			     xstrdup(near ? "the tag may be another project's, but the "
					    "published files are in it"
					  : "the tag is another project's"));
	}
}

/* Content comes last, and only where no manifest states the version. */
static void
look_at_contents(struct candidates *candidates, size_t tags)
{
	bool alone = candidates->manifests.kind == NULL;

	if (alone && tags == 0)
		add_doubtful_tags(candidates);
	look_near_anchors(candidates);
	if (alone && !has_valid(candidates))
		look_everywhere(candidates);
}

int
candidates_gather(struct candidates *candidates, struct error *err)
{
	struct history history = { .candidates = candidates };

	if (read_history(&history) == 0) {
		add_hints(candidates);
		look_at_contents(candidates, add_tags(candidates, TAG_FITS));
		add_history(&history);
	}
	free(history.commits);
	if (candidates->trouble.kind == ERROR_NONE)
		return 0;
	*err = candidates->trouble;
	return -1;
}
