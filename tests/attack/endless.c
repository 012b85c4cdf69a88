/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attacks that somebody has to end: on memory, on the disk, on the log, on patience. */
#include "tests/attack/endless.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/attack/attack.h"

enum { MEGABYTE = 1 << 20 };

static void
on_for_ever(void)
{
	for (;;)
		pause();
}

enum { GAVE_UP = 3 };

static _Noreturn void
give_up(long code)
{
	printf("no more: %s\n", outcome(code));
	exit(GAVE_UP);
}

static void
burst_of_forks(void)
{
	signal(SIGTERM, SIG_IGN);
	for (;;)
		(void)!fork();
}

/* Touched byte by byte, which no compiler takes for nothing. */
static void
use_up(volatile char *memory)
{
	enum { STEP = 4096 };

	for (size_t at = 0; memory != NULL && at < 64UL * MEGABYTE; at += STEP)
		memory[at] = 1;
}

/* Each process alone is within any limit for one. */
static void
memory_of_many(void)
{
	for (int i = 0; i < 8; i++)
		if (fork() == 0) {
			use_up(malloc(64 * MEGABYTE));
			on_for_ever();
		}
	on_for_ever();
}

static void
memory_without_a_name(void)
{
	static const char zeros[MEGABYTE];

	for (;;) {
		int fd = memfd_create("x", 0);

		if (fd < 0)
			give_up(fd);
		for (int i = 0; i < 64; i++)
			(void)!write(fd, zeros, sizeof(zeros));
	}
}

static void
memory_that_is_shared(void)
{
	for (;;) {
		void *memory = mmap(NULL, 64 * MEGABYTE, PROT_READ | PROT_WRITE,
				    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

		if (memory != MAP_FAILED)
			use_up(memory);
	}
}

/* Nobody has it, and there it is. */
static void
memory_left_behind(void)
{
	enum { PIECE = 64 * MEGABYTE };

	for (;;) {
		int id = shmget(IPC_PRIVATE, PIECE, IPC_CREAT | 0600);
		void *memory = id < 0 ? NULL : shmat(id, NULL, 0);

		if (id < 0)
			give_up(id);
		use_up(memory);
		shmdt(memory);
	}
}

static void
memory_in_scratch(void)
{
	static const char zeros[MEGABYTE];
	int fd = open("/tmp/hoard", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	for (;;)
		if (write(fd, zeros, sizeof(zeros)) < 0)
			on_for_ever();
}

static void
fill_disk(void)
{
	static const char zeros[MEGABYTE];

	signal(SIGXFSZ, SIG_IGN);
	for (int i = 0;; i++) {
		char path[64];
		int fd;

		snprintf(path, sizeof(path), "/out/full-%d", i);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		for (int j = 0; j < 8 && write(fd, zeros, sizeof(zeros)) > 0; j++)
			usleep(10000);
	}
}

static void
fill_inodes(void)
{
	for (int i = 0;; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/out/name-%d", i);
		if (mkdir(path, 0700) < 0)
			usleep(1000);
	}
}

static void
write_for_ever(void)
{
	static const char text[] = "endless\n";

	for (;;)
		(void)!write(STDOUT_FILENO, text, sizeof(text) - 1);
}

/* NULs, escapes and nothing that ends a line. */
static void
one_line(void)
{
	static char text[MEGABYTE];
	const char *size = getenv("LINE_MEGABYTES");

	memset(text, 'x', sizeof(text));
	memcpy(text, "\0\033[2J\033]0;title\a", 16);
	for (long i = size != NULL ? strtol(size, NULL, 10) : 256; i > 0; i--)
		for (size_t at = 0; at < sizeof(text);) {
			ssize_t wrote =
				write(STDOUT_FILENO, text + at, sizeof(text) - at);

			if (wrote < 0)
				_exit(1);
			at += (size_t)wrote;
		}
}

static void
ignore_everything(void)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_IGN);
	on_for_ever();
}

static void
stopped_tree(void)
{
	for (int i = 0; i < 50; i++)
		if (fork() == 0)
			raise(SIGSTOP);
	raise(SIGSTOP);
	on_for_ever();
}

/* Forks twice, has a session of its own and an orphan's parent; then all is well. */
static void
daemons(void)
{
	for (int i = 0; i < 5; i++)
		if (fork() == 0) {
			setsid();
			if (fork() != 0)
				_exit(0);
			on_for_ever();
		}
	while (wait(NULL) > 0)
		;
	_exit(0);
}

static void
busy(void)
{
	for (volatile unsigned i = 0;; i++)
		;
}

int
endless(const char *name)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} all[] = {
		{ "burst-of-forks", burst_of_forks },
		{ "memory-of-many", memory_of_many },
		{ "memory-without-a-name", memory_without_a_name },
		{ "memory-that-is-shared", memory_that_is_shared },
		{ "memory-left-behind", memory_left_behind },
		{ "memory-in-scratch", memory_in_scratch },
		{ "fill-disk", fill_disk },
		{ "fill-inodes", fill_inodes },
		{ "write-for-ever", write_for_ever },
		{ "one-line", one_line },
		{ "sleep", on_for_ever },
		{ "ignore-everything", ignore_everything },
		{ "stopped-tree", stopped_tree },
		{ "daemons", daemons },
		{ "busy", busy },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(name, all[i].name) == 0) {
			all[i].run();
			return 0;
		}
	return 2;
}
