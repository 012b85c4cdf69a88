/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/disk.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"

enum {
	LOOK_PAUSE = 200, /* milliseconds */
	COUNT_PAUSE = 3000,
	RESTS = 20,	 /* times as long as counting took */
	BLOCK = 512,	 /* st_blocks of stat(2) */
	NAME_COST = 512, /* of a name and what it leads to, which no block counts */
	DEPTH_MAX = 256, /* deeper than that is another way to be over */
	HARD_LINKS_MAX = 1 << 16,
	FULL = 100, /* a hundredth left is full */
};

/* What is counted: the same file once, however many names it has. */
struct count {
	uint64_t bytes, stop; /* counting ends where it is enough */
	uint64_t *seen;	      /* owned: inodes with several names */
	size_t seen_count;
	dev_t device;
};

static bool
is_seen(struct count *count, uint64_t inode)
{
	for (size_t i = 0; i < count->seen_count; i++)
		if (count->seen[i] == inode)
			return true;
	if (count->seen_count < HARD_LINKS_MAX)
		array_append(count->seen, count->seen_count, inode);
	return false;
}

static void count_folder(struct count *count, int parent, const char *name,
			 unsigned depth);

static void
count_entry(struct count *count, int folder, const char *name, unsigned depth)
{
	struct stat about;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
	    fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) < 0 ||
	    about.st_dev != count->device)
		return;
	count->bytes += NAME_COST;
	if (about.st_nlink > 1 && !S_ISDIR(about.st_mode) && is_seen(count, about.st_ino))
		return;
	count->bytes += (uint64_t)about.st_blocks * BLOCK;
	if (S_ISDIR(about.st_mode) && depth < DEPTH_MAX)
		count_folder(count, folder, name, depth + 1);
}

/* A folder that the run has closed to us is one that it cannot write to either, until it
 * opens it again. */
static void
count_folder(struct count *count, int parent, const char *name, unsigned depth)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	cleanup_directory DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && folder == NULL)
		close(fd);
	for (struct dirent *entry; folder != NULL && count->bytes <= count->stop &&
				   (entry = readdir(folder)) != NULL;)
		count_entry(count, fd, entry->d_name, depth);
}

static uint64_t
held_by(const struct disk_place *place, uint64_t stop)
{
	struct count count = { .stop = stop, .device = place->device };
	struct stat about;

	if (fstat(place->fd, &about) == 0 && !S_ISDIR(about.st_mode))
		return (uint64_t)about.st_blocks * BLOCK;
	count_folder(&count, place->fd, ".", 0);
	free(count.seen);
	return count.bytes;
}

static uint64_t
free_space(const struct disk_place *place, bool *full)
{
	struct statvfs about;

	if (fstatvfs(place->fd, &about) < 0)
		return place->free;
	*full = about.f_bavail < about.f_blocks / FULL;
	return (uint64_t)about.f_bfree * about.f_frsize;
}

static int
add_place(struct disk *disk, const char *path, struct error *err)
{
	struct disk_place place = { .fd = open(path, O_RDONLY | O_CLOEXEC) };
	struct stat about;
	bool full = false;

	if (place.fd < 0 || fstat(place.fd, &about) < 0) {
		if (place.fd >= 0)
			close(place.fd);
		return error_set_errno(err, "%s", path);
	}
	place.device = about.st_dev;
	place.inode = about.st_ino;
	place.free = free_space(&place, &full);
	place.held = held_by(&place, UINT64_MAX);
	array_append(disk->places, disk->count, place);
	return 0;
}

/* What lies within another place is counted with it. */
static bool
is_counted_elsewhere(const struct sandbox_plan *plan, size_t at)
{
	const char *path = plan->mounts[at].from;

	for (size_t i = 0; i < plan->mount_count; i++) {
		const char *other = plan->mounts[i].from;
		size_t size;

		if (i == at || plan->mounts[i].kind != MOUNT_WRITABLE)
			continue;
		size = strlen(other);
		if (strncmp(path, other, size) == 0 &&
		    (path[size] == '/' || (path[size] == '\0' && i < at)))
			return true;
	}
	return false;
}

int
disk_begin(struct disk *disk, const struct sandbox_plan *plan, struct error *err)
{
	*disk = (struct disk){ .limit = plan->limits.disk };
	if (disk->limit == 0)
		return 0;
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind == MOUNT_WRITABLE &&
		    !is_counted_elsewhere(plan, i) &&
		    add_place(disk, plan->mounts[i].from, err) < 0)
			return -1;
	if (plan->layer != NULL && add_place(disk, plan->layer, err) < 0)
		return -1;
	disk->next_count = clock_milliseconds() + COUNT_PAUSE;
	return 0;
}

void
disk_release(struct disk *disk)
{
	for (size_t i = 0; i < disk->count; i++)
		close(disk->places[i].fd);
	free(disk->places);
	*disk = (struct disk){ 0 };
}

static bool
is_on_our_devices(const struct disk *disk, dev_t device)
{
	for (size_t i = 0; i < disk->count; i++)
		if (disk->places[i].device == device)
			return true;
	return false;
}

/* /proc/PID/fd: links that stat(2) follows to the file, though it has no name. */
static uint64_t
nameless_of(const struct disk *disk, const char *process)
{
	cleanup_free char *path = xasprintf("/proc/%s/fd", process);
	cleanup_directory DIR *folder = opendir(path);
	uint64_t bytes = 0;

	for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
		struct stat about;

		if (fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 &&
		    S_ISREG(about.st_mode) && about.st_nlink == 0 &&
		    is_on_our_devices(disk, about.st_dev))
			bytes += (uint64_t)about.st_blocks * BLOCK;
	}
	return bytes;
}

/* Everything inside descends from process 1, and the kernel lists whose child is what. */
static uint64_t
nameless_below(const struct disk *disk, const char *process, unsigned depth)
{
	enum { LIST_MAX = 1 << 20 };
	cleanup_free char *path =
		xasprintf("/proc/%s/task/%s/children", process, process);
	cleanup_buffer struct buffer text = BUFFER_INIT(LIST_MAX);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t bytes = nameless_of(disk, process);
	cleanup_free char *list = NULL;
	char *rest, *word;

	if (fd < 0 || depth > DEPTH_MAX || file_read_all(fd, &text) < 0)
		return bytes;
	list = buffer_steal_text(&text);
	rest = list;
	while ((word = strsep(&rest, " \n")) != NULL)
		if (isdigit((unsigned char)word[0]))
			bytes += nameless_below(disk, word, depth + 1);
	return bytes;
}

static uint64_t
added_to(const struct disk *disk, const struct disk_place *place)
{
	uint64_t held = held_by(place, place->held + disk->limit);

	return held > place->held ? held - place->held : 0;
}

static uint64_t
added(const struct disk *disk, int init)
{
	char process[32];
	uint64_t bytes = 0;

	for (size_t i = 0; i < disk->count && bytes <= disk->limit; i++)
		bytes += added_to(disk, &disk->places[i]);
	snprintf(process, sizeof(process), "%d", init);
	return bytes > disk->limit ? bytes : bytes + nameless_below(disk, process, 0);
}

/* Whether any of the file systems has lost more than the limit, to whomever. */
static bool
has_shrunk(const struct disk *disk, bool *full)
{
	bool shrunk = false, one_full = false;

	*full = false;
	for (size_t i = 0; i < disk->count; i++) {
		const struct disk_place *place = &disk->places[i];

		if (free_space(place, &one_full) + disk->limit < place->free) {
			shrunk = true;
			*full = *full || one_full;
		}
	}
	return shrunk;
}

char *
disk_is_over(struct disk *disk, int init)
{
	int64_t now = clock_milliseconds(), after;
	bool shrunk, full;

	if (disk->count == 0 || now < disk->next_look)
		return NULL;
	disk->next_look = now + LOOK_PAUSE;
	shrunk = has_shrunk(disk, &full);
	if (!shrunk && now < disk->next_count)
		return NULL;
	if (added(disk, init) > disk->limit)
		return xasprintf("disk limit: %" PRIu64 " bytes", disk->limit);
	/* What has no name and is not open either, but on its way between two of them. */
	if (full)
		return xasprintf("disk limit: the disk is nearly full, and has lost more "
				 "than %" PRIu64 " bytes",
				 disk->limit);
	after = clock_milliseconds();
	disk->next_look = after + MAX((int64_t)LOOK_PAUSE, (after - now) * RESTS);
	disk->next_count = after + MAX((int64_t)COUNT_PAUSE, (after - now) * RESTS);
	return NULL;
}
