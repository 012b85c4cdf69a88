/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"

enum { TREE_DEPTH_MAX = 4096 };

static int
open_error(struct error *err, const char *path)
{
	bool absent = errno == ENOENT || errno == ENOTDIR;

	error_set_errno(err, "%s", path);
	if (absent)
		err->kind = ERROR_NOT_FOUND;
	return -1;
}

int
mapping_open(struct mapping *mapping, const char *path, struct error *err)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	void *data;

	*mapping = (struct mapping){ 0 };
	if (fd < 0)
		return open_error(err, path);
	if (fstat(fd, &st) < 0)
		return error_set_errno(err, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(err, ERROR_UNSUPPORTED, "%s: not a regular file", path);
	if (st.st_size == 0) /* mmap refuses empty files */
		return 0;

	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return error_set_errno(err, "%s", path);
	mapping->bytes = (struct bytes){ data, (size_t)st.st_size };
	return 0;
}

void
mapping_close(struct mapping *mapping)
{
	if (mapping->bytes.data != NULL)
		munmap((void *)(uintptr_t)mapping->bytes.data, mapping->bytes.size);
	*mapping = (struct mapping){ 0 };
}

int
file_read(const char *path, struct buffer *out, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	buffer_append(out, mapping.bytes);
	if (buffer_check(out, err) < 0)
		return error_wrap(err, "%s", path);
	return 0;
}

int
file_read_all(int fd, struct buffer *out)
{
	enum { PIECE = 1 << 16 };

	for (;;) {
		size_t room = MIN(out->limit - out->size, (size_t)PIECE);
		uint8_t beyond, *at = room > 0 ? buffer_reserve(out, room) : &beyond;
		ssize_t size;

		if (at == NULL)
			return 0;
		size = read(fd, at, room > 0 ? room : 1);
		if (size < 0 && errno != EINTR)
			return -1;
		if (size == 0)
			return 0;
		if (size > 0 && room == 0) {
			buffer_append_byte(out, beyond);
			return 0;
		}
		out->size += size > 0 ? (size_t)size : 0;
	}
}

int
file_write_all(int fd, struct bytes bytes)
{
	struct cursor at = cursor_on(bytes);

	while (at.rest.size > 0) {
		ssize_t done = write(fd, at.rest.data, at.rest.size);

		if (done < 0 && errno != EINTR)
			return -1;
		cursor_take(&at, done > 0 ? (size_t)done : 0);
	}
	return 0;
}

/* What users and access lists have attached to the old file; capabilities were given to
 * its content, and are not handed on.  Not every file system takes them. */
static void
take_attributes(int fd, const char *path)
{
	enum { NAMES_MAX = 65536, VALUE_MAX = 65536 };
	cleanup_free char *names = xcalloc(NAMES_MAX, 1);
	cleanup_free char *value = xcalloc(VALUE_MAX, 1);
	ssize_t size = listxattr(path, names, NAMES_MAX);

	for (ssize_t at = 0; at < size; at += (ssize_t)strlen(names + at) + 1) {
		const char *name = names + at;
		ssize_t taken;

		if (!text_starts_with(name, "user.") &&
		    strcmp(name, "system.posix_acl_access") != 0)
			continue;
		taken = getxattr(path, name, value, VALUE_MAX);
		if (taken >= 0)
			(void)fsetxattr(fd, name, value, (size_t)taken, 0);
	}
}

/* The new file belongs to whom the old one did, as far as we may give it away; what
 * cannot be given must not run with our rights. */
static int
take_over(int fd, const char *path, mode_t mode)
{
	struct stat old, fresh;

	if (stat(path, &old) == 0 && fstat(fd, &fresh) == 0 &&
	    (old.st_uid != fresh.st_uid || old.st_gid != fresh.st_gid) &&
	    fchown(fd, old.st_uid, old.st_gid) < 0)
		mode &= (mode_t) ~(S_ISUID | S_ISGID);
	if (fchmod(fd, mode) < 0)
		return -1;
	take_attributes(fd, path);
	return 0;
}

int
file_write(const char *path, struct bytes bytes, mode_t mode, struct error *err)
{
	cleanup_free char *temporary = xasprintf("%s.XXXXXX", path);
	cleanup_close int fd = mkostemp(temporary, O_CLOEXEC);

	if (fd < 0)
		return error_set_errno(err, "%s", path);
	/* Writing takes setuid and setgid away again, so the mode comes after it. */
	if (file_write_all(fd, bytes) == 0 && take_over(fd, path, mode) == 0 &&
	    fsync(fd) == 0 && rename(temporary, path) == 0)
		return 0;
	error_set_errno(err, "%s", path);
	unlink(temporary);
	return -1;
}

int
file_copy(const char *from, const char *to, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };

	if (mapping_open(&mapping, from, err) < 0)
		return -1;
	return file_write(to, mapping.bytes, 0644, err);
}

bool
file_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

bool
folder_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
folder_make(const char *path, struct error *err)
{
	cleanup_free char *part = xstrdup(path);

	for (char *at = part + 1; *part != '\0' && *at != '\0'; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			return error_set_errno(err, "%s", part);
		*at = '/';
	}
	if (mkdir(part, 0755) < 0 && (errno != EEXIST || !folder_exists(part)))
		return error_set_errno(err, "%s", path);
	return 0;
}

int
folder_make_scratch(char **path, const char *in, const char *prefix, struct error *err)
{
	cleanup_free char *template = xasprintf("%s/%s-XXXXXX", in, prefix);

	if (mkdtemp(template) == NULL)
		return error_set_errno(err, "%s", in);
	*path = steal_pointer(&template);
	return 0;
}

static int remove_inside(int parent, const char *name, int depth);

static int
remove_entries(DIR *folder, int depth)
{
	const struct dirent *entry;

	while ((entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (remove_inside(dirfd(folder), entry->d_name, depth) < 0)
			return -1;
	}
	return 0;
}

static int
remove_folder(int parent, const char *name, int depth)
{
	cleanup_directory DIR *folder = NULL;
	int fd;

	if (depth > TREE_DEPTH_MAX) {
		errno = ELOOP;
		return -1;
	}
	fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
		fd = openat(parent, name,
			    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	fchmod(fd, 0700); /* a build may have taken its own right to write away */
	folder = fdopendir(fd);
	if (folder == NULL) {
		close(fd);
		return -1;
	}
	if (remove_entries(folder, depth + 1) < 0)
		return -1;
	return unlinkat(parent, name, AT_REMOVEDIR);
}

static int
remove_inside(int parent, const char *name, int depth)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	return remove_folder(parent, name, depth);
}

int
tree_remove_at(int folder, const char *name, struct error *err)
{
	if (remove_inside(folder, name, 0) < 0)
		return error_set_errno(err, "removing %s", name);
	return 0;
}

int
tree_remove(const char *path, struct error *err)
{
	if (remove_inside(AT_FDCWD, path, 0) < 0)
		return error_set_errno(err, "removing %s", path);
	return 0;
}

char *
path_join(const char *folder, const char *name)
{
	size_t size = strlen(folder);
	bool slash = size > 0 && folder[size - 1] == '/';

	return xasprintf("%s%s%s", folder, slash ? "" : "/", name);
}

const char *
path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

bool
path_is_inside(const char *path)
{
	if (*path == '\0' || *path == '/')
		return false;
	while (path != NULL) {
		size_t size = strcspn(path, "/");

		if (size == 2 && path[0] == '.' && path[1] == '.')
			return false;
		path = path[size] == '/' ? path + size + 1 : NULL;
	}
	return true;
}
