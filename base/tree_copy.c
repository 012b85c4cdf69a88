/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/tree_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <sys/param.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { PERMISSIONS = 0777, LINK_SIZE_MAX = 4096, LEFT_OUT_MAX = 1000 };

/* A file that has several names, by its first one in the copy. */
struct twin {
	dev_t device;
	ino_t number;
	char *path; /* owned: from the top of the copy */
};

struct work {
	struct tree_copy *copy; /* borrowed */
	int top;		/* borrowed: the folder that is written */
	unsigned depth;
	void *twins; /* owned: a tree of struct twin, of search(3) */
};

/* One entry on its way: where it comes from and goes to, and what is known of it. */
struct item {
	int from, to;	  /* borrowed: the two folders */
	const char *name; /* borrowed */
	char *path;	  /* owned: from the top, for messages and twins */
	struct stat about;
};

void
tree_copy_release(struct tree_copy *copy)
{
	strings_release(&copy->left_out);
}

static int
order_twins(const void *a, const void *b)
{
	const struct twin *left = a, *right = b;

	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	return (left->device > right->device) - (left->device < right->device);
}

static void
twin_free(void *at)
{
	struct twin *twin = at;

	free(twin->path);
	free(twin);
}

static void
leave_out(struct tree_copy *copy, const struct item *item, const char *why)
{
	if (copy->left_out.count < LEFT_OUT_MAX)
		strings_add_format(&copy->left_out, "%s: %s", item->path, why);
}

static int
count(struct tree_copy *copy, const struct item *item, uint64_t bytes, struct error *err)
{
	copy->taken++;
	copy->taken_bytes += bytes;
	if (copy->entries > 0 && copy->taken > copy->entries)
		return error_set(err, ERROR_LIMIT, "more than %" PRIu64 " files",
				 copy->entries);
	if (copy->bytes > 0 && copy->taken_bytes > copy->bytes)
		return error_set(err, ERROR_LIMIT,
				 "%s: more than %" PRIu64 " bytes in all", item->path,
				 copy->bytes);
	return copy->cancel == NULL ? 0 : cancel_check(copy->cancel, err);
}

static void
set_times(const struct tree_copy *copy, const struct item *item)
{
	struct timespec times[2] = { item->about.st_mtim, item->about.st_mtim };

	if (copy->file_time >= 0)
		times[0] = times[1] = (struct timespec){ .tv_sec = copy->file_time };
	(void)utimensat(item->to, item->name, times, AT_SYMLINK_NOFOLLOW);
}

/* A part without holes, by the kernel. */
static int
copy_part(int from, int to, off_t start, off_t end)
{
	if (lseek(to, start, SEEK_SET) < 0)
		return -1;
	while (start < end) {
		ssize_t done = sendfile(to, from, &start, (size_t)(end - start));

		if (done == 0)
			return 0;
		if (done < 0 && errno != EINTR)
			return -1;
	}
	return 0;
}

/* lseek(2): where data and holes begin.  What has no data any more ends the walk. */
static int
copy_bytes(int from, int to, off_t size)
{
	off_t at = 0;

	while (at < size) {
		off_t data = lseek(from, at, SEEK_DATA);
		off_t hole = data < 0 ? -1 : lseek(from, data, SEEK_HOLE);

		if (data < 0 && errno == ENXIO)
			break;
		if (data < 0 || hole < 0) { /* a file system without holes */
			data = at;
			hole = size;
		}
		if (copy_part(from, to, data, MIN(hole, size)) < 0)
			return -1;
		at = hole;
	}
	return ftruncate(to, size);
}

/* A file that its maker has no right to read may still be the caller's to read. */
static int
open_source(const struct item *item, int flags)
{
	int fd = openat(item->from, item->name, flags | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 || errno != EACCES)
		return fd;
	if (fchmodat(item->from, item->name,
		     (item->about.st_mode & PERMISSIONS) | S_IRUSR | S_IXUSR, 0) < 0) {
		errno = EACCES;
		return -1;
	}
	return openat(item->from, item->name, flags | O_NOFOLLOW | O_CLOEXEC);
}

static int
copy_file(const struct item *item, struct error *err)
{
	cleanup_close int from = open_source(item, O_RDONLY | O_NONBLOCK);
	cleanup_close int to = -1;

	if (from < 0)
		return error_set_errno(err, "%s", item->path);
	to = openat(item->to, item->name,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0 || copy_bytes(from, to, item->about.st_size) < 0 ||
	    fchmod(to, item->about.st_mode & PERMISSIONS) < 0)
		return error_set_errno(err, "%s", item->path);
	return 0;
}

static const struct twin *
find_twin(const struct work *work, const struct stat *about)
{
	struct twin wanted = { .device = about->st_dev, .number = about->st_ino };
	struct twin *const *found = tfind(&wanted, &work->twins, order_twins);

	return found == NULL ? NULL : *found;
}

static void
keep_twin(struct work *work, const struct item *item)
{
	struct twin *twin = xcalloc(1, sizeof(*twin));

	*twin = (struct twin){ item->about.st_dev, item->about.st_ino,
			       xstrdup(item->path) };
	if (tsearch(twin, &work->twins, order_twins) == NULL)
		end_program("out of memory");
}

/* Another name of a file that has been copied becomes another name of the copy. */
static int
take_file(struct work *work, const struct item *item, struct error *err)
{
	const struct twin *twin =
		item->about.st_nlink > 1 ? find_twin(work, &item->about) : NULL;

	if (twin != NULL) {
		if (linkat(work->top, twin->path, item->to, item->name, 0) < 0)
			return error_set_errno(err, "%s", item->path);
		return count(work->copy, item, 0, err);
	}
	if (count(work->copy, item, (uint64_t)item->about.st_size, err) < 0 ||
	    copy_file(item, err) < 0)
		return -1;
	if (item->about.st_nlink > 1)
		keep_twin(work, item);
	set_times(work->copy, item);
	return 0;
}

static int
take_link(struct work *work, const struct item *item, struct error *err)
{
	char target[LINK_SIZE_MAX + 1];
	ssize_t size = readlinkat(item->from, item->name, target, sizeof(target));

	if (size < 0)
		return error_set_errno(err, "%s", item->path);
	if (size > LINK_SIZE_MAX) {
		leave_out(work->copy, item, "a link whose target is too long");
		return 0;
	}
	target[size] = '\0';
	if (symlinkat(target, item->to, item->name) < 0)
		return error_set_errno(err, "%s", item->path);
	set_times(work->copy, item);
	return count(work->copy, item, (uint64_t)size, err);
}

static int copy_folder(struct work *work, int from, int to, const char *path,
		       struct error *err);

static int
take_folder(struct work *work, const struct item *item, struct error *err)
{
	cleanup_close int from = -1, to = -1;

	if (work->depth >= work->copy->depth)
		return error_set(err, ERROR_LIMIT, "%s: folders deeper than %u",
				 item->path, work->copy->depth);
	from = open_source(item, O_RDONLY | O_DIRECTORY);
	if (from < 0 || mkdirat(item->to, item->name, 0700) < 0)
		return error_set_errno(err, "%s", item->path);
	to = openat(item->to, item->name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return error_set_errno(err, "%s", item->path);
	work->depth++;
	if (count(work->copy, item, 0, err) < 0 ||
	    copy_folder(work, from, to, item->path, err) < 0)
		return -1;
	work->depth--;
	if (fchmod(to, item->about.st_mode & PERMISSIONS) < 0)
		return error_set_errno(err, "%s", item->path);
	set_times(work->copy, item);
	return 0;
}

static const char *
what_it_is(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFCHR:
	case S_IFBLK:
		return "a device";
	case S_IFIFO:
		return "a pipe";
	case S_IFSOCK:
		return "a socket";
	default:
		return "of unknown type";
	}
}

static int
take(struct work *work, const struct item *item, struct error *err)
{
	mode_t mode = item->about.st_mode;

	if (!S_ISLNK(mode) && (mode & (S_ISUID | S_ISGID)) != 0 && !S_ISDIR(mode))
		leave_out(work->copy, item, "setuid or setgid was dropped");
	if (S_ISREG(mode))
		return take_file(work, item, err);
	if (S_ISDIR(mode))
		return take_folder(work, item, err);
	if (S_ISLNK(mode))
		return take_link(work, item, err);
	leave_out(work->copy, item, what_it_is(mode));
	return 0;
}

static int
copy_folder(struct work *work, int from, int to, const char *path, struct error *err)
{
	cleanup_strings struct strings names = { NULL, 0 };

	if (folder_list(&names, from, &work->copy->order) < 0)
		return error_set_errno(err, "%s", path[0] != '\0' ? path : ".");
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		cleanup_free char *inner =
			path[0] == '\0' ? xstrdup(name) : path_join(path, name);
		struct item item = {
			.from = from, .to = to, .name = name, .path = inner
		};

		if (fstatat(from, name, &item.about, AT_SYMLINK_NOFOLLOW) < 0)
			return error_set_errno(err, "%s", inner);
		if (take(work, &item, err) < 0)
			return -1;
	}
	return 0;
}

int
tree_copy(struct tree_copy *copy, int from, int to, struct error *err)
{
	struct work work = { .copy = copy, .top = to };
	int copied = copy_folder(&work, from, to, "", err);

	tdestroy(work.twins, twin_free);
	return copied;
}
