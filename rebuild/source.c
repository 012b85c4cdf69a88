/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/source.h"

#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/candidates.h"
#include "rebuild/fetch.h"
#include "rebuild/registry.h"
#include "rebuild/source_inside.h"
#include "rebuild/unpack_confined.h"

enum { MANIFEST_LIMIT = 4 << 20 };

char *
source_folder(const struct source *source)
{
	bool whole = source->directory == NULL || *source->directory == '\0';

	if (source->tree == NULL)
		return NULL;
	return whole ? xstrdup(source->tree) : path_join(source->tree, source->directory);
}

bool
source_holds(const struct source *source, const char *path)
{
	cleanup_free char *folder = source_folder(source), *whole = NULL;
	struct stat about;

	if (folder == NULL || !path_is_inside(path))
		return false;
	whole = path_join(folder, path);
	return lstat(whole, &about) == 0;
}

char *
source_way_out(const struct source *source)
{
	const char *folder = source->directory != NULL ? source->directory : "";
	char *way = xstrdup("..");

	for (size_t i = 0; folder[i] != '\0'; i++)
		if (i == 0 || (folder[i - 1] == '/' && folder[i] != '/'))
			replace_text(&way, xasprintf("%s/..", way));
	return way;
}

void
source_release(struct source *source)
{
	free(source->location);
	free(source->repository);
	free(source->commit);
	free(source->ref);
	free(source->directory);
	free(source->tree);
	for (size_t i = 0; i < source->candidate_count; i++)
		candidate_release(&source->candidates[i]);
	free(source->candidates);
	remarks_release(&source->remarks);
	strings_release(&source->notes);
	*source = (struct source){ 0 };
}

int
source_make_tree(struct source *out, const struct session *session, struct error *err)
{
	return folder_make_scratch(&out->tree, session->scratch, "source", err);
}

void
source_note_manifest(struct source *out, const struct candidate *chosen)
{
	out->assisted = chosen->valid && chosen->placeholder && !chosen->built;
	out->version_differs = !chosen->valid;
	if (!chosen->valid || out->assisted)
		strings_add(&out->notes, chosen->reason);
}

static int64_t
newest_time(const char *folder)
{
	char *paths[] = { (char *)(uintptr_t)folder, NULL };
	FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	int64_t newest = 0;

	if (walk == NULL)
		return 0;
	for (FTSENT *entry; (entry = fts_read(walk)) != NULL;)
		if (entry->fts_info == FTS_F && entry->fts_statp->st_mtime > newest)
			newest = entry->fts_statp->st_mtime;
	fts_close(walk);
	return newest;
}

/* A folder of a tree ("" for the root). */
struct place {
	const char *tree, *directory; /* borrowed */
};

static char *
path_in(const struct place *place, const char *name)
{
	return place->directory[0] != '\0'
		       ? xasprintf("%s/%s/%s", place->tree, place->directory, name)
		       : path_join(place->tree, name);
}

static int
read_manifest(struct manifest *out, const struct session *session,
	      const struct manifest_kind *kind, size_t which, const struct place *place,
	      struct error *err)
{
	cleanup_free char *path = path_in(place, kind->files[which]);
	cleanup_buffer struct buffer text = BUFFER_INIT(MANIFEST_LIMIT);
	struct error ignored;
	struct bytes bytes;

	if (file_read(path, &text, &ignored) < 0) {
		out->unreadable = true;
		return 0;
	}
	bytes = buffer_bytes(&text);
	return kind->read(out, session, kind->files[which], &bytes, 1, err);
}

/* The nearest version above that is shared. */
static int
take_shared(struct manifest *out, const struct session *session,
	    const struct manifest_kind *kind, size_t which, const struct place *below,
	    struct error *err)
{
	cleanup_free char *directory = xstrdup(below->directory), *above = NULL;

	while (out->version == NULL && manifest_folder_above(&above, directory)) {
		const struct place place = { below->tree, above };
		cleanup_manifest struct manifest manifest = { 0 };

		if (read_manifest(&manifest, session, kind, which, &place, err) < 0)
			return -1;
		out->version = steal_pointer(&manifest.shared_version);
		replace_text(&directory, steal_pointer(&above));
	}
	return 0;
}

/* By the manifest that says most, as at a commit. */
static int
judge_manifest(struct candidate *candidate, const struct session *session,
	       const struct manifest_kind *kind, const struct place *place,
	       const struct spec *spec, struct error *err)
{
	enum manifest_state best = MANIFEST_MISSING;

	candidate->reason = manifest_describe(kind->files[0], best, NULL);
	for (size_t i = 0; i < MANIFEST_FILES && kind->files[i] != NULL; i++) {
		cleanup_free char *path = path_in(place, kind->files[i]);
		cleanup_manifest struct manifest manifest = { 0 };
		enum manifest_state state;

		if (!file_exists(path))
			continue;
		if (read_manifest(&manifest, session, kind, i, place, err) < 0 ||
		    (manifest.inherits &&
		     take_shared(&manifest, session, kind, i, place, err) < 0))
			return -1;
		state = manifest_judge(kind, &manifest, spec);
		if (state >= best)
			continue;
		best = state;
		replace_text(&candidate->reason,
			     manifest_describe(kind->files[i], state, manifest.version));
	}
	candidate->valid = best <= MANIFEST_PLACEHOLDER;
	candidate->placeholder = best == MANIFEST_PLACEHOLDER;
	candidate->built = kind->version_is_built;
	candidate->taken = best <= MANIFEST_OTHER_VERSION;
	return 0;
}

/* A folder or an unpacked tarball has one manifest that may be meant; it is judged as a
 * commit's would be. */
static int
judge_folder(struct source *out, const struct session *session,
	     const struct release *release, const struct location *location,
	     struct error *err)
{
	const char *directory = location->directory != NULL  ? location->directory
				: release->directory != NULL ? release->directory
							     : "";
	const struct place place = { out->tree, directory };
	const struct manifest_kind *kind =
		registry_find(release->spec.ecosystem)->manifest;
	struct candidate candidate = { .origin = CANDIDATE_GIVEN };

	if (directory[0] != '\0' && !path_is_inside(directory))
		return error_set(err, ERROR_USAGE, "#%s leads outside of the source",
				 directory);
	candidate.valid = candidate.taken = true;
	if (kind != NULL &&
	    judge_manifest(&candidate, session, kind, &place, &release->spec, err) < 0) {
		candidate_release(&candidate);
		return -1;
	}
	if (kind == NULL)
		candidate.reason = xstrdup("it is the one that was named");
	candidate.commit = xstrdup(location->place);
	candidate.directory = xstrdup(directory);
	out->state = candidate.taken ? SOURCE_FOUND : SOURCE_NONE;
	out->directory = xstrdup(directory);
	out->location = xstrdup(location->place);
	source_note_manifest(out, &candidate);
	array_append(out->candidates, out->candidate_count, candidate);
	return 0;
}

/* Tarballs of tags have one folder at the top, named after the project; npm's too. */
static int
unpack_tarball(struct source *out, const struct session *session, const char *path,
	       struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };

	if (source_make_tree(out, session, err) < 0 ||
	    unpack_confined(&unpacking, session, path, out->tree, 1, err) < 0)
		return -1;
	out->time = unpacking.newest;
	for (size_t i = 0; i < unpacking.left_out.count; i++)
		strings_add_format(&out->notes, "left out of the source: %s",
				   unpacking.left_out.items[i]);
	return 0;
}

static int
find_in_tarball(struct source *out, const struct session *session,
		const struct release *release, const struct location *location,
		struct error *err)
{
	cleanup_free char *path = NULL;
	struct fetch_request request = { .url = location->place,
					 .limit = UINT64_C(1) << 30,
					 .reusable = true };

	out->kind = SOURCE_TARBALL;
	if (!location->remote)
		path = xstrdup(location->place);
	else if (fetch_file(&path, session, &request, err) < 0)
		return -1;
	if (unpack_tarball(out, session, path, err) < 0)
		return -1;
	return judge_folder(out, session, release, location, err);
}

static int
find_in_folder(struct source *out, const struct session *session,
	       const struct release *release, const struct location *location,
	       struct error *err)
{
	out->kind = SOURCE_FOLDER;
	out->tree = realpath(location->place, NULL);
	if (out->tree == NULL)
		return error_set_errno(err, "%s", location->place);
	out->time = newest_time(out->tree);
	return judge_folder(out, session, release, location, err);
}

int
source_find(struct source *out, const struct session *session,
	    const struct release *release, const struct inventory *inventory,
	    const char *given, struct error *err)
{
	cleanup_location struct location location = { 0 };
	const struct registry *registry = registry_find(release->spec.ecosystem);

	*out = (struct source){ 0 };
	if (registry->find_source != NULL)
		return registry->find_source(out, session, release, inventory, given,
					     err);
	if (given == NULL)
		given = release->repository;
	if (given == NULL) {
		out->state = SOURCE_NONE;
		strings_add(&out->notes,
			    "the registry states no repository; name one with "
			    "--source");
		return 0;
	}
	if (location_parse(&location, given, err) < 0)
		return -1;
	switch (location.kind) {
	case SOURCE_GIT:
		return source_find_in_repository(out, session, release, inventory,
						 &location, err);
	case SOURCE_TARBALL:
		return find_in_tarball(out, session, release, &location, err);
	case SOURCE_FOLDER:
	case SOURCE_DSC: /* a registry's own, never a location's */
		break;
	}
	return find_in_folder(out, session, release, &location, err);
}
