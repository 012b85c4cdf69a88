/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the commits of a repository stand to each other. */
#include "rebuild/repository_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

int64_t
repository_time(const struct repository *repository, const char *commit)
{
	git_commit *found = repository_commit(repository, commit);
	int64_t time = found != NULL ? git_commit_time(found) : 0;

	git_commit_free(found);
	return time;
}

int64_t
repository_tag_time(const struct repository *repository, const char *tag)
{
	cleanup_free char *name = xasprintf("refs/tags/%s", tag);
	git_object *object = NULL;
	int64_t time = 0;

	if (git_revparse_single(&object, repository->git, name) < 0)
		return 0;
	if (git_object_type(object) == GIT_OBJECT_TAG) {
		const git_signature *tagger = git_tag_tagger((const git_tag *)object);

		time = tagger != NULL ? tagger->when.time : 0;
	}
	git_object_free(object);
	return time;
}

size_t
repository_distance(const struct repository *repository, const char *earlier,
		    const char *later)
{
	size_t ahead = 0, behind = 0;
	git_oid from, to;

	if (git_oid_fromstr(&from, earlier) < 0 || git_oid_fromstr(&to, later) < 0 ||
	    git_graph_ahead_behind(&ahead, &behind, repository->git, &to, &from) < 0)
		return 0;
	return ahead;
}

static git_revwalk *
walk_from_refs(const struct repository *repository)
{
	git_revwalk *walk = NULL;

	if (git_revwalk_new(&walk, repository->git) < 0)
		return NULL;
	git_revwalk_push_glob(walk, "refs/heads/*");
	git_revwalk_push_glob(walk, "refs/tags/*");
	git_revwalk_push_glob(walk, "refs/remotes/*");
	git_revwalk_push_head(walk);
	return walk;
}

void
repository_walk(const struct repository *repository, size_t limit,
		bool (*visit)(void *context, const char *commit), void *context)
{
	git_revwalk *walk = walk_from_refs(repository);
	char commit[COMMIT_SIZE];
	git_oid id;

	if (walk == NULL)
		return;
	git_revwalk_sorting(walk,
			    GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME | GIT_SORT_REVERSE);
	for (; limit > 0 && git_revwalk_next(&id, walk) == 0; limit--) {
		git_oid_tostr(commit, sizeof(commit), &id);
		if (!visit(context, commit))
			break;
	}
	git_revwalk_free(walk);
}

struct reach {
	const char *commit;
	bool found;
};

static bool
is_it(void *context, const char *commit)
{
	struct reach *reach = context;

	reach->found = strcmp(commit, reach->commit) == 0;
	return !reach->found;
}

bool
repository_reaches(const struct repository *repository, const char *commit)
{
	struct reach reach = { .commit = commit };

	repository_walk(repository, SIZE_MAX, is_it, &reach);
	return reach.found;
}

enum { NEAR_MOST = 64 };

/* Commits that have been found to lead back to the one in the middle. */
struct descendants {
	git_oid ids[NEAR_MOST + 1];
	size_t count;
};

static bool
leads_back(const struct descendants *known, const git_commit *commit)
{
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
		for (size_t k = 0; k < known->count; k++)
			if (git_oid_equal(git_commit_parent_id(commit, i),
					  &known->ids[k]))
				return true;
	return false;
}

static bool
is_descendant(const struct repository *repository, struct descendants *known,
	      const git_oid *id)
{
	git_commit *commit = NULL;
	bool found = git_commit_lookup(&commit, repository->git, id) == 0 &&
		     leads_back(known, commit);

	git_commit_free(commit);
	if (found)
		known->ids[known->count++] = *id;
	return found;
}

static void
visit_id(const git_oid *id, void (*visit)(void *context, const char *commit),
	 void *context)
{
	char commit[COMMIT_SIZE];

	git_oid_tostr(commit, sizeof(commit), id);
	visit(context, commit);
}

void
repository_visit_later(const struct repository *repository, const char *commit,
		       size_t most, void (*visit)(void *context, const char *commit),
		       void *context)
{
	git_revwalk *walk = walk_from_refs(repository);
	struct descendants known = { .count = 1 };
	git_oid id;

	if (walk == NULL)
		return;
	if (git_oid_fromstr(&known.ids[0], commit) == 0 &&
	    git_revwalk_hide(walk, &known.ids[0]) == 0) {
		git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME |
						  GIT_SORT_REVERSE);
		while (known.count <= most && known.count <= NEAR_MOST &&
		       git_revwalk_next(&id, walk) == 0)
			if (is_descendant(repository, &known, &id))
				visit_id(&id, visit, context);
	}
	git_revwalk_free(walk);
}

void
repository_visit_earlier(const struct repository *repository, const char *commit,
			 size_t most, void (*visit)(void *context, const char *commit),
			 void *context)
{
	git_revwalk *walk = NULL;
	git_oid id;

	if (git_oid_fromstr(&id, commit) < 0 ||
	    git_revwalk_new(&walk, repository->git) < 0)
		return;
	git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
	if (git_revwalk_push(walk, &id) == 0 && git_revwalk_next(&id, walk) == 0)
		while (most-- > 0 && git_revwalk_next(&id, walk) == 0)
			visit_id(&id, visit, context);
	git_revwalk_free(walk);
}

bool
repository_branch(char *commit, const struct repository *repository, const char *name)
{
	cleanup_free char *ref = xasprintf("refs/heads/%s", name);
	git_oid id;

	if (git_reference_name_to_id(&id, repository->git, ref) < 0)
		return false;
	git_oid_tostr(commit, COMMIT_SIZE, &id);
	return true;
}
