/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_output.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "base/cleanup.h"
#include "base/file.h"

static const off_t output_max = (off_t)1 << 30;

/* glibc has no wrapper for openat2(2) yet. */
static int
open_beneath(int folder, const char *name)
{
	struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	return (int)syscall(SYS_openat2, folder, name, &how, sizeof(how));
}

static int
copy(int fd, const char *name, const char *to, struct error *err)
{
	struct stat st;
	struct mapping mapping = { 0 };
	int result;

	if (fstat(fd, &st) < 0)
		return error_set_errno(err, "%s", name);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_MALFORMED, "%s is no regular file", name);
	if (st.st_size > output_max)
		return error_set(err, ERROR_LIMIT, "%s is over 1 GiB", name);
	if (st.st_size == 0)
		return error_set(err, ERROR_MALFORMED, "%s is empty", name);
	/* Everything that could shorten the file under the mapping is dead by now. */
	mapping.bytes.data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping.bytes.data == MAP_FAILED)
		return error_set_errno(err, "%s", name);
	mapping.bytes.size = (size_t)st.st_size;
	result = file_write(to, mapping.bytes, 0644, err);
	mapping_close(&mapping);
	return result;
}

int
build_output_take(const char *folder, const char *name, const char *to, struct error *err)
{
	cleanup_close int top = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	cleanup_close int fd = -1;

	if (top < 0)
		return error_set_errno(err, "%s", folder);
	fd = open_beneath(top, name);
	if (fd >= 0)
		return copy(fd, name, to, err);
	if (errno == ENOENT || errno == ENOTDIR)
		return error_set(err, ERROR_NOT_FOUND, "the build left no %s", name);
	if (errno == ELOOP || errno == EXDEV)
		return error_set(err, ERROR_MALFORMED, "%s is behind a link", name);
	return error_set_errno(err, "%s", name);
}
