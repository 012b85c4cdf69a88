/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source that is a commit of a git repository. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/source_inside.h"

enum { CANDIDATES_SHOWN = 20 };

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

/* What is looked for, and where. */
struct search {
	const struct session *session; /* borrowed, as are all of these */
	const struct inventory *inventory;
	const struct location *location;
	struct candidates *candidates;
};

static int
settle(struct source *out, const struct search *search, const struct candidate *chosen,
       struct error *err)
{
	const struct repository *repository = search->candidates->repository;

	source_note_manifest(out, chosen);
	source_remark(out, search->candidates, chosen);
	out->state = SOURCE_FOUND;
	out->commit = xstrdup(chosen->commit);
	out->ref = chosen->ref != NULL ? xstrdup(chosen->ref)
				       : tag_of(repository, out->commit);
	out->directory = xstrdup(chosen->directory);
	out->time = repository_time(repository, out->commit);
	out->orphan = (chosen->hinted || chosen->attested) &&
		      !repository_reaches(repository, out->commit);
	out->location = locate(out, search->location->place);
	if (source_make_tree(out, search->session, err) < 0 ||
	    repository_export(repository, out->commit, out->tree, &out->notes, err) < 0)
		return -1;
	return source_restore_absent(out, search->session, search->candidates->release,
				     search->inventory, repository, err);
}

static int
find_given_ref(struct source *out, const struct search *search, struct error *err)
{
	struct candidates *candidates = search->candidates;
	const struct location *location = search->location;
	char commit[COMMIT_SIZE];

	if (repository_resolve(commit, candidates->repository, location->ref, err) < 0)
		return error_wrap(err, "%s", location->place);
	candidates_add(candidates, CANDIDATE_GIVEN, commit, location->ref);
	if (candidates_gather(candidates, err) < 0)
		return -1;
	/* The list may have moved while it grew. */
	return settle(out, search, &candidates->items[0], err);
}

static void
end_without_commit(struct source *out, const struct search *search)
{
	const struct spec *spec = &search->candidates->release->spec;

	out->state = SOURCE_NONE;
	strings_add_format(&out->notes, "no commit of %s %s version %s of %s; %s",
			   search->location->place,
			   search->candidates->manifests.kind != NULL ? "states" : "is",
			   spec->version, spec->name,
			   search->candidates->count > 0
				   ? "what was looked at stands below"
				   : "no tag is called so either");
}

static int
find_best(struct source *out, const struct search *search, struct error *err)
{
	const struct candidate *rival, *best;

	if (candidates_gather(search->candidates, err) < 0)
		return -1;
	best = candidates_choose(search->candidates, &rival);
	if (best == NULL) {
		end_without_commit(out, search);
		return 0;
	}
	if (rival == NULL)
		return settle(out, search, best, err);
	out->state = SOURCE_AMBIGUOUS;
	strings_add_format(&out->notes,
			   "tags %s and %s both fit and differ; name one "
			   "with --source ...@TAG",
			   best->ref, rival->ref);
	return 0;
}

int
source_find_in_repository(struct source *out, const struct session *session,
			  const struct release *release,
			  const struct inventory *inventory,
			  const struct location *location, struct error *err)
{
	cleanup_repository struct repository *repository = NULL;
	cleanup_candidates struct candidates candidates = { 0 };
	struct search search = { session, inventory, location, &candidates };
	int code;

	if (location->remote
		    ? repository_fetch(&repository, session, location->place, err) < 0
		    : repository_open(&repository, location->place, err) < 0)
		return -1;
	out->kind = SOURCE_GIT;
	out->repository = xstrdup(repository_path(repository));
	candidates_start(&candidates, session, repository, release, inventory,
			 location->place);
	if (location->directory != NULL)
		replace_text(&candidates.directory, xstrdup(location->directory));
	code = location->ref != NULL ? find_given_ref(out, &search, err)
				     : find_best(out, &search, err);
	if (code == 0)
		take_candidates(out, &candidates);
	return code;
}
