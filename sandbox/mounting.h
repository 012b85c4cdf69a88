/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The few ways in which anything is mounted.  Each error names the place. */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/error.h"

/* Makes the folder or the empty file at `path`, with the folders above it. */
int mounting_make_folder(const char *path, struct error *err);
int mounting_make_file(const char *path, struct error *err);
int mounting_make_link(const char *path, const char *target, struct error *err);

/* A file with this content. */
int mounting_write(const char *path, const char *content, mode_t mode, struct error *err);
int mounting_write_bytes(const char *path, struct bytes content, mode_t mode,
			 struct error *err);

/* A tmpfs of at most `size` bytes and a file a page, with no setuid and no devices. */
int mounting_tmpfs(const char *path, uint64_t size, mode_t mode, struct error *err);

/* Puts the host's `from` at `to`, which is made first, as a folder or a file alike; with
 * no setuid, and read only unless `writable`, down to its last submount. */
int mounting_bind(const char *from, const char *to, bool writable, struct error *err);

/* A host path as a mount of nowhere, of which everything is as it would be mounted, and
 * whose owners are taken for those that the user namespace knows by these numbers; and
 * its place.  -1 where the file system has no such mounts. */
int mounting_open(const char *path, bool writable, int users, struct error *err);
int mounting_attach(int tree, const char *to, struct error *err);

/* The same for a device, which stays one. */
int mounting_device(const char *from, const char *to, struct error *err);

/* Puts a file or a folder that is there, read only, over one of the kernel's; nothing is
 * done where that is not. */
int mounting_cover(const char *from, const char *to, struct error *err);

/* What is mounted at `path` can no longer be written. */
int mounting_seal(const char *path, struct error *err);
