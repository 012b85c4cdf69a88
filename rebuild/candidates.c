/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/candidates.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/registry.h"

void
candidate_release(struct candidate *candidate)
{
	free(candidate->commit);
	free(candidate->ref);
	free(candidate->directory);
	free(candidate->reason);
}

/* "pcre2" of pcre2-10.42.tar.gz. */
static void
add_name_before(struct strings *names, const char *text, const char *version)
{
	const char *found = version != NULL ? strstr(text, version) : NULL;
	cleanup_free char *name = NULL;

	if (found == NULL || found < text + 2 || strchr("-_", found[-1]) == NULL)
		return;
	name = xstrndup(text, (size_t)(found - text) - 1);
	strings_add(names, name);
}

static void
add_name_of_place(struct strings *names, const char *place)
{
	cleanup_free char *name = xstrdup(place);

	while (text_ends_with(name, "/") || text_ends_with(name, ".git"))
		name[strlen(name) - (text_ends_with(name, "/") ? 1 : 4)] = '\0';
	strings_add(names, path_name(name));
}

/* Where several packages share a repository, its name is no name of one of them. */
static void
gather_names(struct candidates *out, const struct inventory *inventory, const char *place)
{
	const struct release *release = out->release;

	strings_add(&out->names, release->spec.name);
	if (release->directory != NULL)
		strings_add(&out->names, release->directory);
	if (out->manifests.kind != NULL)
		return;
	add_name_of_place(&out->names, place);
	if (inventory->top != NULL)
		add_name_before(&out->names, inventory->top, release->spec.version);
	if (release->artifact_name != NULL)
		add_name_before(&out->names, release->artifact_name,
				release->spec.version);
}

/* Packers that write a time of their own into every file tell nothing by it: npm, yarn,
 * cargo, flit, hatchling, zip's first day. */
static int64_t
newest_of(const struct inventory *inventory)
{
	static const int64_t fixed[] = { 0,	     1,		 499162500,  456789000,
					 1153704088, 1451606400, 1580601600, 315532800 };
	int64_t newest = 0;

	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->entries[i].type == 'f' &&
		    inventory->entries[i].mtime > newest)
			newest = inventory->entries[i].mtime;
	for (size_t i = 0; i < array_length(fixed); i++)
		if (newest == fixed[i])
			return 0;
	return newest;
}

void
candidates_start(struct candidates *out, const struct session *session,
		 const struct repository *repository, const struct release *release,
		 const struct inventory *inventory, const char *place)
{
	const struct registry *registry = registry_find(release->spec.ecosystem);

	*out = (struct candidates){
		.repository = repository,
		.session = session,
		.release = release,
		.manifests = { .kind = registry->manifest,
			       .repository = repository,
			       .session = session,
			       .spec = &release->spec },
		.newest = newest_of(inventory),
		.directory = xstrdup_or_null(release->directory),
	};
	gather_names(out, inventory, place);
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];
		struct repository_file file = { entry->path, entry->blob,
						entry->blob_lf };

		if (entry->type == 'f')
			array_append(out->files.at, out->files.count, file);
	}
}

void
candidates_release(struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		candidate_release(&candidates->items[i]);
	free(candidates->items);
	free(candidates->files.at);
	free(candidates->directory);
	strings_release(&candidates->names);
	manifest_index_release(&candidates->manifests);
}

static bool
is_of_package(const struct manifest_entry *entry)
{
	return entry != NULL && entry->state <= MANIFEST_OTHER_VERSION;
}

static const struct manifest_entry *
manifest_at(struct candidates *candidates, const char *commit, const char *directory)
{
	manifest_index_want(&candidates->manifests, commit, directory);
	if (candidates->trouble.kind != ERROR_NONE ||
	    manifest_index_read(&candidates->manifests, &candidates->trouble) < 0)
		return NULL;
	return manifest_index_at(&candidates->manifests, commit, directory);
}

static void
add_folder(struct strings *folders, const char *path)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *folder =
		xstrndup(path, slash != NULL ? (size_t)(slash - path) : 0);

	if (!strings_contain(folders, folder))
		strings_add(folders, folder);
}

/* Every folder of a commit that has a manifest. */
static void
list_folders(struct strings *folders, const struct candidates *candidates,
	     const char *commit)
{
	const struct manifest_kind *kind = candidates->manifests.kind;

	for (size_t i = 0; i < MANIFEST_FILES && kind->files[i] != NULL; i++) {
		cleanup_strings struct strings paths = { 0 };

		repository_find_files(&paths, candidates->repository, commit,
				      kind->files[i]);
		for (size_t k = 0; k < paths.count; k++)
			add_folder(folders, paths.items[k]);
	}
}

/* The folder whose manifest has the package's name: the root, else the only one. */
static char *
search_directory(struct candidates *candidates, const char *commit)
{
	cleanup_strings struct strings folders = { 0 };
	const char *found = NULL;

	if (is_of_package(manifest_at(candidates, commit, "")))
		return xstrdup("");
	list_folders(&folders, candidates, commit);
	for (size_t i = 0; i < folders.count; i++)
		manifest_index_want(&candidates->manifests, commit, folders.items[i]);
	for (size_t i = 0; i < folders.count; i++) {
		const struct manifest_entry *entry =
			manifest_at(candidates, commit, folders.items[i]);

		if (!is_of_package(entry) || !entry->named)
			continue;
		if (found != NULL) /* several: the registry did not say which */
			return NULL;
		found = folders.items[i];
	}
	return xstrdup_or_null(found);
}

const char *
candidates_directory(struct candidates *candidates, const char *commit)
{
	if (candidates->directory == NULL && candidates->manifests.kind != NULL)
		candidates->directory = search_directory(candidates, commit);
	return candidates->directory != NULL ? candidates->directory : "";
}

/* A package may have lain elsewhere in those days. */
static void
judge_manifest(struct candidates *candidates, struct candidate *candidate)
{
	const char *directory = candidates_directory(candidates, candidate->commit);
	const struct manifest_entry *entry =
		manifest_at(candidates, candidate->commit, directory);
	cleanup_free char *elsewhere = NULL;
	enum manifest_state state;

	if (!is_of_package(entry) &&
	    (elsewhere = search_directory(candidates, candidate->commit)) != NULL) {
		directory = elsewhere;
		entry = manifest_at(candidates, candidate->commit, directory);
	}
	state = entry != NULL ? entry->state : MANIFEST_MISSING;
	candidate->directory = xstrdup(directory);
	candidate->reason = manifest_describe(
		entry != NULL ? entry->file : candidates->manifests.kind->files[0], state,
		entry != NULL ? entry->version : NULL);
	candidate->valid = state <= MANIFEST_PLACEHOLDER;
	candidate->placeholder = state == MANIFEST_PLACEHOLDER;
	candidate->built = candidates->manifests.kind->version_is_built;
}

/* Without a manifest it is the name of a tag, and the content. */
static void
judge_alone(struct candidate *candidate)
{
	static const char *const reasons[] = {
		[CANDIDATE_GIVEN] = "it is the one that was named",
		[CANDIDATE_HINT] = "the published file names it",
		[CANDIDATE_TAG] = "the tag is called by this version",
		[CANDIDATE_CONTENT] = "the published files are in it",
		[CANDIDATE_MANIFEST] = "",
		[CANDIDATE_PROVENANCE] = "the provenance names it",
	};
	bool foreign = candidate->files > 0 && candidate->matching == 0;

	candidate->reason = xstrdup(foreign ? "none of the published files is in it"
					    : reasons[candidate->origin]);
	candidate->valid = !foreign || candidate->origin == CANDIDATE_GIVEN;
}

static void
judge(struct candidates *candidates, struct candidate *candidate)
{
	if (candidates->manifests.kind != NULL)
		judge_manifest(candidates, candidate);
	else
		candidate->directory =
			xstrdup(candidates_directory(candidates, candidate->commit));
	candidate->files = (unsigned)candidates->files.count;
	candidate->matching = repository_count_equal(
		candidates->repository, candidate->commit, candidate->directory,
		&candidates->files, &candidate->others);
	if (candidates->manifests.kind == NULL)
		judge_alone(candidate);
}

static enum tag_fit
fit_of(const struct candidates *candidates, const char *ref)
{
	const struct spec *spec = &candidates->release->spec;
	struct tag_wanted wanted = { version_scheme_of(spec->ecosystem), spec->version,
				     &candidates->names };

	return ref != NULL && spec->version != NULL ? tag_fit(ref, &wanted) : TAG_OTHER;
}

/* What has come up in one way may come up in another. */
static void
add_to_known(struct candidate *known, enum candidate_origin origin, const char *ref,
	     enum tag_fit fit)
{
	if (ref != NULL && (known->ref == NULL || fit > known->fit)) {
		replace_text(&known->ref, xstrdup(ref));
		known->fit = fit;
	}
	known->attested = known->attested || origin == CANDIDATE_PROVENANCE;
	if (origin == CANDIDATE_TAG && fit > TAG_MAYBE &&
	    (known->origin == CANDIDATE_HINT || known->origin == CANDIDATE_PROVENANCE))
		known->origin = CANDIDATE_TAG;
}

struct candidate *
candidates_add(struct candidates *candidates, enum candidate_origin origin,
	       const char *commit, const char *ref)
{
	struct candidate candidate = { .origin = origin,
				       .fit = fit_of(candidates, ref),
				       .hinted = origin == CANDIDATE_HINT,
				       .attested = origin == CANDIDATE_PROVENANCE };

	for (size_t i = 0; i < candidates->count; i++) {
		struct candidate *known = &candidates->items[i];

		if (strcmp(known->commit, commit) != 0)
			continue;
		add_to_known(known, origin, ref, candidate.fit);
		return known;
	}
	candidate.commit = xstrdup(commit);
	candidate.ref = xstrdup_or_null(ref);
	judge(candidates, &candidate);
	array_append(candidates->items, candidates->count, candidate);
	return &candidates->items[candidates->count - 1];
}
