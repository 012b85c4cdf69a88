/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attack list            one line for each: number, name, group, whether it is harmless,
 * what must come of it, what is tried attack try GROUP|NAME  tries them, each in a child
 * of its own: "NAME\tOUTCOME" attack outside         tries the harmless ones on the host
 * itself attack NAME...         the larger ones, which end by being ended: see
 * resources.c
 */
#include "tests/attack/attack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/attack/endless.h"

enum { LONGEST = 60 }; /* seconds for each */

char open_at_start[OUTCOME_SIZE];

static const struct attack {
	int number;
	const char *name, *group;
	bool harmless;
	const char *what, *wanted;
	const char *(*attempt)(void);
} attacks[] = {
#define ATTACK(number, name, group, what, wanted)                                        \
	{ number, #name, #group, false, what, wanted, attack_##name },
#define HARMLESS(number, name, group, what, wanted)                                      \
	{ number, #name, #group, true, what, wanted, attack_##name },
#include "tests/attack/attacks.def"
};

enum { COUNT = sizeof(attacks) / sizeof(attacks[0]) };

const char *
outcome(long code)
{
	const char *name = code < 0 ? strerrorname_np(errno) : "succeeded";

	return name != NULL ? name : "an errno without a name";
}

const char *
outcome_of_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);
	const char *text = outcome(fd);

	if (fd >= 0)
		close(fd);
	return text;
}

const char *
outcome_of_reading(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t size = fd < 0 ? -1 : read(fd, &byte, 1);
	const char *text = size == 0 ? "empty" : outcome(size);

	if (fd >= 0)
		close(fd);
	return text;
}

const char *
outcome_text(const char *fmt, ...)
{
	static char text[OUTCOME_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return text;
}

const char *
planted(const char *name)
{
	const char *value = getenv(name);

	return value != NULL ? value : "";
}

static void
note_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t size = 0;

	for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
		if (entry->d_name[0] != '.' &&
		    strtol(entry->d_name, NULL, 10) != dirfd(folder) &&
		    size < sizeof(open_at_start) - 8)
			size += (size_t)snprintf(open_at_start + size,
						 sizeof(open_at_start) - size, "%s%s",
						 size > 0 ? "," : "", entry->d_name);
	if (folder != NULL)
		closedir(folder);
}

static void
attempt(const struct attack *attack)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		alarm(LONGEST);
		printf("%s\t%s\n", attack->name, attack->attempt());
		fflush(stdout);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		printf("%s\tnot tried: %s\n", attack->name, outcome(-1));
	else if (WIFSIGNALED(status))
		printf("%s\tSIG%s\n", attack->name, sigabbrev_np(WTERMSIG(status)));
	fflush(stdout);
}

static int
list(void)
{
	for (size_t i = 0; i < COUNT; i++)
		printf("%d\t%s\t%s\t%s\t%s\t%s\n", attacks[i].number, attacks[i].name,
		       attacks[i].group, attacks[i].harmless ? "harmless" : "-",
		       attacks[i].wanted, attacks[i].what);
	return 0;
}

/* Many of these are not to be tried on a real machine. */
static bool
is_inside(void)
{
	char name[OUTCOME_SIZE];

	return getppid() <= 1 && gethostname(name, sizeof(name)) == 0 &&
	       strcmp(name, "cupel") == 0;
}

static int
attempt_all(const char *which)
{
	for (size_t i = 0; i < COUNT; i++)
		if (strcmp(which, attacks[i].group) == 0 ||
		    strcmp(which, attacks[i].name) == 0)
			attempt(&attacks[i]);
	return 0;
}

static int
attempt_outside(void)
{
	for (size_t i = 0; i < COUNT; i++)
		if (attacks[i].harmless)
			attempt(&attacks[i]);
	return 0;
}

int
main(int argc, char **argv)
{
	note_descriptors();
	if (argc == 2 && strcmp(argv[1], "list") == 0)
		return list();
	if (argc == 2 && strcmp(argv[1], "outside") == 0)
		return attempt_outside();
	if (!is_inside()) {
		fprintf(stderr, "attack: this is no sandbox\n");
		return 2;
	}
	if (argc == 3 && strcmp(argv[1], "try") == 0)
		return attempt_all(argv[2]);
	return argc > 1 ? endless(argv[1]) : 2;
}
