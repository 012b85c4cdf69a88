/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Subjects are opened before the doors are closed: a file is mapped, a folder is walked
 * bytewise by name, without following links.  A folder's members have a type, a mode (of
 * permissions), a link's target or a device's numbers, and content; owners and times of a
 * folder on disk say nothing about a release.
 */
#include "compare/subject.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/attributes.h"

enum { FOLDER_DEPTH_MAX = 128 };

struct walk {
	struct subject *subject;
	struct tiler tiler;
};

static char
type_letter(mode_t mode)
{
	return S_ISREG(mode) ? 'f' : S_ISDIR(mode) ? 'd' : S_ISLNK(mode) ? 'l' : 'o';
}

/* Gives the last tile, which has no bytes in any file, its value's bytes. */
static void
set_bytes_to_value(struct walk *walk)
{
	struct tiling *tiling = walk->tiler.tiling;
	struct tile *tile = &tiling->tiles[tiling->tile_count - 1];

	tile->bytes = bytes_of_text(tile->value);
}

static int
add_content(struct walk *walk, const char *path, struct error *err)
{
	struct subject *subject = walk->subject;
	struct mapping mapping;

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	array_append(subject->mappings, subject->mapping_count, mapping);
	tile_content(&walk->tiler, 0, "content");
	subject->folder.tiles[subject->folder.tile_count - 1].bytes = mapping.bytes;
	return 0;
}

static int
add_target(struct walk *walk, const char *path, struct error *err)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof(target));

	if (size < 0)
		return error_set_errno(err, "%s", path);
	tile_text(&walk->tiler, 0, "linkpath");
	tile_set_value(&walk->tiler,
		       (struct bytes){ (const uint8_t *)target, (size_t)size });
	set_bytes_to_value(walk);
	return 0;
}

static int
add_member(struct walk *walk, const char *path, const char *name, struct error *err)
{
	struct stat about;
	int added = 0;

	if (lstat(path, &about) < 0)
		return error_set_errno(err, "%s", path);
	tiler_member(&walk->tiler, bytes_of_text(name), type_letter(about.st_mode));
	tile_field(&walk->tiler, 0, "type", "%s", attributes_type(about.st_mode));
	set_bytes_to_value(walk);
	if (!S_ISLNK(about.st_mode)) {
		tile_field(&walk->tiler, 0, "mode", "%04o", about.st_mode & 07777U);
		tile_set_number(&walk->tiler, about.st_mode & 07777);
		set_bytes_to_value(walk);
	}
	if (S_ISREG(about.st_mode))
		added = add_content(walk, path, err);
	else if (S_ISLNK(about.st_mode))
		added = add_target(walk, path, err);
	else if (S_ISCHR(about.st_mode) || S_ISBLK(about.st_mode)) {
		tile_field(&walk->tiler, 0, "device", "%u:%u", major(about.st_rdev),
			   minor(about.st_rdev));
		set_bytes_to_value(walk);
	}
	tiler_end_member(&walk->tiler);
	return added == 0 && S_ISDIR(about.st_mode) ? 1 : added;
}

static int
list_folder(const char *path, struct strings *names, struct error *err)
{
	cleanup_directory DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return error_set_errno(err, "%s", path);
	while (errno = 0, (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			strings_add(names, entry->d_name);
	if (errno != 0)
		return error_set_errno(err, "%s", path);
	strings_sort(names);
	return 0;
}

static int
walk_folder(struct walk *walk, const char *path, const char *name, unsigned depth,
	    struct error *err)
{
	cleanup_strings struct strings names = { 0 };

	if (depth > FOLDER_DEPTH_MAX)
		return error_set(err, ERROR_LIMIT,
				 "%s: folders are nested deeper than %d", path,
				 FOLDER_DEPTH_MAX);
	if (list_folder(path, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.count; i++) {
		cleanup_free char *inner = path_join(path, names.items[i]);
		cleanup_free char *called = name[0] == '\0'
						    ? xstrdup(names.items[i])
						    : path_join(name, names.items[i]);
		int added = add_member(walk, inner, called, err);

		if (added < 0 ||
		    (added > 0 && walk_folder(walk, inner, called, depth + 1, err) < 0))
			return -1;
	}
	return 0;
}

/* The members are counted when they are compared, against the limits chosen then. */
static int
open_folder(struct subject *subject, const char *path, struct error *err)
{
	static const struct limits boundless = { .members = UINT64_MAX };
	struct budget budget = { .limits = &boundless };
	struct walk walk = { .subject = subject,
			     .tiler = { .tiling = &subject->folder,
					.member = NO_MEMBER,
					.budget = &budget } };

	subject->is_folder = true;
	return walk_folder(&walk, path, "", 0, err);
}

/* "a/b/" is called "b". */
static char *
name_of(const char *path)
{
	size_t size = strlen(path);
	cleanup_free char *trimmed = NULL;

	while (size > 1 && path[size - 1] == '/')
		size--;
	trimmed = xstrndup(path, size);
	return xstrdup(path_name(trimmed));
}

static int
open_path(struct subject *subject, const char *path, struct error *err)
{
	struct stat about;

	if (stat(path, &about) < 0)
		return errno == ENOENT ? error_set(err, ERROR_NOT_FOUND,
						   "%s: there is no such file", path)
				       : error_set_errno(err, "%s", path);
	if (S_ISDIR(about.st_mode))
		return open_folder(subject, path, err);
	if (mapping_open(&subject->mapping, path, err) < 0)
		return -1;
	subject->bytes = subject->mapping.bytes;
	return 0;
}

int
subject_open(struct subject **out, const char *path, struct error *err)
{
	struct subject *subject = xcalloc(1, sizeof(*subject));

	subject->name = name_of(path);
	if (open_path(subject, path, err) < 0) {
		subject_close(subject);
		return -1;
	}
	*out = subject;
	return 0;
}

struct subject *
subject_of_bytes(const char *name, struct bytes bytes)
{
	struct subject *subject = xcalloc(1, sizeof(*subject));

	subject->name = xstrdup(name);
	subject->bytes = bytes;
	return subject;
}

void
subject_close(struct subject *subject)
{
	if (subject == NULL)
		return;
	tiling_release(&subject->folder);
	for (size_t i = 0; i < subject->mapping_count; i++)
		mapping_close(&subject->mappings[i]);
	free(subject->mappings);
	mapping_close(&subject->mapping);
	free(subject->name);
	free(subject);
}

uint64_t
subject_size(const struct subject *subject)
{
	uint64_t size = subject->bytes.size;

	for (size_t i = 0; i < subject->mapping_count; i++)
		size += subject->mappings[i].bytes.size;
	return size;
}

void
subject_mappings(const struct subject *subject, struct bytes **mappings, size_t *count)
{
	enum { WORTH_TRIMMING = 1 << 20 };

	if (subject->mapping.bytes.size >= WORTH_TRIMMING)
		array_append(*mappings, *count, subject->mapping.bytes);
	for (size_t i = 0; i < subject->mapping_count; i++)
		if (subject->mappings[i].bytes.size >= WORTH_TRIMMING)
			array_append(*mappings, *count, subject->mappings[i].bytes);
}
