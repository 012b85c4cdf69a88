/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folder_list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* splitmix64 of Steele, Lea and Flood: the same numbers everywhere for the same seed. */
static uint64_t
next_number(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* Fisher and Yates. */
static void
shuffle(struct strings *names, uint64_t seed)
{
	for (size_t i = names->count; i > 1; i--) {
		size_t other = (size_t)(next_number(&seed) % i);
		char *kept = names->items[i - 1];

		names->items[i - 1] = names->items[other];
		names->items[other] = kept;
	}
}

static void
reverse(struct strings *names)
{
	for (size_t i = 0; i < names->count / 2; i++) {
		char *kept = names->items[i];

		names->items[i] = names->items[names->count - 1 - i];
		names->items[names->count - 1 - i] = kept;
	}
}

static int
list(struct strings *names, int folder)
{
	int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup_directory DIR *stream = again < 0 ? NULL : fdopendir(again);

	if (stream == NULL)
		return -1;
	errno = 0;
	for (struct dirent *at; (at = readdir(stream)) != NULL;)
		if (strcmp(at->d_name, ".") != 0 && strcmp(at->d_name, "..") != 0)
			strings_add(names, at->d_name);
	return errno == 0 ? 0 : -1;
}

int
folder_list(struct strings *names, int folder, const struct folder_order *order)
{
	if (list(names, folder) < 0)
		return -1;
	if (order->kind == ORDER_SORTED || order->kind == ORDER_SHUFFLED)
		strings_sort(names);
	if (order->kind == ORDER_SHUFFLED)
		shuffle(names, order->seed);
	if (order->backwards != (order->kind == ORDER_REVERSED))
		reverse(names);
	return 0;
}

bool
folder_lists_backwards(int folder)
{
	static const char *const probes[] = { ".cupel-1", ".cupel-2", ".cupel-3" };
	cleanup_strings struct strings names = { NULL, 0 };
	bool backwards;

	for (size_t i = 0; i < array_length(probes); i++)
		if (mkdirat(folder, probes[i], 0700) < 0)
			break;
	backwards = list(&names, folder) == 0 && names.count > 0 &&
		    strcmp(names.items[0], probes[array_length(probes) - 1]) == 0;
	for (size_t i = 0; i < array_length(probes); i++)
		(void)unlinkat(folder, probes[i], AT_REMOVEDIR);
	return backwards;
}
