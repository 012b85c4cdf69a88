/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attempts to see what is the host's. */
#include "tests/attack/attack.h"

#include <arpa/inet.h>
#include <asm/termbits.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef TIOCLINUX
enum { TIOCLINUX = 0x541c };
#endif

extern char **environ;

const char *
attack_home(void)
{
	const char *const paths[] = { planted("PLANTED_HOME"), "/root", "/etc/shadow",
				      "/home/cupel/.ssh" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (paths[i][0] != '\0' && access(paths[i], F_OK) == 0)
			return outcome_text("there is %s", paths[i]);
	return "ENOENT";
}

const char *
attack_file(void)
{
	return outcome_of_reading(planted("PLANTED_FILE"));
}

const char *
attack_canary(void)
{
	for (char **setting = environ; *setting != NULL; setting++)
		if (strstr(*setting, "canary-of-the-caller") != NULL)
			return "succeeded";
	return "none";
}

const char *
attack_arguments(void)
{
	return outcome_of_reading("/proc/1/cmdline");
}

/* Every one that is listed is of this program. */
const char *
attack_processes(void)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		char path[512], name[64] = "";
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%s/comm", entry->d_name);
		if (!isdigit((unsigned char)entry->d_name[0]) ||
		    (file = fopen(path, "re")) == NULL)
			continue;
		if (fgets(name, sizeof(name), file) != NULL &&
		    strcmp(name, "attack\n") != 0)
			return outcome_text("%.*s", (int)strcspn(name, "\n"), name);
		fclose(file);
	}
	return "none";
}

static const char *
connect_to(const char *address, unsigned port)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	inet_pton(AF_INET, address, &to.sin_addr);
	return outcome(connect(fd, (struct sockaddr *)&to, sizeof(to)));
}

const char *
attack_internet(void)
{
	return connect_to("1.1.1.1", 443);
}

const char *
attack_host_port(void)
{
	return connect_to("127.0.0.1",
			  (unsigned)strtoul(planted("PLANTED_PORT"), NULL, 10));
}

const char *
attack_internet6(void)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(443) };
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return outcome(fd);
	inet_pton(AF_INET6, "2606:4700::1111", &to.sin6_addr);
	return outcome(connect(fd, (struct sockaddr *)&to, sizeof(to)));
}

const char *
attack_raw_socket(void)
{
	return outcome(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
}

const char *
attack_packet_socket(void)
{
	return outcome(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
}

const char *
attack_interfaces(void)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) < 0)
		return outcome(-1);
	for (struct ifaddrs *at = all; at != NULL; at = at->ifa_next)
		if (strcmp(at->ifa_name, "lo") != 0)
			return outcome_text("%s", at->ifa_name);
	freeifaddrs(all);
	return "lo";
}

static const char *
connect_unix(const char *name, int abstract)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	size_t size = strlen(name);

	if (size + 2 > sizeof(to.sun_path))
		return "its name is too long";
	memcpy(to.sun_path + abstract, name, size);
	return outcome(connect(fd, (struct sockaddr *)&to,
			       (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
					   (size_t)abstract + size + !abstract)));
}

const char *
attack_abstract_socket(void)
{
	return connect_unix(planted("PLANTED_NAME"), 1);
}

const char *
attack_named_socket(void)
{
	return connect_unix(planted("PLANTED_SOCKET"), 0);
}

const char *
attack_vsock(void)
{
	static const int families[] = { 40, AF_ALG, 44, 41, 21, 29 };

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		for (int type = SOCK_STREAM; type <= SOCK_SEQPACKET; type++)
			if (socket(families[i], type, 0) >= 0 || errno != EAFNOSUPPORT)
				return outcome_text("family %d, type %d: %s", families[i],
						    type, outcome(-1));
	return "EAFNOSUPPORT";
}

const char *
attack_keys(void)
{
	if (syscall(SYS_keyctl, 0, -3, 0) >= 0 || errno != EPERM)
		return outcome(-1);
	if (syscall(SYS_add_key, "user", "x", "x", 1, -3) >= 0 || errno != EPERM)
		return outcome(-1);
	return outcome(syscall(SYS_request_key, "user", "x", NULL, -3));
}

const char *
attack_proc_keys(void)
{
	return outcome_of_reading("/proc/keys");
}

const char *
attack_host_tmp(void)
{
	return outcome_of_reading(planted("PLANTED_TMP"));
}

const char *
attack_host_shm(void)
{
	return outcome_of_reading(planted("PLANTED_SHM"));
}

const char *
attack_shared_memory(void)
{
	return outcome(shmget((key_t)strtol(planted("PLANTED_KEY"), NULL, 10), 1, 0));
}

const char *
attack_firmware(void)
{
	return outcome_of_open("/sys/class/dmi", O_RDONLY);
}

const char *
attack_command_line(void)
{
	return outcome_of_reading("/proc/cmdline");
}

const char *
attack_symbols(void)
{
	return outcome_of_reading("/proc/kallsyms");
}

const char *
attack_boot_id(void)
{
	static char line[64];
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (file == NULL || fgets(line, sizeof(line), file) == NULL)
		return outcome(-1);
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

const char *
attack_machine_id(void)
{
	return outcome_of_open("/etc/machine-id", O_RDONLY);
}

const char *
attack_host_name(void)
{
	static char name[OUTCOME_SIZE];

	return gethostname(name, sizeof(name)) < 0 ? outcome(-1) : name;
}

/* Clocks since boot begin at 1000 seconds, in /proc and in the call alike. */
const char *
attack_up_time(void)
{
	enum { FIRST = 990, LAST = 1300 };
	double told = 0;
	struct timespec now;
	FILE *file = fopen("/proc/uptime", "re");

	if (file == NULL || fscanf(file, "%lf", &told) != 1 ||
	    clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		return outcome(-1);
	fclose(file);
	return told > FIRST && told < LAST && now.tv_sec > FIRST && now.tv_sec < LAST
		       ? "fixed"
		       : outcome_text("%.0f and %lld", told, (long long)now.tv_sec);
}

const char *
attack_terminal(void)
{
	static const unsigned long requests[] = { TIOCSTI, TIOCSTI | 1UL << 32, TIOCLINUX,
						  TIOCLINUX | 1UL << 32 };

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (syscall(SYS_ioctl, 0, requests[i], "x") >= 0 || errno != EPERM)
			return outcome_text("%lx: %s", requests[i], outcome(-1));
	return "EPERM";
}

const char *
attack_interrupts(void)
{
	static const char *const paths[] = { "/proc/interrupts", "/proc/timer_list",
					     "/proc/kcore", "/proc/kmsg",
					     "/proc/config.gz" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		const char *text = outcome_of_reading(paths[i]);

		if (strcmp(text, "empty") != 0 && strcmp(text, "ENOENT") != 0)
			return outcome_text("%s: %s", paths[i], text);
	}
	return "empty";
}
