/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/npm_examine.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/finding.h"

/* The published files that git has too: how many, and how many of them as they are. */
struct tally {
	size_t files, equal;
};

static struct tally
count_source(const struct check *check)
{
	struct tally tally = { 0, 0 };

	for (size_t i = 0; i < check->origins.count; i++) {
		const struct file_origin *file = &check->origins.files[i];

		if (file->origin == ORIGIN_SOURCE)
			tally.equal++;
		if (file->origin == ORIGIN_SOURCE ||
		    (file->origin == ORIGIN_UNEXPLAINED &&
		     source_holds(&check->source, file->path)))
			tally.files++;
	}
	return tally;
}

/* Of a file in the package's folder; NULL where the path leads elsewhere. */
static const char *
path_in_package(const struct comparison *comparison, const char *path)
{
	const char *name = comparison->published.name;
	size_t size = name != NULL ? strlen(name) : 0;
	const char *slash;

	if (size > 0 && strncmp(path, name, size) == 0 &&
	    text_starts_with(path + size, "//"))
		path += size + 2;
	slash = strchr(path, '/');
	return slash != NULL ? slash + 1 : NULL;
}

/* The published file that a finding is about, where the build has made one too, and git
 * has none; NULL for others. */
static const struct file_origin *
built_file_of(const struct check *check, const struct finding *finding)
{
	const char *path = path_in_package(&check->comparison, finding->path);

	if (path == NULL || (finding->kind != FINDING_CONTENT &&
			     finding->kind != FINDING_FIELD))
		return NULL;
	for (size_t i = 0; i < check->origins.count; i++) {
		const struct file_origin *file = &check->origins.files[i];

		if (strcmp(file->path, path) == 0)
			return file->origin == ORIGIN_UNEXPLAINED &&
					       !source_holds(&check->source, file->path)
				       ? file
				       : NULL;
	}
	return NULL;
}

static void
tell(struct finding *finding, const struct tally *source)
{
	cleanup_free char *cause =
		source->equal == source->files
			? xasprintf("built-file-differs: the source is equal (all %zu "
				    "published files that git has too); only what the "
				    "build makes differs",
				    source->files)
			: xasprintf("built-file-differs: the build makes it; of the %zu "
				    "published files that git has too, %zu differ",
				    source->files, source->files - source->equal);

	finding_set_cause(finding, cause,
			  finding->severity == SEVERITY_ALARM
				  ? "nothing in the source explains it: read what was "
				    "added to the built file"
				  : "another version of a build tool may write it so; what "
				    "is put into a built file by hand looks the same");
}

int
npm_examine(struct check *check, const struct session *session, struct error *err)
{
	struct tally tally;

	(void)session;
	(void)err;
	if (!check->compared || check->source.tree == NULL)
		return 0;
	tally = count_source(check);
	for (size_t i = 0; i < check->comparison.finding_count; i++) {
		struct finding *finding = &check->comparison.findings[i];

		if (finding->cause == NULL && finding->severity > SEVERITY_NOTE &&
		    built_file_of(check, finding) != NULL)
			tell(finding, &tally);
	}
	return 0;
}
