/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice among the commits that a release may have been made from. */
#include <string.h>

#include "rebuild/candidates.h"
#include "rebuild/registry.h"

int64_t
candidate_score(const struct candidate *candidate)
{
	return (int64_t)candidate->matching - candidate->others;
}

/* Of npm's packages, what the tree lacks may be built; what it has with other bytes may
 * not. */
static bool
is_consistent_tag(const struct candidate *candidate)
{
	return (candidate->origin == CANDIDATE_TAG ||
		candidate->origin == CANDIDATE_GIVEN) &&
	       candidate->matching > 0 && candidate->others == 0;
}

/* The commit that is written into the artifact is a part of what it is made of; what the
 * registry says beside it is not. */
static bool
names_its_commit(const struct candidates *candidates)
{
	return registry_find(candidates->release->spec.ecosystem)->artifact_names_commit;
}

static int
rank_of(const struct candidates *candidates, const struct candidate *candidate)
{
	static const int ranks[] = { [CANDIDATE_GIVEN] = 4,    [CANDIDATE_TAG] = 3,
				     [CANDIDATE_HINT] = 2,     [CANDIDATE_PROVENANCE] = 2,
				     [CANDIDATE_MANIFEST] = 1, [CANDIDATE_CONTENT] = 0 };

	if (candidate->hinted && names_its_commit(candidates))
		return ranks[CANDIDATE_GIVEN];
	return ranks[candidate->origin];
}

/* Below zero where the content is of `b`, above where it is of `a`. */
static int64_t
order_of_content(const struct candidates *candidates, const struct candidate *a,
		 const struct candidate *b)
{
	if (candidates->manifests.kind == NULL)
		return candidate_score(a) - candidate_score(b);
	if (is_consistent_tag(a) != is_consistent_tag(b))
		return is_consistent_tag(a) ? 1 : -1;
	return (int64_t)a->matching - b->matching;
}

static bool
is_better(const struct candidates *candidates, const struct candidate *a,
	  const struct candidate *b)
{
	int64_t order = order_of_content(candidates, a, b);

	if (a->valid != b->valid)
		return a->valid;
	if (order != 0)
		return order > 0;
	if (rank_of(candidates, a) != rank_of(candidates, b))
		return rank_of(candidates, a) > rank_of(candidates, b);
	return a->fit > b->fit;
}

/* Two tags of one version that lead to unlike packages, neither nearer to the artifact.
 */
static bool
is_rival(const struct candidates *candidates, const struct candidate *best,
	 const struct candidate *other)
{
	char a[COMMIT_SIZE], b[COMMIT_SIZE];

	if (other == best || !other->valid || other->origin != CANDIDATE_TAG ||
	    best->origin != CANDIDATE_TAG || other->fit != best->fit || best->hinted ||
	    best->attested || order_of_content(candidates, best, other) != 0)
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
		if (best == NULL || is_better(candidates, &candidates->items[i], best))
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
		for (size_t k = i; k > 0 && is_better(candidates, &candidates->items[k],
						      &candidates->items[k - 1]);
		     k--) {
			struct candidate moved = candidates->items[k];

			candidates->items[k] = candidates->items[k - 1];
			candidates->items[k - 1] = moved;
		}
}
