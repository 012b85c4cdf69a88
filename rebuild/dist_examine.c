/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both checks look at files that do not stand in the source as they are.  What the
 * rebuild has explained stays explained, and is told more of; what nothing explains is a
 * remark: an alarm where a build runs the file and the corpus or the tool should have
 * known it.
 */
#include "rebuild/dist_examine.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/check.h"
#include "rebuild/corpus_build.h"
#include "rebuild/corpus_find.h"
#include "rebuild/provenance.h"
#include "rebuild/repository.h"
#include "rebuild/self_check.h"
#include "rebuild/unpack_confined.h"

struct examination {
	struct check *check; /* borrowed, these two */
	const struct session *session;
	struct corpus *corpus; /* owned; NULL: there is none */
	bool whole;	       /* a project of it is there as a whole */
	char *folder;	       /* owned: the tarball, unpacked in scratch */
	size_t copied, known;  /* files that check P is about */
};

static void
examination_release(struct examination *examination)
{
	corpus_close(examination->corpus);
	free(examination->folder);
}

/* As the comparison names it; the caller's. */
static char *
member_of(const struct examination *examination, const char *path)
{
	const char *top = examination->check->inventory.top;

	return top != NULL ? path_join(top, path) : xstrdup(path);
}

static struct remark *
remark(const struct examination *examination, enum severity severity, const char *path,
       const char *cause, const char *message)
{
	cleanup_free char *member = path != NULL ? member_of(examination, path) : NULL;

	return remarks_add(&examination->check->remarks, severity, member, cause, "%s",
			   message);
}

static const struct inventory_entry *
entry_of(const struct check *check, const char *path)
{
	for (size_t i = check->inventory.count; i > 0; i--)
		if (strcmp(check->inventory.entries[i - 1].path, path) == 0)
			return &check->inventory.entries[i - 1];
	return NULL;
}

static bool
is_explained(const struct file_origin *file)
{
	return file->origin != ORIGIN_UNEXPLAINED;
}

static void
explain(struct file_origin *file, enum origin origin, const char *how)
{
	file->origin = origin;
	replace_text(&file->how, xstrdup_or_null(how));
}

static void
tell_edited(const struct examination *examination, const struct file_origin *file,
	    const struct provenance *provenance)
{
	enum severity severity = provenance_severity(provenance);
	cleanup_free char *message = xasprintf(
		"%s: %s%s%s%sthe nearest of the corpus (%s), %s, has %llu line%s less "
		"and "
		"%llu more",
		provenance->of_libtool ? "no release of libtool, perhaps a distribution's"
				       : "nobody is known to have released these bytes",
		provenance->stated != NULL ? "it says \"" : "",
		provenance->stated != NULL ? provenance->stated : "",
		provenance->stated != NULL ? "\"; " : "",
		provenance->claims_known ? "a known version says the same; " : "",
		provenance->versions, provenance->from,
		(unsigned long long)provenance->added, provenance->added == 1 ? "" : "s",
		(unsigned long long)provenance->removed);
	struct remark *made = remark(
		examination, severity, file->path,
		provenance->of_libtool ? "libtool-variant" : "copy-edited", message);

	made->diff = xstrdup_or_null(provenance->diff);
}

/* Where the rebuild had its chance, and the corpus is no mere sample, nothing is left
 * that could have made it. */
static void
tell_unknown(const struct examination *examination, const struct file_origin *file)
{
	bool alarm = examination->check->compared && examination->whole &&
		     text_ends_with(file->path, ".m4");

	remark(examination, alarm ? SEVERITY_ALARM : SEVERITY_CHANGE, file->path,
	       "copy-unknown",
	       "a build reads it, and neither the source nor the rebuild nor the corpus "
	       "has "
	       "a file that is called so");
}

static void
note_provenance(struct examination *examination, struct file_origin *file,
		const struct provenance *provenance, bool run)
{
	examination->copied++;
	switch (provenance->state) {
	case PROVENANCE_KNOWN:
		examination->known++;
		explain(file, ORIGIN_COPIED, provenance->from);
		break;
	case PROVENANCE_STAMPED:
		examination->known++;
		explain(file, ORIGIN_STAMPED, "libtool's version, in its usual place");
		break;
	case PROVENANCE_EDITED:
		if (run && !is_explained(file))
			tell_edited(examination, file, provenance);
		break;
	case PROVENANCE_UNKNOWN:
		if (run && !is_explained(file))
			tell_unknown(examination, file);
		break;
	}
}

static int
find_provenance(struct examination *examination, struct file_origin *file,
		struct error *err)
{
	const struct inventory_entry *entry = entry_of(examination->check, file->path);
	cleanup_provenance struct provenance provenance = { 0 };
	cleanup_free char *path = path_join(examination->folder, file->path);
	bool run;

	if (file->origin == ORIGIN_SOURCE || entry == NULL || entry->type != 'f' ||
	    !path_is_inside(file->path) || !file_exists(path) ||
	    strcmp(path_name(file->path), "aclocal.m4") == 0 ||
	    !corpus_is_copied(path_name(file->path), &run))
		return 0;
	if (provenance_find(&provenance, examination->session, examination->corpus, path,
			    entry->blob, err) < 0)
		return error_wrap(err, "%s", file->path);
	note_provenance(examination, file, &provenance, run);
	return 0;
}

static int
check_provenance(struct examination *examination, struct error *err)
{
	struct origins *origins = &examination->check->origins;
	cleanup_free char *sum = NULL;

	if (examination->corpus == NULL) {
		remark(examination, SEVERITY_CHANGE, NULL, "no-corpus",
		       "where copied files are from was not looked up: there is no "
		       "corpus "
		       "(cupel corpus build)");
		return 0;
	}
	for (size_t i = 0; i < corpus_project_count(examination->corpus); i++)
		examination->whole = examination->whole ||
				     corpus_project_at(examination->corpus, i).whole;
	for (size_t i = 0; i < origins->count; i++)
		if (find_provenance(examination, &origins->files[i], err) < 0)
			return -1;
	if (examination->copied == 0)
		return 0;
	sum = xasprintf(
		"of %zu copied files that the source has not, %zu are as a project "
		"released them",
		examination->copied, examination->known);
	remark(examination, SEVERITY_NOTE, NULL, "provenance", sum);
	return 0;
}

static struct file_origin *
origin_of(struct check *check, const char *path)
{
	for (size_t i = 0; i < check->origins.count; i++)
		if (strcmp(check->origins.files[i].path, path) == 0)
			return &check->origins.files[i];
	return NULL;
}

/* Only configure is all code and all made; the others list names that a release step may
 * add. */
static void
tell_differs(const struct examination *examination, const struct self_file *file)
{
	cleanup_free char *message = xasprintf(
		"%s does not make it from the tarball's own files: %llu lines differ",
		file->by, (unsigned long long)file->changed);
	struct remark *made =
		remark(examination,
		       file->state == SELF_STAMPED ? SEVERITY_CHANGE : SEVERITY_ALARM,
		       file->path, "not-regenerated", message);

	made->diff = xstrdup_or_null(file->diff);
}

static void
tell_impossible(const struct examination *examination, const struct self_file *file)
{
	cleanup_free char *message = xasprintf("it was not made again: %s", file->why);

	remark(examination, SEVERITY_CHANGE, file->path, "generator-missing", message);
}

static void
note_self(struct examination *examination, const struct self_file *file)
{
	struct file_origin *origin = origin_of(examination->check, file->path);

	if (origin == NULL)
		return;
	if (file->state == SELF_REPRODUCED) {
		bool copied = origin->origin == ORIGIN_COPIED;

		if (!copied)
			explain(origin, ORIGIN_GENERATED, file->by);
		return;
	}
	if (is_explained(origin))
		return;
	if (file->state == SELF_IMPOSSIBLE)
		tell_impossible(examination, file);
	else
		tell_differs(examination, file);
	if (file->state == SELF_STAMPED)
		explain(origin, ORIGIN_STAMPED, file->by);
}

static void
sum_up(const struct examination *examination, const struct self_check *self)
{
	size_t made = 0, differ = 0;
	const char *configure = NULL;
	cleanup_free char *message = NULL;

	for (size_t i = 0; i < self->count; i++) {
		const struct self_file *file = &self->files[i];

		made += file->state == SELF_REPRODUCED;
		differ += file->state == SELF_DIFFERS || file->state == SELF_STAMPED;
		if (file->tool == SELF_AUTOCONF && file->state == SELF_REPRODUCED)
			configure = file->by;
	}
	message = xasprintf(
		"of %zu generated files, %zu come out of the tarball's own files "
		"again, %zu come out otherwise%s%s",
		self->count, made, differ, configure != NULL ? "; configure by " : "",
		configure != NULL ? configure : "");
	remark(examination, SEVERITY_NOTE, NULL, "self-consistency", message);
}

static int
check_self(struct examination *examination, struct error *err)
{
	const struct origins *origins = &examination->check->origins;
	cleanup_self_check struct self_check self = { 0 };
	cleanup_strings struct strings paths = { 0 };

	for (size_t i = 0; i < origins->count; i++) {
		const struct inventory_entry *entry =
			entry_of(examination->check, origins->files[i].path);

		if (origins->files[i].origin != ORIGIN_SOURCE && entry != NULL &&
		    entry->type == 'f')
			strings_add(&paths, origins->files[i].path);
	}
	if (self_check_run(&self, examination->session, examination->folder, &paths,
			   err) < 0)
		return -1;
	for (size_t i = 0; i < self.count; i++)
		note_self(examination, &self.files[i]);
	if (self.count > 0)
		sum_up(examination, &self);
	return 0;
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
			entry_of(examination->check, file->path);
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
			explain(&origins->files[i], ORIGIN_STAMPED,
				"a rule covers what the rebuilt one has otherwise");
}

static int
unpack(struct examination *examination, struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };

	if (folder_make_scratch(&examination->folder, examination->session->scratch,
				"examined", err) < 0)
		return -1;
	return unpack_confined(&unpacking, examination->session,
			       examination->check->release.artifact_path,
			       examination->folder, 1, err);
}

static int
run(struct examination *examination, struct error *err)
{
	if (unpack(examination, err) < 0 ||
	    corpus_find_usual(&examination->corpus, examination->session, err) < 0)
		return -1;
	tell_line_ends(examination);
	tell_stamps(examination);
	if (check_provenance(examination, err) < 0)
		return -1;
	return check_self(examination, err);
}

int
dist_examine(struct check *check, const struct session *session, struct error *err)
{
	struct examination examination = { .check = check, .session = session };
	int result = 0;

	if (origins_count(&check->origins, ORIGIN_SOURCE) < check->origins.count) {
		progress_stop(session->progress, "examination", "%s",
			      check->release.artifact_name);
		result = run(&examination, err);
	}
	examination_release(&examination);
	return result;
}
