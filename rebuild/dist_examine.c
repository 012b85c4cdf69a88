/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Both checks look at files that do not stand in the source as they are.  What the
 * rebuild has explained stays explained, and is told more of; what nothing explains is a
 * remark: an alarm where a build runs the file and the corpus or the tool should have
 * known it.
 */
#include "rebuild/dist_examine_inside.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/corpus_build.h"
#include "rebuild/corpus_find.h"
#include "rebuild/dist_examine.h"
#include "rebuild/unpack_confined.h"

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

struct remark *
examination_remark(const struct examination *examination, enum severity severity,
		   const char *path, const char *cause, const char *message)
{
	cleanup_free char *member = path != NULL ? member_of(examination, path) : NULL;

	return remarks_add(&examination->check->remarks, severity, member, cause, "%s",
			   message);
}

static bool
is_explained(const struct file_origin *file)
{
	return file->origin != ORIGIN_UNEXPLAINED;
}

/* Where the rebuild had its chance, and the corpus is no mere sample, nothing is left
 * that could have made it. */
static void
tell_unknown(const struct examination *examination, const struct file_origin *file)
{
	bool alarm = examination->check->compared && examination->whole &&
		     text_ends_with(file->path, ".m4");

	examination_remark(
		examination, alarm ? SEVERITY_ALARM : SEVERITY_CHANGE, file->path,
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
		examination_explain(file, ORIGIN_COPIED, provenance->from);
		break;
	case PROVENANCE_STAMPED:
		examination->known++;
		examination_explain(file, ORIGIN_STAMPED,
				    "libtool's version, in its usual place");
		break;
	case PROVENANCE_EDITED:
		if (run && !is_explained(file))
			examination_tell_edited(examination, file->path, "", provenance);
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
	const struct inventory_entry *entry =
		inventory_find(&examination->check->inventory, file->path);
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
		examination_remark(
			examination, SEVERITY_CHANGE, NULL, "no-corpus",
			"where copied files are from was not looked up: there is no "
			"corpus "
			"(cupel corpus build)");
		return 0;
	}
	for (size_t i = 0; i < corpus_project_count(examination->corpus); i++)
		examination->whole = examination->whole ||
				     corpus_project_at(examination->corpus, i).vouched;
	for (size_t i = 0; i < origins->count; i++)
		if (find_provenance(examination, &origins->files[i], err) < 0)
			return -1;
	if (examination->copied == 0)
		return 0;
	sum = xasprintf(
		"of %zu copied files that the source has not, %zu are as a project "
		"released them",
		examination->copied, examination->known);
	examination_remark(examination, SEVERITY_NOTE, NULL, "provenance", sum);
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
	struct remark *made = examination_remark(
		examination,
		file->state == SELF_STAMPED ? SEVERITY_CHANGE : SEVERITY_ALARM,
		file->path, "not-regenerated", message);

	made->diff = xstrdup_or_null(file->diff);
}

static void
tell_impossible(const struct examination *examination, const struct self_file *file)
{
	cleanup_free char *message = xasprintf("it was not made again: %s", file->why);

	examination_remark(examination, SEVERITY_CHANGE, file->path, "generator-missing",
			   message);
}

/* Which system's macros it holds depends on where it was made. */
static int
note_pieces(struct examination *examination, const struct self_file *file,
	    struct file_origin *origin, struct error *err)
{
	bool told, known;
	cleanup_free char *how =
		xasprintf("%s, with other releases of the macros it holds", file->by);

	if (examination_judge_pieces(&told, &known, examination, file, err) < 0)
		return -1;
	if (!told)
		tell_differs(examination, file);
	else if (known)
		examination_explain(origin, ORIGIN_GENERATED, how);
	return 0;
}

static int
note_self(struct examination *examination, const struct self_file *file,
	  struct error *err)
{
	struct file_origin *origin = origin_of(examination->check, file->path);

	if (origin == NULL)
		return 0;
	if (file->state == SELF_REPRODUCED) {
		if (origin->origin != ORIGIN_COPIED)
			examination_explain(origin, ORIGIN_GENERATED, file->by);
		return 0;
	}
	if (is_explained(origin))
		return 0;
	if (file->state == SELF_IMPOSSIBLE)
		tell_impossible(examination, file);
	else if (file->tool == SELF_ACLOCAL && file->state == SELF_DIFFERS)
		return note_pieces(examination, file, origin, err);
	else
		tell_differs(examination, file);
	if (file->state == SELF_STAMPED)
		examination_explain(origin, ORIGIN_STAMPED, file->by);
	return 0;
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
	examination_remark(examination, SEVERITY_NOTE, NULL, "self-consistency", message);
}

static int
check_self(struct examination *examination, struct error *err)
{
	const struct origins *origins = &examination->check->origins;
	cleanup_self_check struct self_check self = { 0 };
	cleanup_strings struct strings paths = { 0 };

	for (size_t i = 0; i < origins->count; i++) {
		const struct inventory_entry *entry = inventory_find(
			&examination->check->inventory, origins->files[i].path);

		if (origins->files[i].origin != ORIGIN_SOURCE && entry != NULL &&
		    entry->type == 'f')
			strings_add(&paths, origins->files[i].path);
	}
	if (self_check_run(&self, examination->session, examination->folder, &paths,
			   err) < 0)
		return -1;
	for (size_t i = 0; i < self.count; i++)
		if (note_self(examination, &self.files[i], err) < 0)
			return -1;
	if (self.count > 0)
		sum_up(examination, &self);
	return 0;
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

/* One that a person named must be there; the usual one is better had than not. */
static int
open_corpus(struct examination *examination, struct error *err)
{
	struct error trouble = { 0 };

	if (corpus_find_usual(&examination->corpus, examination->session, &trouble) == 0)
		return 0;
	if (examination->session->corpus != NULL || trouble.kind == ERROR_INTERRUPTED) {
		*err = trouble;
		return -1;
	}
	examination_remark(examination, SEVERITY_NOTE, NULL, "no-corpus",
			   trouble.message);
	return 0;
}

static int
run(struct examination *examination, struct error *err)
{
	if (unpack(examination, err) < 0 || open_corpus(examination, err) < 0)
		return -1;
	examination_tell_ways(examination);
	if (check_provenance(examination, err) < 0)
		return -1;
	return check_self(examination, err);
}

/* What the tarball is to blame for belongs to what is said of it. */
static int
end(struct examination *examination, struct error *err)
{
	if (err->kind != ERROR_MALFORMED && err->kind != ERROR_UNSUPPORTED)
		return -1;
	examination_remark(examination, SEVERITY_CHANGE, NULL, "not-examined",
			   err->message);
	return 0;
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
		if (result < 0)
			result = end(&examination, err);
	}
	examination_release(&examination);
	return result;
}
