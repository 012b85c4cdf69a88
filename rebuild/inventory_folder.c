/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A release of several archives that hold the same files in two forms: an sdist and a
 * wheel.  Binary packages of one source are other files each, and are not listed.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "rebuild/inventory_inside.h"

static bool
is_listed(const char *name)
{
	static const char *const ends[] = { ".tar.gz", ".tgz", ".zip", ".whl" };

	for (size_t i = 0; i < array_length(ends); i++)
		if (text_ends_with(name, ends[i]))
			return true;
	return false;
}

/* Moves what `from` holds. */
static void
append(struct inventory *out, struct inventory *from)
{
	for (size_t i = 0; i < from->count; i++) {
		struct inventory_entry *entry = &from->entries[i];

		if (from->top != NULL)
			entry->whole = path_join(from->top, entry->path);
		array_append(out->entries, out->count, *entry);
	}
	for (size_t i = 0; i < from->text_count; i++)
		array_append(out->texts, out->text_count, from->texts[i]);
	from->count = from->text_count = 0;
	out->dot_names = out->dot_names || from->dot_names;
	out->duplicates = out->duplicates || from->duplicates;
}

int
inventory_read_folder(struct inventory *out, const struct session *session,
		      const char *folder, struct error *err)
{
	static const struct folder_order sorted = { .kind = ORDER_SORTED };
	cleanup_strings struct strings names = { 0 };
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || folder_list(&names, fd, &sorted) < 0)
		return error_set_errno(err, "%s", folder);
	for (size_t i = 0; i < names.count; i++) {
		cleanup_inventory struct inventory one = { 0 };
		cleanup_free char *path = path_join(folder, names.items[i]);

		if (!is_listed(names.items[i]) || !file_exists(path))
			continue;
		if (inventory_read(&one, session, path, err) < 0)
			return -1;
		append(out, &one);
	}
	return 0;
}
