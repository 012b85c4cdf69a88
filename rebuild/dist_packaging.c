/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_packaging.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/archive_kind.h"
#include "rebuild/dist_alarms.h"
#include "rebuild/dist_causes.h"
#include "rebuild/dist_transplant.h"

/* git archive packs what is in the commit, and writes the commit's name on it; with
 * another file in it, one of the two is not true. */
static void
examine_commit(struct check *check, const struct archive_kind *kind)
{
	const char *named = kind->marks.commit, *commit = check->source.commit;

	if (*named == '\0' || commit == NULL || strcmp(named, commit) != 0)
		return;
	for (size_t i = 0; i < check->origins.count; i++) {
		const struct file_origin *file = &check->origins.files[i];

		cleanup_free char *member = path_join(check->inventory.top, file->path);

		if (file->origin == ORIGIN_UNEXPLAINED)
			remarks_add(&check->remarks, SEVERITY_ALARM, member,
				    "not-of-the-named-commit",
				    "the archive says that it is commit %.12s, which "
				    "does not "
				    "have this file so",
				    named);
	}
}

static int
examine_headers(struct check *check, const struct session *session,
		const struct archive_kind *kind, struct error *err)
{
	const char *artifact = check->release.artifact_path, *command = NULL;
	bool same;

	if (dist_transplant(&same, session, artifact, check->build.output_path, err) < 0)
		return -1;
	if (!same)
		return 0;
	if (archive_kind_compressor(&command, session, kind, artifact, err) < 0)
		return -1;
	remarks_add(
		&check->remarks, SEVERITY_NOTE, NULL, "packaging-only",
		"with the published headers around the rebuilt contents the tar is the "
		"published one, byte for byte%s%s%s",
		command != NULL ? ", and " : "", command != NULL ? command : "",
		command != NULL ? " packs it into the published file" : "");
	strings_add(&check->reasons, "packaging only: what is in it is what was rebuilt");
	return 0;
}

int
dist_examine_packaging(struct check *check, const struct session *session,
		       struct error *err)
{
	cleanup_archive_kind struct archive_kind kind = { 0 };

	if (!check->compared || check->comparison.outcome == OUTCOME_IDENTICAL)
		return 0;
	if (archive_kind_read(&kind, session, check->release.artifact_path, err) < 0)
		return -1;
	examine_commit(check, &kind);
	dist_causes_find(check);
	dist_alarms_find(check, session);
	return examine_headers(check, session, &kind, err);
}
