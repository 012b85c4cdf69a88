/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_history.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/repository_skeleton.h"

#define OBJECTS_AT "/history/objects"
#define GIT_AT	   "/history/git"

static const char kind[] = "git";

static char *
folder_of(const struct build_job *job)
{
	return path_join(job->folder, kind);
}

int
build_history_make(const struct build_job *job, struct error *err)
{
	const struct source *source = job->source;
	const char *wanted = job->recipe->history;
	cleanup_repository struct repository *repository = NULL;
	cleanup_free char *folder = folder_of(job);

	if (wanted == NULL)
		return 0;
	if (strcmp(wanted, kind) != 0)
		return error_set(err, ERROR_USAGE,
				 "\"%s\" is no history that a source has: git", wanted);
	if (source->kind != SOURCE_GIT || source->repository == NULL)
		return error_set(
			err, ERROR_USAGE,
			"the recipe asks for the history, and %s is no git repository",
			source->location);
	if (repository_open(&repository, source->repository, err) < 0)
		return -1;
	if (repository_write_skeleton(repository, source->commit, folder, OBJECTS_AT,
				      err) < 0)
		return -1;
	return repository_fill_skeleton(repository, source->commit, folder, source->tree,
					err);
}

void
build_history_mount(const struct build_job *job, struct sandbox_plan *plan)
{
	cleanup_repository struct repository *repository = NULL;
	cleanup_free char *objects = NULL;
	struct error ignored;

	if (job->recipe->history == NULL ||
	    repository_open(&repository, job->source->repository, &ignored) < 0)
		return;
	objects = repository_objects(repository);
	sandbox_plan_mount(plan, MOUNT_READ_ONLY, objects, OBJECTS_AT);
}

char *
build_history_copy(const struct build_job *job, struct sandbox_plan *plan,
		   const char *source_path)
{
	cleanup_free char *folder = folder_of(job);

	if (job->recipe->history == NULL)
		return xstrdup("");
	sandbox_plan_mount(plan, MOUNT_READ_ONLY, folder, GIT_AT);
	return xasprintf(" && cp -R " GIT_AT " '%s/.git'", source_path);
}
