/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The door to libgit2, but for fetching and writing out, which are beside it. */
#include "rebuild/repository_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { TREE_DEPTH = 64, FOUND_MOST = 1000 };

/* What is read is not ours: no configuration of the person or the system applies, and whose
 * files they are does not matter, as nothing in them is run. */
static void
start_library(void)
{
	if (git_libgit2_init() > 1)
		return;
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA; level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

int
repository_fail(enum error_kind kind, const char *what, struct error *err)
{
	const git_error *reason = git_error_last();

	return error_set(err, kind, "%s: %s", what,
			 reason != NULL && reason->message != NULL ? reason->message
								   : "git cannot read it");
}

struct repository *
repository_new(void)
{
	start_library();
	return xcalloc(1, sizeof(struct repository));
}

bool
repository_is_one(const char *path)
{
	struct repository *repository;
	struct error ignored;

	if (repository_open(&repository, path, &ignored) < 0)
		return false;
	repository_close(repository);
	return true;
}

int
repository_open(struct repository **out, const char *path, struct error *err)
{
	struct repository *repository = repository_new();

	*out = NULL;
	if (git_repository_open_ext(&repository->git, path, GIT_REPOSITORY_OPEN_NO_SEARCH,
				    NULL) < 0) {
		repository_fail(ERROR_NOT_FOUND, path, err);
		repository_close(repository);
		return -1;
	}
	*out = repository;
	return 0;
}

void
repository_close(struct repository *repository)
{
	if (repository == NULL)
		return;
	git_repository_free(repository->git);
	free(repository);
	git_libgit2_shutdown();
}

void
repository_close_at(struct repository **at)
{
	repository_close(*at);
}

const char *
repository_path(const struct repository *repository)
{
	return git_repository_path(repository->git);
}

static int
add_tag(const char *name, git_oid *id, void *context)
{
	static const char prefix[] = "refs/tags/";
	struct repository_tags *tags = ((void **)context)[0];
	git_repository *git = ((void **)context)[1];
	struct repository_tag tag = { 0 };
	git_object *object = NULL, *commit = NULL;

	if (git_object_lookup(&object, git, id, GIT_OBJECT_ANY) == 0 &&
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0) {
		git_oid_tostr(tag.commit, sizeof(tag.commit), git_object_id(commit));
		tag.name = xstrdup(text_starts_with(name, prefix) ? name + sizeof(prefix) - 1
								  : name);
		array_append(tags->items, tags->count, tag);
	}
	git_object_free(commit);
	git_object_free(object);
	return 0;
}

static int
order_of_tags(const void *a, const void *b)
{
	return strcmp(((const struct repository_tag *)a)->name,
		      ((const struct repository_tag *)b)->name);
}

void
repository_list_tags(struct repository_tags *out, const struct repository *repository)
{
	void *context[2] = { out, repository->git };

	*out = (struct repository_tags){ 0 };
	git_tag_foreach(repository->git, add_tag, context);
	if (out->count > 0)
		qsort(out->items, out->count, sizeof(*out->items), order_of_tags);
}

void
repository_tags_release(struct repository_tags *tags)
{
	for (size_t i = 0; i < tags->count; i++)
		free(tags->items[i].name);
	free(tags->items);
}

/* Only names: an expression such as HEAD~3 or :/text is not asked for by anybody. */
static bool
is_plain_ref(const char *ref)
{
	return ref[0] != '\0' && ref[0] != '-' && strpbrk(ref, "~^:?*[\\ {") == NULL;
}

int
repository_resolve(char *commit, const struct repository *repository, const char *ref,
		   struct error *err)
{
	static const char *const prefixes[] = { "refs/tags/", "refs/heads/",
						"refs/remotes/origin/", "" };
	git_object *object = NULL, *peeled = NULL;

	for (size_t i = 0; is_plain_ref(ref) && object == NULL && i < array_length(prefixes);
	     i++) {
		cleanup_free char *name = xasprintf("%s%s", prefixes[i], ref);

		if (git_revparse_single(&object, repository->git, name) < 0)
			object = NULL;
	}
	if (object == NULL || git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) < 0) {
		git_object_free(object);
		return error_set(err, ERROR_NOT_FOUND, "there is no tag, branch or commit \"%s\"",
				 ref);
	}
	git_oid_tostr(commit, COMMIT_SIZE, git_object_id(peeled));
	git_object_free(peeled);
	git_object_free(object);
	return 0;
}

git_commit *
repository_commit(const struct repository *repository, const char *commit)
{
	git_commit *found = NULL;
	git_oid id;

	if (git_oid_fromstr(&id, commit) < 0 ||
	    git_commit_lookup(&found, repository->git, &id) < 0)
		return NULL;
	return found;
}

git_tree *
repository_tree(const struct repository *repository, const char *commit)
{
	git_commit *found = repository_commit(repository, commit);
	git_tree *tree = NULL;

	if (found != NULL && git_commit_tree(&tree, found) < 0)
		tree = NULL;
	git_commit_free(found);
	return tree;
}

static bool
blob_in_tree(char *blob, const git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	bool found = git_tree_entry_bypath(&entry, tree, path) == 0 &&
		     git_tree_entry_type(entry) == GIT_OBJECT_BLOB;

	if (found)
		git_oid_tostr(blob, COMMIT_SIZE, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return found;
}

/* The same, but for links, which packers follow. */
static bool
file_in_tree(char *blob, const git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	bool found = git_tree_entry_bypath(&entry, tree, path) == 0 &&
		     git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
		     git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK;

	if (found)
		git_oid_tostr(blob, COMMIT_SIZE, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	return found;
}

bool
repository_blob(char *blob, const struct repository *repository, const char *commit,
		const char *path)
{
	git_tree *tree = repository_tree(repository, commit);
	bool found = tree != NULL && blob_in_tree(blob, tree, path);

	git_tree_free(tree);
	return found;
}

bool
repository_folder(char *id, const struct repository *repository, const char *commit,
		  const char *directory)
{
	git_tree *tree = repository_tree(repository, commit);
	git_tree_entry *entry = NULL;
	bool found = tree != NULL;

	if (found && directory[0] != '\0')
		found = git_tree_entry_bypath(&entry, tree, directory) == 0 &&
			git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	if (found)
		git_oid_tostr(id, COMMIT_SIZE,
			      entry != NULL ? git_tree_entry_id(entry) : git_tree_id(tree));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return found;
}

int
repository_read(const struct repository *repository, const char *blob, struct buffer *out,
		struct error *err)
{
	git_blob *found = NULL;
	git_oid id;

	if (git_oid_fromstr(&id, blob) < 0 || git_blob_lookup(&found, repository->git, &id) < 0)
		return repository_fail(ERROR_MALFORMED, blob, err);
	buffer_append(out, (struct bytes){ git_blob_rawcontent(found),
					   (size_t)git_blob_rawsize(found) });
	git_blob_free(found);
	return buffer_check(out, err);
}

unsigned
repository_count_equal(const struct repository *repository, const char *commit,
		       const char *directory, const struct repository_files *files,
		       unsigned *others)
{
	git_tree *tree = repository_tree(repository, commit);
	const char *slash = directory[0] != '\0' ? "/" : "";
	unsigned equal = 0;

	*others = 0;
	for (size_t i = 0; tree != NULL && i < files->count; i++) {
		const struct repository_file *file = &files->at[i];
		cleanup_free char *path = xasprintf("%s%s%s", directory, slash, file->path);
		char blob[COMMIT_SIZE];

		if (!file_in_tree(blob, tree, path))
			continue;
		if (strcmp(blob, file->blob) == 0 || strcmp(blob, file->other_blob) == 0)
			equal++;
		else
			(*others)++;
	}
	git_tree_free(tree);
	return equal;
}

struct search {
	struct strings *paths;
	const char *name;
};

static int
look_at_entry(const char *root, const git_tree_entry *entry, void *context)
{
	const struct search *search = context;
	const char *name = git_tree_entry_name(entry);

	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return strcmp(name, "node_modules") == 0; /* positive: not entered */
	if (strcmp(name, search->name) == 0)
		strings_add_format(search->paths, "%s%s", root, name);
	return search->paths->count < FOUND_MOST ? 0 : -1;
}

void
repository_find_files(struct strings *paths, const struct repository *repository,
		      const char *commit, const char *name)
{
	struct search search = { paths, name };
	git_tree *tree = repository_tree(repository, commit);

	if (tree != NULL)
		git_tree_walk(tree, GIT_TREEWALK_PRE, look_at_entry, &search);
	git_tree_free(tree);
}
