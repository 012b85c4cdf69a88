/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attempts to use up what the host has. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/attack/attack.h"

enum { MEGABYTE = 1 << 20, MANY = 100000 };

static int
remove_all(const char *path)
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		execl("/bin/rm", "rm", "-rf", path, NULL);
		_exit(1);
	}
	return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : -1;
}

/* What it has started would end with the sandbox, but other attacks follow. */
const char *
attack_fork_bomb(void)
{
	const char *text = "no end";

	setpgid(0, 0);
	for (int i = 0; i < MANY; i++) {
		pid_t child = fork();

		if (child == 0) {
			pause();
			_exit(0);
		}
		if (child < 0) {
			text = outcome(child);
			break;
		}
	}
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	return text;
}

static void *
sleep_on(void *nothing)
{
	pause();
	return nothing;
}

const char *
attack_thread_bomb(void)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 1 << 16);
	for (int i = 0; i < MANY; i++) {
		pthread_t thread;

		errno = pthread_create(&thread, &attributes, sleep_on, NULL);
		if (errno != 0)
			return outcome(-1);
	}
	return "no end";
}

const char *
attack_fill(void)
{
	static const char zeros[MEGABYTE];
	char path[] = "/tmp/full/XX";
	const char *text = "no end";

	signal(SIGXFSZ, SIG_IGN);
	if (mkdir("/tmp/full", 0700) < 0)
		return outcome(-1);
	for (int i = 0; i < 1000 && strcmp(text, "ENOSPC") != 0; i++) {
		int fd, wrote;

		snprintf(path + sizeof("/tmp/full/") - 1, 3, "%02x", i & 0xff);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		while ((wrote = (int)write(fd, zeros, sizeof(zeros))) > 0)
			;
		text = outcome(wrote);
		close(fd);
	}
	remove_all("/tmp/full");
	return text;
}

const char *
attack_fill_names(void)
{
	const char *text = "no end";

	if (mkdir("/tmp/names", 0700) < 0 || chdir("/tmp/names") < 0)
		return outcome(-1);
	for (long i = 0; i < 10L * MANY; i++) {
		char name[32];
		int fd;

		snprintf(name, sizeof(name), "%ld", i);
		fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0) {
			text = outcome(fd);
			break;
		}
		close(fd);
	}
	remove_all("/tmp/names");
	return text;
}

const char *
attack_shared_hoard(void)
{
	enum { PIECE = 64 * MEGABYTE };

	for (int i = 0; i < MANY; i++)
		if (shmget(IPC_PRIVATE, PIECE, IPC_CREAT | 0600) < 0)
			return outcome(-1);
	return "no end";
}

const char *
attack_queues(void)
{
	return outcome(mq_open("/queue", O_RDWR | O_CREAT, 0600, NULL));
}

const char *
attack_wrap(void)
{
	enum { MORE_THAN_THERE_ARE = 1500 };

	for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		if (child < 0 || waitpid(child, NULL, 0) < 0)
			return outcome(-1);
	}
	return "none";
}

/* It may: what comes out is bounded (tests/attack/export.c). */
const char *
attack_deep(void)
{
	enum { DEEP = 4096 };

	if (chdir("/tmp") < 0)
		return outcome(-1);
	for (int i = 0; i < DEEP; i++)
		if (mkdir("d", 0700) < 0 || chdir("d") < 0)
			return outcome(-1);
	return chdir("/") == 0 && remove_all("/tmp/d") == 0 ? "none" : "it stays";
}

const char *
attack_watches(void)
{
	for (int i = 0; i < MANY; i++)
		if (inotify_init1(IN_CLOEXEC) < 0 && errno != EMFILE)
			return outcome(-1);
		else if (epoll_create1(EPOLL_CLOEXEC) < 0)
			return outcome(-1);
	return "no end";
}

const char *
attack_priority(void)
{
	struct sched_param first = { .sched_priority = 1 };

	if (setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) - 1) == 0)
		return "nice";
	if (sched_setscheduler(0, SCHED_FIFO, &first) == 0)
		return "SCHED_FIFO";
	return outcome(syscall(SYS_ioprio_set, 1, 0, 1 << 13));
}

const char *
attack_lock_memory(void)
{
	void *memory = mmap(NULL, MEGABYTE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return outcome((int)syscall(SYS_mlock, memory, MEGABYTE));
}

const char *
attack_raise_limits(void)
{
	static const int all[] = { RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CORE,
				   RLIMIT_NPROC };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

		if (setrlimit((__rlimit_resource_t)all[i], &limit) == 0)
			return outcome_text("limit %d", all[i]);
	}
	return outcome(-1);
}
