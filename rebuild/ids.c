/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/ids.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { IDS = 65536, NUMBER_BASE = 10, NOT_RUN = 127 };

/* "NAME:FIRST:COUNT", or with the user's number for the name. */
static bool
take_range(struct id_range *range, const char *line, const char *name, const char *number)
{
	size_t size = strcspn(line, ":");
	bool theirs = (size == strlen(name) && strncmp(line, name, size) == 0) ||
		      (size == strlen(number) && strncmp(line, number, size) == 0);
	char *end;

	if (!theirs || line[size] != ':')
		return false;
	range->first = (uint32_t)strtoul(line + size + 1, &end, NUMBER_BASE);
	if (*end != ':')
		return false;
	range->count = (uint32_t)strtoul(end + 1, NULL, NUMBER_BASE);
	return range->count >= IDS;
}

static bool
find_range(struct id_range *range, const char *path, const char *name)
{
	cleanup_file FILE *file = fopen(path, "re");
	cleanup_free char *line = NULL, *number = xasprintf("%u", geteuid());
	size_t room = 0;
	bool found = false;

	while (file != NULL && !found && getline(&line, &room, file) > 0)
		found = take_range(range, line, name, number);
	return found;
}

static bool
in_path(const struct session *session, const char *name)
{
	static const char usual[] = "/usr/bin:/bin";
	const char *at = session->program_path != NULL ? session->program_path : usual;

	while (*at != '\0') {
		size_t size = strcspn(at, ":");
		cleanup_free char *folder = xstrndup(at, size);
		cleanup_free char *path = path_join(folder, name);

		if (access(path, X_OK) == 0)
			return true;
		at += size + (at[size] == ':');
	}
	return false;
}

int
ids_find(struct ids *out, const struct session *session, struct error *err)
{
	const struct passwd *user = getpwuid(geteuid());
	cleanup_free char *name =
		user != NULL ? xstrdup(user->pw_name) : xasprintf("%u", geteuid());

	*out = (struct ids){ .users.own = geteuid(), .groups.own = getegid() };
	if (!in_path(session, "newuidmap"))
		return error_set(err, ERROR_UNSUPPORTED,
				 "a user other than root needs newuidmap: apt install "
				 "uidmap");
	if (find_range(&out->users, "/etc/subuid", name) &&
	    find_range(&out->groups, "/etc/subgid", name))
		return 0;
	return error_set(err, ERROR_UNSUPPORTED,
			 "%s has no ids in /etc/subuid and /etc/subgid: as root, "
			 "usermod --add-subuids 100000-165535 --add-subgids "
			 "100000-165535 %s",
			 name, name);
}

/* One of newuidmap(1) and newgidmap(1), which are setuid programs. */
static int
map(const char *program, pid_t process, const struct id_range *range)
{
	cleanup_free char *who = xasprintf("%ld", (long)process),
			  *own = xasprintf("%u", range->own),
			  *first = xasprintf("%u", range->first),
			  *count = xasprintf("%u", range->count);
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		execlp(program, program, who, "0", own, "1", "1", first, count, NULL);
		_exit(NOT_RUN);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return child > 0 && status == 0 ? 0 : -1;
}

/* Waits outside until the namespace is there, and then gives it its ids. */
static _Noreturn void
map_from_outside(const struct ids *ids, pid_t process, int there)
{
	char word;

	if (read(there, &word, 1) != 1 || map("newuidmap", process, &ids->users) < 0 ||
	    map("newgidmap", process, &ids->groups) < 0)
		_exit(EXIT_FAILURE);
	_exit(EXIT_SUCCESS);
}

static int
become_root(void)
{
	return setresgid(0, 0, 0) < 0 || setgroups(0, NULL) < 0 || setresuid(0, 0, 0) < 0
		       ? -1
		       : 0;
}

int
ids_enter(const struct ids *ids)
{
	pid_t process = getpid(), mapper;
	int there[2], status = -1;

	if (pipe(there) < 0)
		return -1;
	mapper = fork();
	if (mapper == 0) {
		close(there[1]);
		map_from_outside(ids, process, there[0]);
	}
	if (mapper < 0 || unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0 ||
	    write(there[1], "", 1) != 1)
		status = errno;
	close(there[0]);
	close(there[1]);
	if (status > 0) {
		errno = status;
		return -1;
	}
	while (waitpid(mapper, &status, 0) < 0 && errno == EINTR)
		;
	errno = EPERM;
	return status == 0 ? become_root() : -1;
}
