/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A git directory without objects of its own (gitrepository-layout(5)): HEAD on one
 * commit, the tags of its past, a configuration that turns nothing on, and in
 * objects/info/alternates where the objects are read from.  What asks git there is told
 * what a fresh clone says: which tag this is, what was committed before it.
 */
#include "rebuild/repository_skeleton.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/repository_inside.h"

enum { TEXT_LIMIT = 16 << 20 };

static const char configuration[] = "[core]\n"
				    "\trepositoryformatversion = 0\n"
				    "\tfilemode = true\n"
				    "\tbare = false\n"
				    "\tlogallrefupdates = false\n"
				    "[gc]\n"
				    "\tauto = 0\n";

struct tag {
	char *name; /* owned: whole: "refs/tags/v1" */
	git_oid id; /* of what the ref names */
	git_oid commit;
	bool past; /* the commit, or one before it, has it */
};

struct tags {
	git_repository *git; /* borrowed */
	struct tag *items;   /* owned */
	size_t count;
};

static void
tags_free(struct tags *tags)
{
	for (size_t i = 0; i < tags->count; i++)
		free(tags->items[i].name);
	free(tags->items);
}

static int
add_tag(const char *name, git_oid *id, void *context)
{
	struct tags *tags = context;
	struct tag tag = { .id = *id };
	git_object *object = NULL, *commit = NULL;

	if (git_object_lookup(&object, tags->git, id, GIT_OBJECT_ANY) == 0 &&
	    git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0) {
		tag.commit = *git_object_id(commit);
		tag.name = xstrdup(name);
		array_append(tags->items, tags->count, tag);
	}
	git_object_free(commit);
	git_object_free(object);
	return 0;
}

static int
order_by_commit(const void *a, const void *b)
{
	return git_oid_cmp(&((const struct tag *)a)->commit,
			   &((const struct tag *)b)->commit);
}

static int
order_by_name(const void *a, const void *b)
{
	return strcmp(((const struct tag *)a)->name, ((const struct tag *)b)->name);
}

static void
mark(struct tags *tags, const git_oid *commit)
{
	struct tag key = { .commit = *commit };
	struct tag *found =
		bsearch(&key, tags->items, tags->count, sizeof(key), order_by_commit);

	if (found == NULL)
		return;
	while (found > tags->items && git_oid_equal(&found[-1].commit, commit))
		found--;
	for (; found < tags->items + tags->count && git_oid_equal(&found->commit, commit);
	     found++)
		found->past = true;
}

/* Those that a clone made on the day of the commit would have had. */
static void
find_tags_of_past(struct tags *tags, const git_oid *commit)
{
	git_revwalk *walk = NULL;
	git_oid id;

	git_tag_foreach(tags->git, add_tag, tags);
	if (tags->count == 0 || git_revwalk_new(&walk, tags->git) < 0)
		return;
	qsort(tags->items, tags->count, sizeof(*tags->items), order_by_commit);
	git_revwalk_push(walk, commit);
	while (git_revwalk_next(&id, walk) == 0)
		mark(tags, &id);
	git_revwalk_free(walk);
	qsort(tags->items, tags->count, sizeof(*tags->items), order_by_name);
}

static void
append_id(struct buffer *text, const git_oid *id)
{
	char hex[COMMIT_SIZE];

	git_oid_tostr(hex, sizeof(hex), id);
	buffer_append_text(text, hex);
}

/* git-pack-refs(1)'s own form: each tag, and beneath it the commit that it means. */
static void
append_tags(struct buffer *text, const struct tags *tags)
{
	buffer_append_text(text, "# pack-refs with: peeled fully-peeled sorted \n");
	for (size_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->items[i];

		if (!tag->past)
			continue;
		append_id(text, &tag->id);
		buffer_append_text(text, " ");
		buffer_append_text(text, tag->name);
		buffer_append_text(text, "\n");
		if (git_oid_equal(&tag->id, &tag->commit))
			continue;
		buffer_append_text(text, "^");
		append_id(text, &tag->commit);
		buffer_append_text(text, "\n");
	}
}

static int
put(const char *folder, const char *name, struct bytes content, struct error *err)
{
	cleanup_free char *path = path_join(folder, name);

	return file_write(path, content, 0644, err);
}

static int
put_tags(const char *folder, const struct repository *repository, const git_oid *commit,
	 struct error *err)
{
	__attribute__((cleanup(tags_free))) struct tags tags = { .git = repository->git };
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);

	find_tags_of_past(&tags, commit);
	append_tags(&text, &tags);
	if (buffer_check(&text, err) < 0)
		return -1;
	return put(folder, "packed-refs", buffer_bytes(&text), err);
}

/* Where a clone's history was cut off (git-clone(1), --depth). */
static int
put_shallow(const char *folder, const struct repository *repository, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);
	cleanup_free char *path =
		path_join(git_repository_commondir(repository->git), "shallow");

	if (!file_exists(path))
		return 0;
	if (file_read(path, &text, err) < 0)
		return -1;
	return put(folder, "shallow", buffer_bytes(&text), err);
}

char *
repository_objects(const struct repository *repository)
{
	return path_join(git_repository_commondir(repository->git), "objects");
}

int
repository_write_skeleton(const struct repository *repository, const char *commit,
			  const char *folder, const char *objects, struct error *err)
{
	static const char *const folders[] = { "objects/info", "objects/pack",
					       "refs/heads", "refs/tags" };
	cleanup_free char *head = xasprintf("%s\n", commit);
	cleanup_free char *alternate = xasprintf("%s\n", objects);
	git_oid id;

	if (git_oid_fromstr(&id, commit) < 0)
		return repository_fail(ERROR_MALFORMED, commit, err);
	for (size_t i = 0; i < array_length(folders); i++) {
		cleanup_free char *path = path_join(folder, folders[i]);

		if (folder_make(path, err) < 0)
			return -1;
	}
	if (put(folder, "HEAD", bytes_of_text(head), err) < 0 ||
	    put(folder, "config", bytes_of_text(configuration), err) < 0 ||
	    put(folder, "objects/info/alternates", bytes_of_text(alternate), err) < 0 ||
	    put_tags(folder, repository, &id, err) < 0)
		return -1;
	return put_shallow(folder, repository, err);
}

struct filling {
	git_repository *git; /* owned: the skeleton's */
	const char *tree;    /* borrowed */
};

/* A file that is written out otherwise (line ends) has another name, and stays absent. */
static void
fill(void *context, const char *path, const char *blob, bool executable)
{
	struct filling *filling = context;
	cleanup_free char *from = path_join(filling->tree, path);
	cleanup_mapping struct mapping content = { 0 };
	char name[DIGEST_HEX_MAX];
	struct error ignored;
	git_oid id;

	(void)executable;
	if (mapping_open(&content, from, &ignored) < 0)
		return;
	digest_git_blob(content.bytes, name);
	if (strcmp(name, blob) == 0)
		git_blob_create_from_buffer(&id, filling->git, content.bytes.data,
					    content.bytes.size);
}

int
repository_fill_skeleton(const struct repository *repository, const char *commit,
			 const char *folder, const char *tree, struct error *err)
{
	struct filling filling = { .tree = tree };

	if (git_repository_open_ext(&filling.git, folder, GIT_REPOSITORY_OPEN_NO_SEARCH,
				    NULL) < 0)
		return repository_fail(ERROR_SYSTEM, folder, err);
	repository_visit_absent(repository, commit, fill, &filling);
	git_repository_free(filling.git);
	return 0;
}
