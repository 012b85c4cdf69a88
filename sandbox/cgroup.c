/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/cgroup.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/strings.h"
#include "sandbox/cgroup_places.h"

static const char prefix[] = "cupel-";

/* The files of each controller in both versions; NULL where there is none. */
static const struct {
	const char *limit[2], *peak[2];
} controllers[] = {
	[CGROUP_MEMORY] = { { "memory.limit_in_bytes", "memory.max" },
			    { "memory.max_usage_in_bytes", "memory.peak" } },
	[CGROUP_PROCESSES] = { { "pids.max", "pids.max" }, { "pids.peak", "pids.peak" } },
	[CGROUP_CPU] = { { NULL, NULL }, { "cpuacct.usage", NULL } },
};

static int
put(const char *folder, const char *file, uint64_t value)
{
	cleanup_free char *path = path_join(folder, file);
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd < 0 || dprintf(fd, "%" PRIu64, value) < 0 ? -1 : 0;
}

static uint64_t
get(const char *folder, const char *file)
{
	cleanup_free char *path = path_join(folder, file);
	cleanup_free char *text = cgroup_read(path);

	return strtoull(text, NULL, 10);
}

/* "oom_kill 3" among the lines of a file. */
static uint64_t
get_line(const char *folder, const char *file, const char *name)
{
	cleanup_free char *path = path_join(folder, file);
	cleanup_free char *text = cgroup_read(path);
	char *rest = text, *line;
	size_t size = strlen(name);

	while ((line = strsep(&rest, "\n")) != NULL)
		if (strncmp(line, name, size) == 0 && line[size] == ' ')
			return strtoull(line + size, NULL, 10);
	return 0;
}

/* "cupel-123-0" of a caller that lives no more. */
static bool
is_stale(const char *name)
{
	long process;

	if (!text_starts_with(name, prefix))
		return false;
	process = strtol(name + strlen(prefix), NULL, 10);
	return process > 0 && kill((pid_t)process, 0) < 0 && errno == ESRCH;
}

static void
sweep(const char *place)
{
	cleanup_directory DIR *folder = opendir(place);

	if (folder == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
		if (is_stale(entry->d_name))
			(void)unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
}

/* A folder beneath the one that this process is in; NULL when it may not. */
static char *
make_folder(const char *place, const char *name)
{
	char *folder = path_join(place, name);

	if (mkdir(folder, 0755) == 0)
		return folder;
	free(folder);
	return NULL;
}

static bool
has_file(const char *folder, const char *file)
{
	cleanup_free char *path = path_join(folder, file);

	return access(path, W_OK) == 0;
}

static void
make_unified(struct cgroup *cgroup, const char *place, const char *name)
{
	char *folder;

	if (place == NULL)
		return;
	sweep(place);
	folder = make_folder(place, name);
	if (folder == NULL)
		return;
	if (!has_file(folder, "memory.max") && !has_file(folder, "pids.max")) {
		rmdir(folder); /* nobody has handed controllers down to here */
		free(folder);
		return;
	}
	cgroup->unified = true;
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		cgroup->folders[i] = xstrdup(folder);
	free(folder);
}

static void
make_separate(struct cgroup *cgroup, const struct cgroup_places *places, const char *name)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (places->separate[i] == NULL)
			continue;
		sweep(places->separate[i]);
		cgroup->folders[i] = make_folder(places->separate[i], name);
	}
}

/* A limit that cannot be set is a controller that is not to be had. */
static void
set_limit(struct cgroup *cgroup, enum cgroup_controller controller, uint64_t limit)
{
	char **folder = &cgroup->folders[controller];

	if (*folder == NULL || limit == 0)
		return;
	if (put(*folder, controllers[controller].limit[cgroup->unified], limit) == 0)
		return;
	if (!cgroup->unified)
		rmdir(*folder);
	replace_text(folder, NULL);
}

/* The kernel lets go of the dead a moment after they are reaped. */
static void
remove_folder(const char *folder)
{
	enum { TRIES = 500, PAUSE = 10000 };

	for (unsigned i = 0; i < TRIES && rmdir(folder) < 0 && errno == EBUSY; i++)
		usleep(PAUSE);
}

static void
remove_folders(const struct cgroup *cgroup)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		if (cgroup->folders[i] != NULL && !(cgroup->unified && i > 0))
			remove_folder(cgroup->folders[i]);
}

static void
remove_by_name(const struct cgroup_places *places, const char *name)
{
	for (enum cgroup_controller i = 0; i <= CGROUP_CONTROLLERS; i++) {
		const char *place =
			i < CGROUP_CONTROLLERS ? places->separate[i] : places->unified;
		cleanup_free char *folder = place == NULL ? NULL : path_join(place, name);

		if (folder != NULL)
			remove_folder(folder);
	}
}

static char *
name_of(pid_t caller, pid_t janitor)
{
	return xasprintf("%s%ld-%ld", prefix, (long)caller, (long)janitor);
}

/* Waits for the end of the caller's run, or of the caller.  Holds on to nothing of its.
 * It is there before the folders are, and knows their name. */
static _Noreturn void
keep_house(const struct cgroup_places *places, pid_t caller, int leash)
{
	cleanup_free char *name = name_of(caller, getpid());
	char byte;

	setsid();
	if (dup2(leash, STDIN_FILENO) < 0)
		_exit(1);
	syscall(SYS_close_range, 1U, ~0U, 0);
	while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
		;
	remove_by_name(places, name);
	_exit(0);
}

static void
start_janitor(struct cgroup *cgroup, const struct cgroup_places *places)
{
	pid_t caller = getpid();
	int leash[2];

	if (pipe2(leash, O_CLOEXEC) < 0)
		return;
	cgroup->janitor = fork();
	if (cgroup->janitor == 0) {
		close(leash[1]);
		keep_house(places, caller, leash[0]);
	}
	close(leash[0]);
	cgroup->leash = leash[1];
	if (cgroup->janitor < 0)
		cgroup->janitor = 0;
}

void
cgroup_make(struct cgroup *cgroup, const struct sandbox_limits *limits)
{
	enum { RESERVE = 2 }; /* process 1 and whoever joins it */
	cleanup_cgroup_places struct cgroup_places places = { 0 };
	cleanup_free char *name = NULL;

	*cgroup = (struct cgroup){ .leash = -1 };
	cgroup_places_find(&places);
	start_janitor(cgroup, &places);
	name = name_of(getpid(), cgroup->janitor);

	make_separate(cgroup, &places, name);
	if (cgroup->folders[CGROUP_MEMORY] == NULL &&
	    cgroup->folders[CGROUP_PROCESSES] == NULL)
		make_unified(cgroup, places.unified, name);
	set_limit(cgroup, CGROUP_MEMORY, limits->memory_total);
	set_limit(cgroup, CGROUP_PROCESSES,
		  limits->processes > 0 ? limits->processes + RESERVE : 0);
	/* Else what does not fit into memory would fill the swap. */
	if (cgroup->folders[CGROUP_MEMORY] != NULL && limits->memory_total > 0 &&
	    cgroup->unified)
		(void)put(cgroup->folders[CGROUP_MEMORY], "memory.swap.max", 0);
}

int
cgroup_join(const struct cgroup *cgroup, pid_t process, struct error *err)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++) {
		if (cgroup->folders[i] == NULL || (cgroup->unified && i > 0))
			continue;
		if (put(cgroup->folders[i], "cgroup.procs", (uint64_t)process) < 0)
			return error_set_errno(err, "%s", cgroup->folders[i]);
	}
	return 0;
}

uint64_t
cgroup_killed(const struct cgroup *cgroup)
{
	const char *memory = cgroup->folders[CGROUP_MEMORY];

	return memory == NULL ? 0
			      : get_line(memory,
					 cgroup->unified ? "memory.events"
							 : "memory.oom_control",
					 "oom_kill");
}

void
cgroup_measure(const struct cgroup *cgroup, struct cgroup_usage *usage)
{
	enum { MICRO = 1000, NANO = 1000000 };
	const char *memory = cgroup->folders[CGROUP_MEMORY];
	const char *processes = cgroup->folders[CGROUP_PROCESSES];
	const char *cpu = cgroup->folders[CGROUP_CPU];
	bool unified = cgroup->unified;

	*usage = (struct cgroup_usage){ 0 };
	usage->killed = cgroup_killed(cgroup);
	if (memory != NULL)
		usage->memory_peak =
			get(memory, controllers[CGROUP_MEMORY].peak[unified]);
	if (processes != NULL)
		usage->processes_peak =
			get(processes, controllers[CGROUP_PROCESSES].peak[unified]);
	if (cpu != NULL)
		usage->cpu_milliseconds =
			unified ? get_line(cpu, "cpu.stat", "usage_usec") / MICRO
				: get(cpu, "cpuacct.usage") / NANO;
}

void
cgroup_remove(struct cgroup *cgroup)
{
	if (cgroup->leash >= 0)
		close(cgroup->leash);
	cgroup->leash = -1;
	if (cgroup->janitor > 0)
		while (waitpid(cgroup->janitor, NULL, 0) < 0 && errno == EINTR)
			;
	else
		remove_folders(cgroup);
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		replace_text(&cgroup->folders[i], NULL);
}
