/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

/* Opens one folder of a path, made if it is not there; a link in its place is an error.
 */
static int
enter(int at, const char *name)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(at, name, flags);

	if (fd < 0 && errno == ENOENT && mkdirat(at, name, 0755) == 0)
		fd = openat(at, name, flags);
	return fd;
}

/* What went wrong last, which is never nothing. */
static int
reason(void)
{
	return errno > 0 ? errno : EIO;
}

/* Opens the folder that holds `path` and finds the last name; folders are made.  0, or
 * what was in the way. */
static int
reach_above(int *above, const char **name, int folder, const char *path)
{
	cleanup_free char *part = NULL;
	cleanup_close int at = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (at < 0)
		return reason();
	for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		int next;

		if (slash == path)
			continue; /* "a//b" */
		replace_text(&part, xstrndup(path, (size_t)(slash - path)));
		next = enter(at, part);
		if (next < 0)
			return reason();
		close(at);
		at = next;
	}
	*name = path;
	*above = steal_fd(&at);
	return 0;
}

static int
open_above(int *above, const char **name, int folder, const char *path, struct error *err)
{
	int failed;

	if (!path_is_inside(path)) {
		error_set(err, ERROR_MALFORMED, "%s: leads outside of its tree", path);
		return -1;
	}
	failed = reach_above(above, name, folder, path);
	if (failed == 0)
		return 0;
	errno = failed;
	error_set_errno(err, "%s", path);
	return -1;
}

int
tree_put_folder(int folder, const char *path, struct error *err)
{
	cleanup_close int above = -1, made = -1;
	const char *name;

	if (open_above(&above, &name, folder, path, err) < 0)
		return -1;
	if (name[0] == '\0' || strcmp(name, ".") == 0)
		return 0; /* "a/" */
	made = enter(above, name);
	return made < 0 ? error_set_errno(err, "%s", path) : 0;
}

static void
make_room(int above, const char *name)
{
	if (unlinkat(above, name, 0) < 0 && errno == EISDIR)
		unlinkat(above, name, AT_REMOVEDIR);
}

int
tree_open_file(int *fd, int folder, const char *path, struct error *err)
{
	cleanup_close int above = -1;
	const char *name;

	*fd = -1;
	if (open_above(&above, &name, folder, path, err) < 0)
		return -1;
	make_room(above, name);
	*fd = openat(above, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		     0600);
	return *fd < 0 ? error_set_errno(err, "%s", path) : 0;
}

static bool
is_in_the_way(int why)
{
	return why == EEXIST || why == ENOTDIR || why == ELOOP || why == EISDIR;
}

int
tree_open_new_file(int *fd, int folder, const char *path, struct error *err)
{
	cleanup_close int above = -1;
	const char *name;
	int failed;

	*fd = -1;
	if (!path_is_inside(path))
		return error_set(err, ERROR_MALFORMED, "%s: leads outside of its tree",
				 path);
	failed = reach_above(&above, &name, folder, path);
	if (failed == 0) {
		*fd = openat(above, name,
			     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		failed = *fd < 0 ? reason() : 0;
	}
	if (failed == 0 || is_in_the_way(failed))
		return failed == 0 ? 0 : 1;
	errno = failed;
	return error_set_errno(err, "%s", path);
}

int
tree_end_file(int fd, const char *path, bool executable, int64_t mtime, struct error *err)
{
	struct timespec times[2] = { { .tv_sec = mtime }, { .tv_sec = mtime } };

	if (fchmod(fd, executable ? 0755 : 0644) < 0 || futimens(fd, times) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

int
tree_put_file(int folder, const char *path, struct bytes content, bool executable,
	      int64_t mtime, struct error *err)
{
	cleanup_close int fd = -1;

	if (tree_open_file(&fd, folder, path, err) < 0)
		return -1;
	if (file_write_all(fd, content) < 0)
		return error_set_errno(err, "%s", path);
	return tree_end_file(fd, path, executable, mtime, err);
}

int
tree_put_link(int folder, const char *path, const char *target, struct error *err)
{
	cleanup_close int above = -1;
	const char *name;

	if (open_above(&above, &name, folder, path, err) < 0)
		return -1;
	make_room(above, name);
	if (symlinkat(target, above, name) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

int
tree_put_hardlink(int folder, const char *path, const char *existing, struct error *err)
{
	cleanup_close int above = -1, above_existing = -1;
	const char *name, *existing_name;

	if (open_above(&above, &name, folder, path, err) < 0 ||
	    open_above(&above_existing, &existing_name, folder, existing, err) < 0)
		return -1;
	make_room(above, name);
	if (linkat(above_existing, existing_name, above, name, 0) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

bool
tree_link_is_inside(const char *path, const char *target)
{
	long depth = 0;

	if (target[0] == '/')
		return false;
	for (const char *at = path; (at = strchr(at, '/')) != NULL; at++)
		depth++;
	while (*target != '\0') {
		size_t size = strcspn(target, "/");

		if (size == 2 && target[0] == '.' && target[1] == '.')
			depth--;
		else if (size > 0 && !(size == 1 && target[0] == '.'))
			depth++;
		if (depth < 0)
			return false;
		target += size;
		target += *target == '/';
	}
	return true;
}
