/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file that the main branch or a tag ever had, each tree looked at once. */
#include "rebuild/repository_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "rebuild/id_set.h"

enum { TREE_DEPTH = 32, ABBREVIATED = 12 };

struct history {
	const struct repository *repository; /* borrowed */
	const struct history_visit *visit;
	struct id_set trees;
	const char *version; /* borrowed: of what is being looked at */
};

static bool
is_file(const git_tree_entry *entry)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);

	return mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static void
look_at(struct history *history, const git_oid *id, const char *folder, unsigned depth)
{
	git_tree *tree = NULL;

	if (depth > TREE_DEPTH || !id_set_add(&history->trees, id->id) ||
	    git_tree_lookup(&tree, history->repository->git, id) < 0)
		return;
	for (size_t i = 0; i < git_tree_entrycount(tree); i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const git_oid *child = git_tree_entry_id(entry);
		cleanup_free char *path = NULL;

		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) {
			path = xasprintf("%s%s/", folder, git_tree_entry_name(entry));
			look_at(history, child, path, depth + 1);
		} else if (is_file(entry) &&
			   history->visit->wants(history->visit->context, folder,
						 git_tree_entry_name(entry))) {
			char blob[COMMIT_SIZE];

			git_oid_tostr(blob, sizeof(blob), child);
			path = xasprintf("%s%s", folder, git_tree_entry_name(entry));
			history->visit->file(history->visit->context, history->version,
					     path, blob);
		}
	}
	git_tree_free(tree);
}

static void
look_at_commit(struct history *history, const char *commit)
{
	git_tree *tree = repository_tree(history->repository, commit);

	if (tree != NULL)
		look_at(history, git_tree_id(tree), "", 0);
	git_tree_free(tree);
}

struct dated {
	int64_t time;
	const struct repository_tag *tag; /* borrowed */
};

static int
order_of_dates(const void *a, const void *b)
{
	const struct dated *left = a, *right = b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return strcmp(left->tag->name, right->tag->name);
}

/* The oldest first: what a file is called by is the release that had it first. */
static void
look_at_tags(struct history *history)
{
	cleanup_tags struct repository_tags tags = { 0 };
	cleanup_free struct dated *dated = NULL;

	repository_list_tags(&tags, history->repository);
	dated = xcalloc(tags.count, sizeof(*dated));
	for (size_t i = 0; i < tags.count; i++)
		dated[i] = (struct dated){ repository_time(history->repository,
							   tags.items[i].commit),
					   &tags.items[i] };
	qsort(dated, tags.count, sizeof(*dated), order_of_dates);
	for (size_t i = 0; i < tags.count; i++) {
		history->version = dated[i].tag->name;
		look_at_commit(history, dated[i].tag->commit);
	}
}

/* A copy may have no HEAD that leads anywhere. */
static int
push_main(git_revwalk *walk)
{
	return git_revwalk_push_head(walk) == 0 ||
			       git_revwalk_push_ref(walk, "refs/heads/main") == 0 ||
			       git_revwalk_push_ref(walk, "refs/heads/master") == 0
		       ? 0
		       : -1;
}

static int
look_at_branch(struct history *history, const struct cancel *cancel, struct error *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	int result = 0;

	if (git_revwalk_new(&walk, history->repository->git) < 0 || push_main(walk) < 0) {
		git_revwalk_free(walk);
		return repository_fail(ERROR_NOT_FOUND, "the main branch", err);
	}
	git_revwalk_sorting(walk, GIT_SORT_TIME | GIT_SORT_REVERSE);
	while (result == 0 && git_revwalk_next(&id, walk) == 0) {
		char commit[COMMIT_SIZE], day[CLOCK_TEXT_MAX];
		cleanup_free char *version = NULL;
		int64_t time;

		git_oid_tostr(commit, sizeof(commit), &id);
		time = repository_time(history->repository, commit);
		clock_to_text(time, day);
		day[strcspn(day, "T")] = '\0';
		version = xasprintf("%s %.*s", day, ABBREVIATED, commit);
		history->version = version;
		look_at_commit(history, commit);
		result = cancel_check(cancel, err);
		*history->visit->newest =
			time > *history->visit->newest ? time : *history->visit->newest;
	}
	git_revwalk_free(walk);
	return result;
}

int
repository_visit_history(const struct repository *repository,
			 const struct history_visit *visit, const struct cancel *cancel,
			 struct error *err)
{
	struct history history = { .repository = repository, .visit = visit };
	int result;

	*visit->newest = 0;
	look_at_tags(&history);
	result = look_at_branch(&history, cancel, err);
	id_set_release(&history.trees);
	return result;
}
