/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/strings.h"

/* Older versions had names without "run", and no lock. */
static const char prefix[] = PACKAGE_NAME "-run";

static int
open_folder(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Whoever holds the lock may be about to die of the same signal; then it is left to the
 * next one.  What cannot be removed is no reason not to run. */
static void
remove_if_dead(int parent, const char *in, const char *name)
{
	cleanup_free char *path = path_join(in, name);
	cleanup_close int fd = open_folder(parent, name);
	struct stat about;
	struct error ignored;

	if (fd >= 0 && fstat(fd, &about) == 0 && about.st_uid == geteuid() &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		(void)tree_remove(path, &ignored);
}

static void
sweep(const char *in)
{
	cleanup_directory DIR *folder = opendir(in);

	for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;)
		if (text_starts_with(entry->d_name, prefix))
			remove_if_dead(dirfd(folder), in, entry->d_name);
}

/* Between its making and its locking another run may have taken it for a dead one's. */
static bool
take(const char *path, int *lock)
{
	struct stat about;

	*lock = open_folder(AT_FDCWD, path);
	if (*lock >= 0 && flock(*lock, LOCK_EX) == 0 && fstat(*lock, &about) == 0 &&
	    about.st_nlink > 0 && folder_exists(path))
		return true;
	if (*lock >= 0)
		close(*lock);
	*lock = -1;
	return false;
}

int
scratch_make(char **path, int *lock, const char *in, struct error *err)
{
	enum { TRIES = 10 };

	sweep(in);
	for (unsigned i = 0; i < TRIES; i++) {
		if (folder_make_scratch(path, in, prefix, err) < 0)
			return -1;
		if (take(*path, lock))
			return 0;
		replace_text(path, NULL);
	}
	return error_set(err, ERROR_SYSTEM, "%s: what is made there does not stay", in);
}
