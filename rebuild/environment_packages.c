/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two kinds of lines: "i NAME VERSION ARCHITECTURE" is installed, and "a NAME VERSION
 * ARCHITECTURE SHA256" is in the archive's index, whose signature apt has checked, as it
 * has checked the package against this SHA-256.
 */
#include "rebuild/environment_packages.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { LIST_MAX = 16 << 20, WORDS = 5 };

struct lists {
	struct environment_lock installed, offered;
};

static void
lists_release(struct lists *lists)
{
	environment_lock_release(&lists->installed);
	environment_lock_release(&lists->offered);
}

#define cleanup_lists __attribute__((cleanup(lists_release)))

static void
take_line(struct lists *lists, char *line)
{
	char *words[WORDS] = { NULL };
	size_t count = 0;

	while (count < WORDS && *line != '\0') {
		size_t size = strcspn(line, " ");

		words[count++] = line;
		line += size;
		if (*line == ' ')
			*line++ = '\0';
	}
	if (count == 4 && strcmp(words[0], "i") == 0)
		environment_lock_add(&lists->installed, words[1], words[2], words[3], "");
	if (count == WORDS && strcmp(words[0], "a") == 0)
		environment_lock_add(&lists->offered, words[1], words[2], words[3],
				     words[4]);
}

static int
read_lists(struct lists *lists, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(LIST_MAX);
	cleanup_free char *all = NULL;

	if (file_read(path, &text, err) < 0 || buffer_check(&text, err) < 0)
		return -1;
	all = buffer_steal_text(&text);
	for (char *line = all; line != NULL && *line != '\0';) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end++ = '\0';
		take_line(lists, line);
		line = end;
	}
	environment_lock_sort(&lists->installed);
	return lists->installed.package_count > 0
		       ? 0
		       : error_set(err, ERROR_MALFORMED, "nothing was installed");
}

static bool
is_same(const struct environment_package *a, const struct environment_package *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->version, b->version) == 0 &&
	       strcmp(a->architecture, b->architecture) == 0;
}

/* Two files of one name and version would leave open which one was installed. */
static int
find_digest(struct environment_package *package, const struct environment_lock *offered,
	    struct error *err)
{
	for (size_t i = 0; i < offered->package_count; i++) {
		const char *sha256 = offered->packages[i].sha256;

		if (!is_same(package, &offered->packages[i]))
			continue;
		if (*package->sha256 != '\0' && strcmp(package->sha256, sha256) != 0)
			return error_set(err, ERROR_MALFORMED,
					 "the archive has two packages %s %s (%s), with "
					 "the SHA-256 %s and %s",
					 package->name, package->version,
					 package->architecture, package->sha256, sha256);
		replace_text(&package->sha256, xstrdup(sha256));
	}
	if (*package->sha256 != '\0')
		return 0;
	return error_set(err, ERROR_MALFORMED, "the archive does not list %s %s (%s)",
			 package->name, package->version, package->architecture);
}

static void
add_known(struct environment_lock *offered, const struct environment_lock *base)
{
	for (size_t i = 0; i < base->package_count; i++) {
		const struct environment_package *package = &base->packages[i];

		environment_lock_add(offered, package->name, package->version,
				     package->architecture, package->sha256);
	}
}

static int
take(struct environment_lock *lock, struct lists *lists, struct error *err)
{
	struct environment_lock *installed = &lists->installed;
	cleanup_free char *difference = NULL;

	for (size_t i = 0; i < installed->package_count; i++)
		if (find_digest(&installed->packages[i], &lists->offered, err) < 0)
			return -1;
	if (lock->package_count == 0) {
		lock->packages = steal_pointer(&installed->packages);
		lock->package_count = installed->package_count;
		installed->package_count = 0;
		return 0;
	}
	difference = environment_lock_difference(lock, installed);
	if (difference == NULL)
		return 0;
	return error_set(err, ERROR_NOT_FOUND, "not what is locked: %s", difference);
}

int
environment_packages_take(struct environment_lock *lock, const char *path,
			  struct error *err)
{
	cleanup_lists struct lists lists = { 0 };

	return read_lists(&lists, path, err) < 0 ? -1 : take(lock, &lists, err);
}

int
environment_packages_take_over(struct environment_lock *lock, const char *path,
			       const struct environment_lock *base, struct error *err)
{
	cleanup_lists struct lists lists = { 0 };

	if (read_lists(&lists, path, err) < 0)
		return -1;
	add_known(&lists.offered, base);
	return take(lock, &lists, err);
}
