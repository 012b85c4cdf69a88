/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

static const struct dist_packing packings[] = {
#define PACKING(name, suffix, command, target, meson, cpack)                             \
	{ name, suffix, command, target, meson, cpack },
#include "rebuild/dist_packings.def"
#undef PACKING
};

void
dist_source_release(struct dist_source *dist)
{
	free(dist->folder);
	free(dist->top);
	archive_kind_release(&dist->kind);
	strings_release(&dist->absent);
	strings_release(&dist->modified);
	strings_release(&dist->options);
	strings_release(&dist->packages);
	strings_release(&dist->wants);
	*dist = (struct dist_source){ 0 };
}

bool
dist_text_is_plain(const char *text)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._+~@-";

	return *text != '\0' && *text != '-' && *text != '.' && *text != '~' &&
	       strspn(text, allowed) == strlen(text);
}

/* zip is read by libarchive, and has none of the marks that a tar has. */
static bool
is_zip(const char *artifact)
{
	cleanup_mapping struct mapping mapping = { 0 };
	struct error ignored;

	return mapping_open(&mapping, artifact, &ignored) == 0 &&
	       bytes_start_with(mapping.bytes, bytes_of_text("PK\x03\x04"));
}

static int
find_packing(struct dist_source *out, const struct session *session,
	     const struct release *release, struct error *err)
{
	const char *name;

	if (archive_kind_read(&out->kind, session, release->artifact_path, err) < 0)
		return -1;
	name = out->kind.marks.packing;
	if (!out->kind.marks.tar)
		name = is_zip(release->artifact_path) ? "zip" : NULL;
	for (size_t i = 0; name != NULL && i < array_length(packings); i++)
		if (strcmp(packings[i].name, name) == 0)
			out->packing = &packings[i];
	if (out->packing != NULL)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED, "%s is packed as no release tarball is",
			 release->artifact_name);
}

/* A link counts as nothing, whatever it leads to. */
static bool
is_file(const char *folder, const char *name)
{
	cleanup_free char *path = path_join(folder, name);
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static void
compare_files(struct dist_source *out, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type != 'f')
			continue;
		out->published++;
		if (inventory_entry_stands_in(entry, out->folder))
			continue;
		strings_add(path_is_inside(entry->path) &&
					    is_file(out->folder, entry->path)
				    ? &out->modified
				    : &out->absent,
			    entry->path);
	}
}

int
dist_source_read(struct dist_source *out, const struct session *session,
		 const struct release *release, const struct source *source,
		 const struct inventory *inventory, struct error *err)
{
	const char *directory = source->directory != NULL ? source->directory : "";

	*out = (struct dist_source){ 0 };
	if (source->tree == NULL)
		return error_set(err, ERROR_USAGE, "there is no source to build");
	if (inventory->top == NULL || !dist_text_is_plain(inventory->top))
		return error_set(err, ERROR_MALFORMED,
				 "%s has no first folder with the name of a release",
				 release->artifact_name);
	if (find_packing(out, session, release, err) < 0)
		return -1;
	out->top = xstrdup(inventory->top);
	out->folder = source_folder(source);
	for (const char *at = directory; *at != '\0';
	     at += strcspn(at, "/"), at += *at == '/')
		out->depth++;
	out->git = source->kind == SOURCE_GIT;
	compare_files(out, inventory);
	return 0;
}

bool
dist_source_has(const struct dist_source *dist, const char *name)
{
	return is_file(dist->folder, name);
}

bool
dist_source_says(const struct dist_source *dist, const char *name, const char *words)
{
	cleanup_free char *path = path_join(dist->folder, name);
	cleanup_mapping struct mapping mapping = { 0 };
	struct error ignored = { 0 };

	if (!is_file(dist->folder, name) || mapping_open(&mapping, path, &ignored) < 0 ||
	    mapping.bytes.size == 0)
		return false;
	return memmem(mapping.bytes.data, mapping.bytes.size, words, strlen(words)) !=
	       NULL;
}

const char *
dist_source_first(const struct dist_source *dist, const char *const *names)
{
	for (; *names != NULL; names++)
		if (dist_source_has(dist, *names))
			return *names;
	return NULL;
}

bool
dist_source_lacks(const struct dist_source *dist, const char *path)
{
	return strings_contain(&dist->absent, path);
}
