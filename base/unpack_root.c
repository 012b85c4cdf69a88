/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/unpack_root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "base/tree.h"

enum { DEPTH_MAX = 256, BITS = 0777, STICKY = 01000 };

static const char whiteout[] = ".wh.";
static const char opaque[] = ".wh..wh..opq";

/* A folder gets its mode and time last: what is put into it changes the one, and may be
 * refused by the other. */
struct folder_end {
	char *path; /* owned */
	mode_t mode;
	int64_t mtime;
};

struct taking {
	struct unpacked *out;
	int folder;
	enum root_manner manner;
	int64_t began;
	struct folder_end *ends; /* owned */
	size_t end_count;
};

static void
taking_release(struct taking *taking)
{
	for (size_t i = 0; i < taking->end_count; i++)
		free(taking->ends[i].path);
	free(taking->ends);
}

#define cleanup_taking __attribute__((cleanup(taking_release)))

/* Without "./" and "/" in front; "" for the root itself. */
static const char *
plain(const char *path)
{
	while (*path == '/' || (path[0] == '.' && (path[1] == '/' || path[1] == '\0')))
		path++;
	return path;
}

/* Opens the folder that holds `path`, making nothing; -1 when there is none. */
static int
find_above(const char **name, int folder, const char *path)
{
	cleanup_free char *part = NULL;
	cleanup_close int at = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (!path_is_inside(path))
		return -1;
	for (const char *slash; at >= 0 && (slash = strchr(path, '/')) != NULL;
	     path = slash + 1) {
		int next;

		if (slash == path)
			continue;
		replace_text(&part, xstrndup(path, (size_t)(slash - path)));
		next = openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(at);
		at = next;
	}
	*name = path;
	return steal_fd(&at);
}

/* What an earlier layer has there goes, whole. */
static int
clear(const struct taking *taking, const char *path, bool unless_folder,
      struct error *err)
{
	const char *name;
	struct stat st;
	cleanup_close int above = -1;

	if (taking->manner == ROOT_WHOLE)
		return 0;
	above = find_above(&name, taking->folder, path);
	if (above < 0 || *name == '\0' ||
	    fstatat(above, name, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    (unless_folder && S_ISDIR(st.st_mode)))
		return 0;
	return tree_remove_at(above, name, err);
}

static int
take_file(const struct taking *taking, struct archive_reader *reader,
	  const struct archive_member *member, const char *path, struct error *err)
{
	struct timespec times[2] = { { .tv_sec = member->mtime },
				     { .tv_sec = member->mtime } };
	cleanup_close int fd = -1;
	struct bytes piece;
	int more;

	if (tree_open_file(&fd, taking->folder, path, err) < 0)
		return -1;
	while ((more = archive_piece(reader, &piece, err)) > 0)
		if (file_write_all(fd, piece) < 0)
			return error_set_errno(err, "%s", path);
	if (more < 0)
		return -1;
	if (fchmod(fd, (member->mode & BITS) | S_IRUSR | S_IWUSR) < 0 ||
	    futimens(fd, times) < 0)
		return error_set_errno(err, "%s", path);
	taking->out->files++;
	return 0;
}

static int
take_folder(struct taking *taking, const struct archive_member *member, const char *path,
	    struct error *err)
{
	struct folder_end end = { .path = xstrdup(*path == '\0' ? "." : path),
				  .mode = (member->mode & (BITS | STICKY)) | S_IRWXU,
				  .mtime = member->mtime };

	array_append(taking->ends, taking->end_count, end);
	return *path == '\0' ? 0 : tree_put_folder(taking->folder, path, err);
}

static int
take_link(const struct taking *taking, const struct archive_member *member,
	  const char *path, struct error *err)
{
	struct timespec times[2] = { { .tv_sec = member->mtime },
				     { .tv_sec = member->mtime } };
	const char *name;
	cleanup_close int above = -1;

	if (tree_put_link(taking->folder, path, member->link, err) < 0)
		return -1;
	above = find_above(&name, taking->folder, path);
	if (above < 0 || utimensat(above, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

static int
take_hardlink(const struct taking *taking, const struct archive_member *member,
	      const char *path, struct error *err)
{
	const char *existing = plain(member->link);

	if (strcmp(existing, path) == 0 ||
	    tree_put_hardlink(taking->folder, path, existing, err) == 0)
		return 0;
	if (err->kind == ERROR_SYSTEM && errno == ENOSPC)
		return -1;
	strings_add_format(&taking->out->left_out, "%s: a hard link to what is not there",
			   path);
	return 0;
}

static int
take(struct taking *taking, struct archive_reader *reader,
     const struct archive_member *member, struct error *err)
{
	const char *path = plain(member->path);

	if (member->mtime > taking->out->newest)
		taking->out->newest = member->mtime;
	if (taking->manner == ROOT_LAYER && text_starts_with(path_name(path), whiteout))
		return 0;
	if (*path == '\0' && member->type != 'd')
		return 0;
	if (member->type != 'o' && clear(taking, path, member->type == 'd', err) < 0)
		return -1;
	switch (member->type) {
	case 'f':
		return take_file(taking, reader, member, path, err);
	case 'd':
		return take_folder(taking, member, path, err);
	case 'l':
		return take_link(taking, member, path, err);
	case 'h':
		return take_hardlink(taking, member, path, err);
	default:
		strings_add_format(&taking->out->left_out, "%s: no file, folder or link",
				   path);
		return 0;
	}
}

/* Everything in the folder that holds the marker. */
static int
clear_folder(const struct taking *taking, const char *path, struct error *err)
{
	cleanup_strings struct strings names = { 0 };
	const struct folder_order order = { .kind = ORDER_SORTED };
	const char *name;
	cleanup_close int above = find_above(&name, taking->folder, path);

	if (above < 0)
		return 0;
	if (folder_list(&names, above, &order) < 0)
		return error_set_errno(err, "%s", path);
	for (size_t i = 0; i < names.count; i++)
		if (tree_remove_at(above, names.items[i], err) < 0)
			return -1;
	return 0;
}

static int
white_out(struct taking *taking, struct archive_reader *reader,
	  const struct archive_member *member, struct error *err)
{
	const char *path = plain(member->path);
	const char *name = path_name(path);
	cleanup_free char *hidden = NULL;

	(void)reader;
	if (!text_starts_with(name, whiteout))
		return 0;
	if (strcmp(name, opaque) == 0)
		return clear_folder(taking, path, err);
	if (name[strlen(whiteout)] == '\0' || strcmp(name + strlen(whiteout), ".") == 0 ||
	    strcmp(name + strlen(whiteout), "..") == 0)
		return error_set(err, ERROR_MALFORMED, "%s: hides nothing", path);
	hidden = xasprintf("%.*s%s", (int)(name - path), path, name + strlen(whiteout));
	return clear(taking, hidden, false, err);
}

/* Each member in turn.  Whiteouts are about earlier layers only, wherever in this one
 * they stand, so they have a pass of their own before the rest is taken. */
static int
walk(struct taking *taking, struct bytes archive,
     int (*act)(struct taking *taking, struct archive_reader *reader,
		const struct archive_member *member, struct error *err),
     struct error *err)
{
	cleanup_archive struct archive_reader *reader = NULL;
	struct archive_limits limits = archive_limits_usual();
	struct archive_member member;
	int more;

	if (archive_open(&reader, archive, &limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0)
		if (act(taking, reader, &member, err) < 0)
			return -1;
	return more;
}

/* Folders that have been written to and that no member gives a time. */
static int
settle_times(const struct taking *taking, int parent, const char *name, unsigned depth,
	     struct error *err)
{
	struct timespec times[2] = { { .tv_sec = taking->out->newest },
				     { .tv_sec = taking->out->newest } };
	const struct folder_order order = { .kind = ORDER_AS_IT_IS };
	cleanup_strings struct strings names = { 0 };
	cleanup_close int at =
		openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (at < 0)
		return errno == ENOTDIR || errno == ELOOP
			       ? 0
			       : error_set_errno(err, "%s", name);
	if (depth > DEPTH_MAX)
		return error_set(err, ERROR_LIMIT, "folders are more than %d deep",
				 DEPTH_MAX);
	if (folder_list(&names, at, &order) < 0)
		return error_set_errno(err, "%s", name);
	for (size_t i = 0; i < names.count; i++)
		if (settle_times(taking, at, names.items[i], depth + 1, err) < 0)
			return -1;
	if (fstat(at, &st) == 0 && st.st_mtime >= taking->began &&
	    futimens(at, times) < 0)
		return error_set_errno(err, "%s", name);
	return 0;
}

/* A folder that was named and is none any more has been replaced by a later member. */
static int
end_folders(const struct taking *taking, struct error *err)
{
	for (size_t i = 0; i < taking->end_count; i++) {
		const struct folder_end *end = &taking->ends[i];
		struct timespec times[2] = { { .tv_sec = end->mtime },
					     { .tv_sec = end->mtime } };
		const char *name;
		cleanup_close int above = find_above(&name, taking->folder, end->path);
		cleanup_close int at = -1;

		if (above >= 0)
			at = openat(above, *name == '\0' ? "." : name,
				    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (at >= 0 && (fchmod(at, end->mode) < 0 || futimens(at, times) < 0))
			return error_set_errno(err, "%s", end->path);
	}
	return 0;
}

int
unpack_root(struct unpacked *out, struct bytes archive, int folder,
	    enum root_manner manner, struct error *err)
{
	cleanup_taking struct taking taking = {
		.out = out, .folder = folder, .manner = manner, .began = clock_now()
	};

	*out = (struct unpacked){ 0 };
	if (manner == ROOT_LAYER && walk(&taking, archive, white_out, err) < 0)
		return -1;
	if (walk(&taking, archive, take, err) < 0 ||
	    settle_times(&taking, folder, ".", 0, err) < 0)
		return -1;
	return end_folders(&taking, err);
}
