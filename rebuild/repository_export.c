/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a commit's tree into a folder, as git checks it out. */
#include "rebuild/repository_inside.h"

#include <fcntl.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/tree.h"

enum { NOTES_MOST = 20 };

struct export
{
	const struct repository *repository; /* borrowed */
	git_oid commit;
	int folder;
	int64_t time;
	struct strings *notes; /* borrowed */
	struct error *err;     /* borrowed */
};

static void
note(struct export *export, const char *path, const char *what)
{
	if (export->notes->count < NOTES_MOST)
		strings_add_format(export->notes, "%s: %s", path, what);
}

/* git-lfs's specification: a pointer file begins with its version. */
static bool
is_large_file_pointer(git_blob *blob)
{
	static const char start[] = "version https://git-lfs.github.com/spec/";
	struct bytes content = { git_blob_rawcontent(blob),
				 (size_t)git_blob_rawsize(blob) };

	return bytes_start_with(content, bytes_of_text(start));
}

/* The line ends that .gitattributes of this very commit asks for; no other filter. */
static int
put_file(struct export *export, git_blob *blob, const char *path, bool executable)
{
	git_blob_filter_options options = GIT_BLOB_FILTER_OPTIONS_INIT;
	git_buf content = { 0 };
	int code;

	if (is_large_file_pointer(blob))
		note(export, path, "a git-lfs pointer, whose file is not fetched");
	/* Not the default's check for what is binary, of which it then gives nothing: the
	 * attributes say what is text, as in git. */
	options.flags = GIT_BLOB_FILTER_NO_SYSTEM_ATTRIBUTES |
			GIT_BLOB_FILTER_ATTRIBUTES_FROM_COMMIT;
	git_oid_cpy(&options.attr_commit_id, &export->commit);
	if (git_blob_filter(&content, blob, path, &options) < 0)
		return repository_fail(ERROR_MALFORMED, path, export->err);
	code = tree_put_file(export->folder, path,
			     (struct bytes){ (const uint8_t *)content.ptr, content.size },
			     executable, export->time, export->err);
	git_buf_dispose(&content);
	return code;
}

static int
put_link(struct export *export, git_blob *blob, const char *path)
{
	cleanup_free char *target =
		xstrndup(git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob));

	if (tree_link_is_inside(path, target))
		return tree_put_link(export->folder, path, target, export->err);
	note(export, path, "a link that leads outside, left out");
	return 0;
}

static int
put_blob(struct export *export, const git_tree_entry *entry, const char *path)
{
	git_filemode_t mode = git_tree_entry_filemode(entry);
	git_blob *blob = NULL;
	int code;

	code = git_blob_lookup(&blob, export->repository->git, git_tree_entry_id(entry));
	if (code == GIT_ENOTFOUND) /* a partial clone: repository_visit_absent() */
		return 0;
	if (code < 0)
		return repository_fail(ERROR_MALFORMED, path, export->err);
	code = mode == GIT_FILEMODE_LINK ? put_link(export, blob, path)
					 : put_file(export, blob, path,
						    mode == GIT_FILEMODE_BLOB_EXECUTABLE);
	git_blob_free(blob);
	return code;
}

static int
put_entry(const char *root, const git_tree_entry *entry, void *context)
{
	struct export *export = context;
	const char *name = git_tree_entry_name(entry);
	cleanup_free char *path = xasprintf("%s%s", root, name);

	if (strcasecmp(name, ".git") == 0)
		return error_set(export->err, ERROR_MALFORMED,
				 "%s: git takes no such name", path);
	switch (git_tree_entry_type(entry)) {
	case GIT_OBJECT_TREE:
		return tree_put_folder(export->folder, path, export->err);
	case GIT_OBJECT_COMMIT:
		note(export, path, "a submodule, which is not fetched");
		return tree_put_folder(export->folder, path, export->err);
	default:
		return put_blob(export, entry, path);
	}
}

int
repository_export(const struct repository *repository, const char *commit,
		  const char *folder, struct strings *notes, struct error *err)
{
	git_tree *tree = repository_tree(repository, commit);
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct export export = { .repository = repository,
				 .folder = fd,
				 .time = repository_time(repository, commit),
				 .notes = notes,
				 .err = err };
	int code;

	if (fd < 0) {
		git_tree_free(tree);
		return error_set_errno(err, "%s", folder);
	}
	if (tree == NULL || git_oid_fromstr(&export.commit, commit) < 0)
		return repository_fail(ERROR_MALFORMED, commit, err);
	err->kind = ERROR_NONE;
	code = git_tree_walk(tree, GIT_TREEWALK_PRE, put_entry, &export);
	git_tree_free(tree);
	if (code < 0 && err->kind == ERROR_NONE)
		return repository_fail(ERROR_MALFORMED, commit, err);
	return code < 0 ? -1 : 0;
}

struct absence {
	git_odb *objects; /* owned */
	void (*visit)(void *context, const char *path, const char *blob, bool executable);
	void *context;
};

static int
look_for_blob(const char *root, const git_tree_entry *entry, void *context)
{
	const struct absence *absence = context;
	cleanup_free char *path = NULL;
	char blob[COMMIT_SIZE];

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
	    git_odb_exists(absence->objects, git_tree_entry_id(entry)))
		return 0;
	path = xasprintf("%s%s", root, git_tree_entry_name(entry));
	git_oid_tostr(blob, sizeof(blob), git_tree_entry_id(entry));
	absence->visit(absence->context, path, blob,
		       git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE);
	return 0;
}

void
repository_visit_absent(const struct repository *repository, const char *commit,
			void (*visit)(void *context, const char *path, const char *blob,
				      bool executable),
			void *context)
{
	struct absence absence = { .visit = visit, .context = context };
	git_tree *tree = repository_tree(repository, commit);

	if (tree != NULL && git_repository_odb(&absence.objects, repository->git) == 0)
		git_tree_walk(tree, GIT_TREEWALK_PRE, look_for_blob, &absence);
	git_odb_free(absence.objects);
	git_tree_free(tree);
}
