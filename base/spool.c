/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/spool.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { PAGE = 4096 };

struct room {
	size_t start, size;
};

struct spool {
	struct bytes all; /* owned mapping */
	pthread_mutex_t mutex;
	struct room *rooms; /* owned: in the order of the file, one behind the other */
	size_t room_count;
};

/* A file system that fills up ends the process that writes into the mapping, so a part of
 * what is free is left alone. */
static uint64_t
free_bytes(int fd)
{
	struct statvfs about;

	if (fstatvfs(fd, &about) < 0)
		return 0;
	return (uint64_t)about.f_bavail * about.f_frsize / 4 * 3;
}

int
spool_open(struct spool **out, const char *folder, uint64_t size, struct error *err)
{
	cleanup_close int fd =
		open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
	size_t room;
	void *data;

	if (fd < 0)
		return error_set_errno(err, "%s", folder);
	room = (size_t)MIN(size, free_bytes(fd)) / PAGE * PAGE;
	if (room == 0)
		return error_set(err, ERROR_SYSTEM, "%s: no space left", folder);
	if (ftruncate(fd, (off_t)room) < 0)
		return error_set_errno(err, "%s", folder);
	data = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd,
		    0);
	if (data == MAP_FAILED)
		return error_set_errno(err, "%s", folder);
	*out = xcalloc(1, sizeof(**out));
	(*out)->all = (struct bytes){ data, room };
	pthread_mutex_init(&(*out)->mutex, NULL);
	return 0;
}

void
spool_close(struct spool *spool)
{
	if (spool == NULL)
		return;
	munmap((void *)(uintptr_t)spool->all.data, spool->all.size);
	pthread_mutex_destroy(&spool->mutex);
	free(spool->rooms);
	free(spool);
}

static uint8_t *
data_at(const struct spool *spool, size_t start)
{
	return (uint8_t *)(uintptr_t)spool->all.data + start;
}

static size_t
whole_pages(size_t size)
{
	return size > SIZE_MAX - PAGE ? 0 : (size + PAGE - 1) / PAGE * PAGE;
}

/* The first gap between rooms that is large enough; rooms are few. */
static uint8_t *
take(struct spool *spool, size_t size)
{
	size_t start = 0, at = 0;

	while (at < spool->room_count && spool->rooms[at].start - start < size) {
		start = spool->rooms[at].start + spool->rooms[at].size;
		at++;
	}
	if (size == 0 || size > spool->all.size - start)
		return NULL;
	array_append(spool->rooms, spool->room_count, ((struct room){ 0 }));
	memmove(&spool->rooms[at + 1], &spool->rooms[at],
		(spool->room_count - 1 - at) * sizeof(struct room));
	spool->rooms[at] = (struct room){ start, size };
	return data_at(spool, start);
}

uint8_t *
spool_take(struct spool *spool, size_t size)
{
	uint8_t *room;

	pthread_mutex_lock(&spool->mutex);
	room = take(spool, whole_pages(size));
	pthread_mutex_unlock(&spool->mutex);
	return room;
}

/* Cuts the room to so many whole pages; without any it is gone. */
static void
cut(struct spool *spool, size_t at, size_t size)
{
	struct room *room = &spool->rooms[at];

	if (size >= room->size)
		return;
	madvise(data_at(spool, room->start + size), room->size - size, MADV_REMOVE);
	room->size = size;
	if (size > 0)
		return;
	spool->room_count--;
	memmove(room, room + 1, (spool->room_count - at) * sizeof(*room));
}

void
spool_keep(struct spool *spool, uint8_t *data, size_t size)
{
	pthread_mutex_lock(&spool->mutex);
	for (size_t i = 0; i < spool->room_count; i++)
		if (data_at(spool, spool->rooms[i].start) == data) {
			cut(spool, i, whole_pages(size));
			break;
		}
	pthread_mutex_unlock(&spool->mutex);
}

struct bytes
spool_bytes(const struct spool *spool)
{
	return spool->all;
}
