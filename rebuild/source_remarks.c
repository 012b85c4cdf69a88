/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of the commit that was chosen, where it is not the one that was to be
 * expected. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "rebuild/registry.h"
#include "rebuild/source_inside.h"

enum { DAY = 24 * 60 * 60, WORDS_MAX = 160 };

static const char *
plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* "3 commits and 72 s after", of two commits. */
static void
say_distance(char *words, const struct repository *repository, const char *from,
	     const char *to)
{
	size_t after = repository_distance(repository, from, to);
	size_t before = repository_distance(repository, to, from);
	int64_t seconds =
		repository_time(repository, to) - repository_time(repository, from);
	uint64_t span = (uint64_t)(seconds < 0 ? -seconds : seconds);

	if (after > 0 && before > 0)
		snprintf(words, WORDS_MAX,
			 "it has %zu commit%s that the tag has not and lacks %zu, and is "
			 "%" PRIu64 " s %s",
			 after, plural(after), before, span,
			 seconds < 0 ? "older" : "younger");
	else
		snprintf(words, WORDS_MAX,
			 "it is %zu commit%s and %" PRIu64 " s %s the tag",
			 after + before, plural(after + before), span,
			 before > 0 ? "before" : "after");
}

/* The registry's word, or the newest file; 0 where neither is there. */
static int64_t
time_of_release(const struct candidates *candidates)
{
	const char *published = candidates->release->published_at;
	int64_t time = published != NULL ? clock_from_text(published) : -1;

	return time > 0 ? time : candidates->newest;
}

static int64_t
time_of_tag(const struct repository *repository, const struct candidate *tag)
{
	int64_t made = repository_tag_time(repository, tag->ref);
	int64_t commit = repository_time(repository, tag->commit);

	return made > commit ? made : commit;
}

static bool
is_later(const struct candidates *candidates, const struct candidate *tag)
{
	int64_t released = time_of_release(candidates);

	return released > 0 &&
	       repository_time(candidates->repository, tag->commit) > released + DAY;
}

/* A tag cannot have led to a commit that was made only after the release.  Where another
 * tag of this version can, this one may have come later. */
static bool
is_moved(const struct candidates *candidates, const struct candidate *tag)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->items[i].origin == CANDIDATE_TAG &&
		    !is_later(candidates, &candidates->items[i]))
			return false;
	return is_later(candidates, tag);
}

static void
remark_moved(struct source *out, const struct candidates *candidates,
	     const struct candidate *tag)
{
	char tagged[CLOCK_TEXT_MAX], released[CLOCK_TEXT_MAX];

	clock_to_text(time_of_tag(candidates->repository, tag), tagged);
	clock_to_text(time_of_release(candidates), released);
	remarks_add(
		&out->remarks, SEVERITY_ALARM, NULL, "tag-moved",
		"tag %s was moved after the release: it leads to commit %.12s, of %s; "
		"the release is of %s",
		tag->ref, tag->commit, tagged, released);
}

/* A statement of its own: content has led to another commit than the tag of this version.
 */
static void
remark_tag(struct source *out, const struct candidates *candidates,
	   const struct candidate *chosen, const struct candidate *tag)
{
	char words[WORDS_MAX];

	say_distance(words, candidates->repository, tag->commit, chosen->commit);
	remarks_add(&out->remarks, SEVERITY_NOTE, NULL, "tag-is-not-the-published-commit",
		    "the release matches commit %.12s (%u of %u files), not tag %s (%u, "
		    "and %u "
		    "with other bytes): %s",
		    chosen->commit, chosen->matching, chosen->files, tag->ref,
		    tag->matching, tag->others, words);
	if (is_moved(candidates, tag))
		remark_moved(out, candidates, tag);
}

/* The tag that a person would take is not the commit that was published. */
static void
remark_better(struct source *out, const struct candidates *candidates,
	      const struct candidate *chosen, const struct candidate *better)
{
	char words[WORDS_MAX];

	if (better->matching <= chosen->matching)
		return;
	say_distance(words, candidates->repository, chosen->commit, better->commit);
	remarks_add(&out->remarks, SEVERITY_NOTE, NULL, "tag-is-not-the-published-commit",
		    "commit %.12s has %u of the %u published files as they are, %s has "
		    "%u: %s",
		    better->commit, better->matching, better->files,
		    chosen->ref != NULL ? chosen->ref : chosen->commit, chosen->matching,
		    words);
}

static void
remark_other_tag(struct source *out, const struct candidate *chosen,
		 const struct candidate *tag)
{
	remarks_add(
		&out->remarks, SEVERITY_NOTE, NULL, "other-tag",
		"tag %s fits this version as well, and leads to commit %.12s, which has "
		"%u of %u files, %u with other bytes; %s has %u and %u",
		tag->ref, tag->commit, tag->matching, tag->files, tag->others,
		chosen->ref, chosen->matching, chosen->others);
}

/* git takes the tag; what a person checks out by the branch is something else. */
static void
remark_branch(struct source *out, const struct candidates *candidates,
	      const struct candidate *chosen)
{
	char branch[COMMIT_SIZE];

	if (chosen->ref == NULL ||
	    !repository_branch(branch, candidates->repository, chosen->ref) ||
	    strcmp(branch, chosen->commit) == 0)
		return;
	remarks_add(&out->remarks, SEVERITY_NOTE, NULL, "branch-of-the-same-name",
		    "a branch is called %s as well, and leads to commit %.12s",
		    chosen->ref, branch);
}

/* What the registry forgets to have is one thing; a commit that the artifact itself names
 * is of another repository, or was taken away. */
static void
remark_hint(struct source *out, const struct candidates *candidates,
	    const struct candidate *chosen)
{
	const struct registry *registry =
		registry_find(candidates->release->spec.ecosystem);

	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *hint = &candidates->items[i];

		if (!hint->hinted || hint == chosen)
			continue;
		if (hint->directory != NULL)
			remarks_add(&out->remarks, SEVERITY_NOTE, NULL,
				    "other-commit-named",
				    "the release names commit %.12s, which has %u of %u "
				    "files; %.12s has %u",
				    hint->commit, hint->matching, hint->files,
				    chosen->commit, chosen->matching);
		else if (registry->artifact_names_commit)
			remarks_add(
				&out->remarks, SEVERITY_ALARM, NULL, "foreign-commit",
				"the release names commit %.12s, which the repository "
				"does not have",
				hint->commit);
	}
}

static const struct candidate *
nearest_of(const struct candidates *candidates)
{
	const struct candidate *best = NULL;

	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *other = &candidates->items[i];

		if (other->valid && other->directory != NULL &&
		    (best == NULL || candidate_score(other) > candidate_score(best)))
			best = other;
	}
	return best;
}

static void
remark_tags(struct source *out, const struct candidates *candidates,
	    const struct candidate *chosen)
{
	for (size_t i = 0; i < candidates->count; i++) {
		const struct candidate *tag = &candidates->items[i];

		if (tag == chosen || tag->origin != CANDIDATE_TAG)
			continue;
		if (chosen->origin == CANDIDATE_TAG)
			remark_other_tag(out, chosen, tag);
		else
			remark_tag(out, candidates, chosen, tag);
	}
}

void
source_remark(struct source *out, const struct candidates *candidates,
	      const struct candidate *chosen)
{
	const struct candidate *nearest = nearest_of(candidates);

	if (chosen->origin != CANDIDATE_GIVEN)
		remark_tags(out, candidates, chosen);
	else if (nearest != NULL)
		remark_better(out, candidates, chosen, nearest);
	remark_branch(out, candidates, chosen);
	remark_hint(out, candidates, chosen);
	source_remark_attested(out, candidates, chosen);
}
