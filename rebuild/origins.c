/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/origins.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"

/* The one file that a rebuild may take something from: its version (rebuild/npm_steps.c).
 */
static const char assisted_file[] = "package.json";

static const char *const names[ORIGIN_COUNT] = {
	[ORIGIN_SOURCE] = "source",	  [ORIGIN_COPIED] = "copied",
	[ORIGIN_GENERATED] = "generated", [ORIGIN_STAMPED] = "stamped",
	[ORIGIN_ASSISTED] = "assisted",	  [ORIGIN_UNEXPLAINED] = "unexplained",
};

const char *
origin_name(enum origin origin)
{
	return names[origin];
}

void
origins_release(struct origins *origins)
{
	for (size_t i = 0; i < origins->count; i++) {
		free(origins->files[i].path);
		free(origins->files[i].detail);
		free(origins->files[i].how);
	}
	free(origins->files);
	*origins = (struct origins){ 0 };
}

size_t
origins_count(const struct origins *origins, enum origin origin)
{
	size_t count = 0;

	for (size_t i = 0; i < origins->count; i++)
		count += origins->files[i].origin == origin;
	return count;
}

/* Whether the comparison found something about the member; it knows members by their
 * whole name. */
static bool
differs(const struct inventory *published, const struct inventory_entry *entry,
	const struct strings *differing)
{
	cleanup_free char *member =
		entry->whole != NULL	 ? xstrdup(entry->whole)
		: published->top != NULL ? path_join(published->top, entry->path)
					 : xstrdup(entry->path);

	return differing != NULL && strings_contain(differing, member);
}

/* Same bytes; or, *excused, bytes that the comparison, which read them, has no finding
 * about. */
static bool
is_rebuilt(const struct inventory *published, const struct inventory_entry *entry,
	   const struct rebuilt_files *rebuilt, bool *excused)
{
	const struct inventory_entry *other;

	if (rebuilt->inventory == NULL)
		return false;
	other = inventory_find(rebuilt->inventory, entry->path);
	if (other == NULL || other->type != entry->type)
		return false;
	if (entry->type == 'f' && strcmp(entry->blob, other->blob) == 0)
		return true;
	*excused = entry->type == 'f' && rebuilt->differing != NULL &&
		   !differs(published, entry, rebuilt->differing);
	return rebuilt->differing != NULL &&
	       !differs(published, entry, rebuilt->differing);
}

/* What release steps do to a file that they take as it is; NULL: nothing. */
static const char *
how_it_stands(const struct inventory_entry *entry, const char *folder)
{
	cleanup_free char *path = path_join(folder, entry->path);
	cleanup_mapping struct mapping mapping = { 0 };
	struct error ignored = { 0 };
	char blob[DIGEST_HEX_MAX];
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return "a link of the source, followed";
	if (entry->blob_lf[0] == '\0' || mapping_open(&mapping, path, &ignored) < 0)
		return NULL;
	digest_git_blob(mapping.bytes, blob);
	return strcmp(blob, entry->blob) != 0 ? "its line ends are converted" : NULL;
}

static int
order_by_path(const void *a, const void *b)
{
	return strcmp(((const struct file_origin *)a)->path,
		      ((const struct file_origin *)b)->path);
}

void
origins_find(struct origins *out, const struct inventory *published,
	     const struct source *source, const struct rebuilt_files *rebuilt)
{
	cleanup_free char *folder = source_folder(source);

	*out = (struct origins){ 0 };
	for (size_t i = 0; i < published->count; i++) {
		const struct inventory_entry *entry = &published->entries[i];
		struct file_origin file = { .origin = ORIGIN_UNEXPLAINED };

		if (entry->type == 'd')
			continue;
		file.path = xstrdup(entry->path);
		if (folder != NULL && inventory_entry_stands_in(entry, folder)) {
			file.origin = ORIGIN_SOURCE;
			file.detail = xstrdup(entry->blob);
			file.how = xstrdup_or_null(how_it_stands(entry, folder));
		} else if (is_rebuilt(published, entry, rebuilt, &file.excused)) {
			file.origin =
				source->assisted && !strcmp(entry->path, assisted_file)
					? ORIGIN_ASSISTED
					: ORIGIN_GENERATED;
		}
		array_append(out->files, out->count, file);
	}
	if (out->count > 0)
		qsort(out->files, out->count, sizeof(*out->files), order_by_path);
}
