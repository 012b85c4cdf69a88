/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Writes a tree that somebody else describes (an archive, a git tree) beneath one folder.
 * No link is ever followed on the way to a place, so that nothing lands outside, whatever
 * the tree holds.  `folder` is a descriptor, or AT_FDCWD for the current folder; paths are
 * relative and path_is_inside(), which is checked (ERROR_MALFORMED).
 */

#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/error.h"

/* A folder and those above it. */
int tree_put_folder(int folder, const char *path, struct error *err);

/* Opens a fresh file for writing; what stood there before is replaced.  *fd is the caller's. */
int tree_open_file(int *fd, int folder, const char *path, struct error *err);

/* The same, but what stands there, or in the way, stays: 1 then. */
int tree_open_new_file(int *fd, int folder, const char *path, struct error *err);

/* Ends a file that was opened so: 0755 or 0644, and its time. */
int tree_end_file(int fd, const char *path, bool executable, int64_t mtime,
		  struct error *err);

/* The three steps in one. */
int tree_put_file(int folder, const char *path, struct bytes content, bool executable,
		  int64_t mtime, struct error *err);

/* A link as text.  Whether its target stays inside is the caller's to judge. */
int tree_put_link(int folder, const char *path, const char *target, struct error *err);

/* Another name for a file that was put before. */
int tree_put_hardlink(int folder, const char *path, const char *existing, struct error *err);

/* Whether a link at `path` with this target stays inside the tree, read as text. */
bool tree_link_is_inside(const char *path, const char *target);
