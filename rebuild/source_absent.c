/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A partial clone has the names of all content and lacks some of it, mostly large files.
 * What the artifact has of the same name of git is that content.
 */
#include <fcntl.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/tree.h"
#include "rebuild/source_inside.h"
#include "rebuild/unpack_confined.h"

enum { NOTES_MOST = 20 };

struct absent {
	char *path; /* owned */
	char blob[COMMIT_SIZE];
	bool executable;
};

struct absent_list {
	struct absent *items; /* owned */
	size_t count;
};

static void
absent_list_release(struct absent_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].path);
	free(list->items);
}

#define cleanup_absent __attribute__((cleanup(absent_list_release)))

static void
remember(void *context, const char *path, const char *blob, bool executable)
{
	struct absent_list *list = context;
	struct absent absent = { .path = xstrdup(path), .executable = executable };

	memcpy(absent.blob, blob, sizeof(absent.blob));
	array_append(list->items, list->count, absent);
}

static const struct inventory_entry *
find_content(const struct inventory *inventory, const char *blob)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type == 'f' && strcmp(entry->blob, blob) == 0 &&
		    path_is_inside(entry->path))
			return entry;
	}
	return NULL;
}

/* What was unpacked is looked at again: a name in an archive may be there twice. */
static int
put_back(const struct source *out, const char *folder, const struct absent *absent,
	 const struct inventory_entry *entry, bool *done, struct error *err)
{
	cleanup_mapping struct mapping content = { 0 };
	cleanup_free char *path = path_join(folder, entry->path);
	cleanup_close int tree = open(out->tree, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char blob[DIGEST_HEX_MAX];
	struct error ignored;

	if (tree < 0)
		return error_set_errno(err, "%s", out->tree);
	if (mapping_open(&content, path, &ignored) < 0)
		return 0;
	digest_git_blob(content.bytes, blob);
	*done = strcmp(blob, absent->blob) == 0;
	return *done ? tree_put_file(tree, absent->path, content.bytes,
				     absent->executable, out->time, err)
		     : 0;
}

static int
restore(struct source *out, const char *folder, const struct absent_list *list,
	const struct inventory *inventory, struct error *err)
{
	size_t restored = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct absent *absent = &list->items[i];
		const struct inventory_entry *entry =
			find_content(inventory, absent->blob);
		bool done = false;

		if (entry != NULL && put_back(out, folder, absent, entry, &done, err) < 0)
			return -1;
		restored += done;
		if (!done && i < NOTES_MOST)
			strings_add_format(
				&out->notes,
				"%s: its content is not in this clone; left out",
				absent->path);
	}
	if (restored > 0)
		strings_add_format(
			&out->notes,
			"%zu file%s whose content is not in this clone came from "
			"the artifact, which has what git calls by the same name",
			restored, restored == 1 ? "" : "s");
	return 0;
}

int
source_restore_absent(struct source *out, const struct session *session,
		      const struct release *release, const struct inventory *inventory,
		      const struct repository *repository, struct error *err)
{
	cleanup_absent struct absent_list list = { 0 };
	cleanup_unpacking struct unpacking unpacking = { 0 };
	cleanup_free char *folder = NULL;
	struct error ignored;
	int code;

	repository_visit_absent(repository, out->commit, remember, &list);
	if (list.count == 0)
		return 0;
	if (folder_make_scratch(&folder, session->scratch, "absent", err) < 0)
		return -1;
	code = unpack_confined(&unpacking, session, release->artifact_path, folder, 1,
			       err);
	if (code == 0)
		code = restore(out, folder, &list, inventory, err);
	tree_remove(folder, &ignored);
	return code;
}
