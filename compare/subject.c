/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Subjects are opened before the doors are closed: a file is mapped, a folder is walked
 * bytewise by name, without following links.  A folder's members have a type, a mode (of
 * permissions), an owner, a link's target or a device's numbers, extended attributes, and
 * content; times of a folder on disk say nothing about a release.  A file of several
 * names in the folder has the first of them as its linkpath at the others.
 *
 * What cannot be read is said to be so: the rest is compared, and the whole is
 * incomplete.
 */
#include "compare/subject.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/attributes.h"

enum { FOLDER_DEPTH_MAX = 128, ATTRIBUTES_MAX = 64 << 10 };

/* A file of several names. */
struct linked {
	dev_t device;
	ino_t inode;
	const char *first; /* borrowed from the tiling: its first name */
};

struct walk {
	struct subject *subject;
	struct tiler tiler;
	void *linked; /* owned: a tree of struct linked */
};

static int
order_linked(const void *a, const void *b)
{
	const struct linked *left = a, *right = b;
	int order = (left->device > right->device) - (left->device < right->device);

	return order != 0 ? order
			  : (left->inode > right->inode) - (left->inode < right->inode);
}

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

/* Why something could not be read; errno says it. */
static void
note_unread(struct walk *walk, const char *name)
{
	enum { SAID = 100 };
	cleanup_buffer struct buffer words = BUFFER_INIT(SIZE_MAX);
	struct strings *unread = &walk->subject->unread;
	struct error why;

	if (unread->count > SAID)
		return;
	if (unread->count == SAID) {
		strings_add(unread, "and more");
		return;
	}
	error_set_errno(&why, "%s", name);
	buffer_append_escaped(&words, bytes_of_text(why.message));
	strings_add(unread, buffer_text(&words));
}

static void
add_content(struct walk *walk, const char *path, const char *name)
{
	struct subject *subject = walk->subject;
	struct mapping mapping;
	struct error err;

	errno = 0;
	if (mapping_open(&mapping, path, &err) < 0) {
		note_unread(walk, name);
		return;
	}
	array_append(subject->mappings, subject->mapping_count, mapping);
	tile_content(&walk->tiler, 0, "content");
	subject->folder.tiles[subject->folder.tile_count - 1].bytes = mapping.bytes;
}

static void
add_text(struct walk *walk, const char *key, struct bytes value)
{
	tile_text(&walk->tiler, 0, key);
	tile_set_value(&walk->tiler, value);
	set_bytes_to_value(walk);
}

static void
add_target(struct walk *walk, const char *path, const char *name)
{
	char target[PATH_MAX];
	ssize_t size = readlink(path, target, sizeof(target));

	if (size < 0)
		note_unread(walk, name);
	else
		add_text(walk, "linkpath",
			 (struct bytes){ (const uint8_t *)target, (size_t)size });
}

/* What the last tile's value says. */
static void
set_number(struct walk *walk, int64_t number)
{
	tile_set_number(&walk->tiler, number);
	set_bytes_to_value(walk);
}

/* The first name of a file that has another one in the folder. */
static void
add_first_name(struct walk *walk, const struct stat *about)
{
	const struct tiling *tiling = &walk->subject->folder;
	struct linked *one = xcalloc(1, sizeof(*one));
	struct linked *const *found;

	*one = (struct linked){ about->st_dev, about->st_ino,
				tiling->members[tiling->member_count - 1].name };
	found = tsearch(one, &walk->linked, order_linked);
	if (found == NULL)
		end_program("out of memory");
	if (*found == one)
		return;
	free(one);
	add_text(walk, "linkpath", bytes_of_text((*found)->first));
}

/* Labels depend on where a file lies, not on what it is. */
static bool
is_label(const char *name)
{
	return strcmp(name, "security.selinux") == 0 ||
	       text_starts_with(name, "trusted.");
}

static void
add_attribute(struct walk *walk, const char *path, const char *name)
{
	cleanup_free char *key = xasprintf("record:xattr.%s", name);
	cleanup_free uint8_t *value = xcalloc(ATTRIBUTES_MAX, 1);
	ssize_t size = lgetxattr(path, name, value, ATTRIBUTES_MAX);

	if (size >= 0)
		add_text(walk, key, (struct bytes){ value, (size_t)size });
}

static void
add_attributes(struct walk *walk, const char *path)
{
	ssize_t size = llistxattr(path, NULL, 0);
	cleanup_strings struct strings sorted = { 0 };
	cleanup_free char *names = NULL;
	struct cursor at;

	if (size <= 0)
		return; /* of most */
	names = xcalloc(ATTRIBUTES_MAX, 1);
	size = llistxattr(path, names, ATTRIBUTES_MAX);
	if (size <= 0)
		return;
	at = cursor_on((struct bytes){ (const uint8_t *)names, (size_t)size });
	while (at.rest.size > 0 && !at.overrun) {
		struct bytes name = cursor_take_string(&at);

		if (name.size > 0 && !is_label((const char *)name.data))
			strings_add(&sorted, (const char *)name.data);
	}
	strings_sort(&sorted);
	for (size_t i = 0; i < sorted.count; i++)
		add_attribute(walk, path, sorted.items[i]);
}

static void
add_numbers(struct walk *walk, const struct stat *about)
{
	tile_field(&walk->tiler, 0, "type", "%s", attributes_type(about->st_mode));
	set_bytes_to_value(walk);
	if (!S_ISLNK(about->st_mode)) {
		tile_field(&walk->tiler, 0, "mode", "%04o", about->st_mode & 07777U);
		set_number(walk, about->st_mode & 07777);
	}
	tile_field(&walk->tiler, 0, "uid", "%u", about->st_uid);
	set_number(walk, about->st_uid);
	tile_field(&walk->tiler, 0, "gid", "%u", about->st_gid);
	set_number(walk, about->st_gid);
	if (S_ISREG(about->st_mode) && about->st_nlink > 1)
		add_first_name(walk, about);
	if (S_ISCHR(about->st_mode) || S_ISBLK(about->st_mode)) {
		tile_field(&walk->tiler, 0, "device", "%u:%u", major(about->st_rdev),
			   minor(about->st_rdev));
		set_bytes_to_value(walk);
	}
}

/* Whether it is a folder, to be walked too. */
static bool
add_member(struct walk *walk, const char *path, const char *name)
{
	struct stat about;

	if (lstat(path, &about) < 0) {
		note_unread(walk, name);
		return false;
	}
	tiler_member(&walk->tiler, bytes_of_text(name), type_letter(about.st_mode));
	add_numbers(walk, &about);
	add_attributes(walk, path);
	if (S_ISREG(about.st_mode))
		add_content(walk, path, name);
	else if (S_ISLNK(about.st_mode))
		add_target(walk, path, name);
	tiler_end_member(&walk->tiler);
	return S_ISDIR(about.st_mode);
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
	errno = 0;
	if (list_folder(path, &names, err) < 0) {
		if (depth == 0)
			return -1;
		note_unread(walk, name);
		return 0;
	}
	for (size_t i = 0; i < names.count; i++) {
		cleanup_free char *inner = path_join(path, names.items[i]);
		cleanup_free char *called = name[0] == '\0'
						    ? xstrdup(names.items[i])
						    : path_join(name, names.items[i]);

		if (add_member(walk, inner, called) &&
		    walk_folder(walk, inner, called, depth + 1, err) < 0)
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

	int walked;

	subject->is_folder = true;
	walked = walk_folder(&walk, path, "", 0, err);
	tdestroy(walk.linked, free);
	return walked;
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
	strings_release(&subject->unread);
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
