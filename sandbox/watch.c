/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all processes of a run use together, read from /proc by process 1.  Where there
 * are control groups these know better; elsewhere this is what limits on the whole go by.
 */
#include "sandbox/inside.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Of one process; proc_pid_stat(5). */
struct use {
	uint64_t ticks;	 /* its own, and of the children that it has waited for */
	uint64_t pages;	 /* resident, but for what it shares */
	uint64_t shared; /* bytes: its part of memory that is shared and no file's */
};

static bool
read_short(int folder, const char *name, char *text, size_t room)
{
	cleanup_close int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, text, room - 1);

	if (size <= 0)
		return false;
	text[size] = '\0';
	return true;
}

/* proc_pid_smaps(5): its part of what it shares, so that the parts of all are the whole.
 * The kernel has to walk through its memory, so only those are asked that share much. */
static uint64_t
read_shared(int proc, const char *process)
{
	enum { ROOM = 4096, KIB = 1024 };
	static const char key[] = "Pss_Shmem:";
	char text[ROOM], name[ROOM];
	const char *line;

	snprintf(name, sizeof(name), "%s/smaps_rollup", process);
	if (!read_short(proc, name, text, sizeof(text)) ||
	    (line = strstr(text, key)) == NULL)
		return 0;
	return strtoull(line + sizeof(key) - 1, NULL, 10) * KIB;
}

/* The name of a program, in parentheses, may hold anything but is the second field. */
static bool
read_use(int proc, const char *process, struct use *use)
{
	enum { ROOM = 1024, MUCH = 4096 };
	char text[ROOM], name[ROOM];
	unsigned long long user, system, child_user, child_system;
	unsigned long long resident, shared;
	const char *after;

	snprintf(name, sizeof(name), "%s/stat", process);
	if (!read_short(proc, name, text, sizeof(text)) ||
	    (after = strrchr(text, ')')) == NULL ||
	    sscanf(after,
		   ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %llu %llu",
		   &user, &system, &child_user, &child_system) != 4)
		return false;
	snprintf(name, sizeof(name), "%s/statm", process);
	if (!read_short(proc, name, text, sizeof(text)) ||
	    sscanf(text, "%*u %llu %llu", &resident, &shared) != 2)
		return false;
	use->ticks = user + system + child_user + child_system;
	use->pages = resident > shared ? resident - shared : 0;
	use->shared = shared > MUCH ? read_shared(proc, process) : 0;
	return true;
}

static uint64_t
milliseconds_of(const struct timeval *time)
{
	return (uint64_t)time->tv_sec * 1000 + (uint64_t)time->tv_usec / 1000;
}

static uint64_t
held_by(const char *scratch)
{
	struct statfs about;

	if (statfs(scratch, &about) < 0)
		return 0;
	return (about.f_blocks - about.f_bfree) * (uint64_t)about.f_bsize;
}

/* A tmpfs is memory too. */
static uint64_t
held_by_scratch(const struct sandbox_plan *plan)
{
	uint64_t bytes = held_by("/tmp") + held_by("/dev/shm") + held_by(plan->look.home);

	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind == MOUNT_SCRATCH ||
		    plan->mounts[i].kind == MOUNT_COPY)
			bytes += held_by(plan->mounts[i].to);
	return bytes;
}

/* What is in a tmpfs may be mapped as well, and then is in both. */
void
watch_measure(const struct inside *inside, struct news *news)
{
	cleanup_directory DIR *folder = opendir("/proc");
	uint64_t ticks = 0, pages = 0, shared = 0;
	struct rusage reaped;

	news->value = 0;
	for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
		struct use use;

		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    strcmp(entry->d_name, "1") == 0 ||
		    !read_use(dirfd(folder), entry->d_name, &use))
			continue;
		news->value++;
		ticks += use.ticks;
		pages += use.pages;
		shared += use.shared;
	}
	getrusage(RUSAGE_CHILDREN, &reaped);
	news->cpu_milliseconds = ticks * 1000 / (uint64_t)sysconf(_SC_CLK_TCK) +
				 milliseconds_of(&reaped.ru_utime) +
				 milliseconds_of(&reaped.ru_stime);
	news->memory = pages * (uint64_t)sysconf(_SC_PAGESIZE) +
		       MAX(shared, held_by_scratch(inside->plan));
}
