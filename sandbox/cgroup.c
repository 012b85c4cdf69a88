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

enum { TABLE_MAX = 1 << 20 };

static const char prefix[] = "cupel-";

/* What each controller is called, and its files in both versions; NULL where there is
 * none.
 */
static const struct {
	const char *name;
	const char *limit[2], *peak[2];
} controllers[] = {
	[CGROUP_MEMORY] = { "memory",
			    { "memory.limit_in_bytes", "memory.max" },
			    { "memory.max_usage_in_bytes", "memory.peak" } },
	[CGROUP_PROCESSES] = { "pids",
			       { "pids.max", "pids.max" },
			       { "pids.peak", "pids.peak" } },
	[CGROUP_CPU] = { "cpuacct", { NULL, NULL }, { "cpuacct.usage", NULL } },
};

static char *
read_table(const char *path)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TABLE_MAX);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || file_read_all(fd, &text) < 0)
		return xstrdup("");
	return buffer_steal_text(&text);
}

/* Whether a list with commas has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t size = strlen(word);

	for (; list != NULL;
	     list = strchr(list, ',') != NULL ? strchr(list, ',') + 1 : NULL)
		if (strncmp(list, word, size) == 0 &&
		    (list[size] == ',' || list[size] == '\0'))
			return true;
	return false;
}

/* proc_pid_mountinfo(5): "36 35 98:0 ROOT MOUNT OPTIONS... - TYPE SOURCE SUPER". */
static char *
find_mount(const char *type, const char *option)
{
	cleanup_free char *table = read_table("/proc/self/mountinfo");
	char *rest = table, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *tail = strstr(line, " - ");
		char at[256], kind[64], options[512];

		if (tail == NULL || sscanf(line, "%*s %*s %*s %*s %255s", at) != 1 ||
		    sscanf(tail, " - %63s %*s %511s", kind, options) != 2)
			continue;
		if (strcmp(kind, type) == 0 &&
		    (option == NULL || has_word(options, option)))
			return xstrdup(at);
	}
	return NULL;
}

/* cgroups(7): "5:memory:/path", or "0::/path" in version 2. */
static char *
find_own(const char *controller)
{
	cleanup_free char *table = read_table("/proc/self/cgroup");
	char *rest = table, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *list = strchr(line, ':'),
		     *path = list == NULL ? NULL : strchr(list + 1, ':');

		if (path == NULL)
			continue;
		*path = '\0';
		if (controller == NULL ? list[1] == '\0' : has_word(list + 1, controller))
			return xstrdup(path + 1);
	}
	return NULL;
}

/* Where this process is in the tree of a controller, or in the one tree with NULL.  In a
 * container the mount may show less than the path says. */
static char *
find_place(const char *controller)
{
	cleanup_free char *mount = controller == NULL ? find_mount("cgroup2", NULL)
						      : find_mount("cgroup", controller);
	cleanup_free char *own = mount == NULL ? NULL : find_own(controller);
	char *place = own == NULL ? NULL : xasprintf("%s%s", mount, own);

	if (place != NULL && !folder_exists(place))
		replace_text(&place, xstrdup(mount));
	return place;
}

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
	cleanup_free char *text = read_table(path);

	return strtoull(text, NULL, 10);
}

/* "oom_kill 3" among the lines of a file. */
static uint64_t
get_line(const char *folder, const char *file, const char *name)
{
	cleanup_free char *path = path_join(folder, file);
	cleanup_free char *text = read_table(path);
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

/* Where groups may be made, before there is any. */
struct places {
	char *separate[CGROUP_CONTROLLERS], *unified; /* owned; NULL: there is none */
};

static void
places_find(struct places *places)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		places->separate[i] = find_place(controllers[i].name);
	places->unified = find_place(NULL);
}

static void
places_release(struct places *places)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		free(places->separate[i]);
	free(places->unified);
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
make_separate(struct cgroup *cgroup, const struct places *places, const char *name)
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
remove_by_name(const struct places *places, const char *name)
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
keep_house(const struct places *places, pid_t caller, int leash)
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
start_janitor(struct cgroup *cgroup, const struct places *places)
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
	__attribute__((cleanup(places_release))) struct places places = { 0 };
	cleanup_free char *name = NULL;

	*cgroup = (struct cgroup){ .leash = -1 };
	places_find(&places);
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
