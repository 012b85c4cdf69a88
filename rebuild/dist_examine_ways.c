/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a release step does to files that are in the source, or that it makes. */
#include "rebuild/dist_examine_inside.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/repository.h"

void
examination_explain(struct file_origin *file, enum origin origin, const char *how)
{
	file->origin = origin;
	replace_text(&file->how, xstrdup_or_null(how));
}

/* A checkout gives text the line ends that .gitattributes asks for, and so the tarball
 * has the checkout's bytes, but not git's. */
static void
tell_line_ends(struct examination *examination)
{
	const struct source *source = &examination->check->source;
	struct origins *origins = &examination->check->origins;
	cleanup_repository struct repository *repository = NULL;
	struct error ignored = { 0 };

	if (source->repository == NULL || source->commit == NULL ||
	    repository_open(&repository, source->repository, &ignored) < 0)
		return;
	for (size_t i = 0; i < origins->count; i++) {
		struct file_origin *file = &origins->files[i];
		const struct inventory_entry *entry =
			inventory_find(&examination->check->inventory, file->path);
		cleanup_free char *path = NULL;
		char blob[COMMIT_SIZE];

		if (file->origin != ORIGIN_SOURCE || file->how != NULL || entry == NULL ||
		    entry->blob_lf[0] == '\0')
			continue;
		path = source->directory != NULL && *source->directory != '\0'
			       ? path_join(source->directory, file->path)
			       : xstrdup(file->path);
		if (repository_blob(blob, repository, source->commit, path) &&
		    strcmp(blob, entry->blob_lf) == 0)
			file->how = xstrdup("line ends as .gitattributes asks for them");
	}
}

static void
tell_stamps(struct examination *examination)
{
	struct origins *origins = &examination->check->origins;

	for (size_t i = 0; i < origins->count; i++)
		if (origins->files[i].excused &&
		    origins->files[i].origin == ORIGIN_GENERATED)
			examination_explain(
				&origins->files[i], ORIGIN_STAMPED,
				"a rule covers what the rebuilt one has otherwise");
}

void
examination_tell_ways(struct examination *examination)
{
	tell_line_ends(examination);
	tell_stamps(examination);
}
