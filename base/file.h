/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Files and folders: whole files in, whole files out, and nothing left half done. */

#include <sys/types.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

/* A whole file, read only, as bytes. */
struct mapping {
	struct bytes bytes; /* owned: unmapped by mapping_close() */
};

#define cleanup_mapping __attribute__((cleanup(mapping_close)))

/* Regular files only; a link is followed.  ERROR_NOT_FOUND when there is none. */
int mapping_open(struct mapping *mapping, const char *path, struct error *err);
void mapping_close(struct mapping *mapping);

/* Appends the whole file to *out. */
int file_read(const char *path, struct buffer *out, struct error *err);

/* Writes through a temporary file in the same folder and rename(2): the old content or
 * the new one, never a part.  On failure the temporary file is gone.  What is replaced
 * hands its owner down. */
int file_write(const char *path, struct bytes bytes, mode_t mode, struct error *err);

/* All of the bytes to a descriptor, also where write(2) takes them bit by bit or is
 * interrupted: 0, or -1 with errno. */
int file_write_all(int fd, struct bytes bytes);

/* Appends all that a descriptor gives, which may be a pipe; -1 with errno.  The end of
 * the buffer's room ends it too: ask buffer_check(). */
int file_read_all(int fd, struct buffer *out);

int file_copy(const char *from, const char *to, struct error *err);

bool file_exists(const char *path);
bool folder_exists(const char *path);

/* As mkdir -p, with mode 0755 for what is made. */
int folder_make(const char *path, struct error *err);

/* A fresh folder `in`/PREFIX-XXXXXX, mode 0700; the caller frees *path and removes it. */
int folder_make_scratch(char **path, const char *in, const char *prefix,
			struct error *err);

/* As rm -rf, never following a link; unreadable folders inside are made readable first.
 * Nothing there is fine. */
int tree_remove(const char *path, struct error *err);

/* The same of one name in an open folder. */
int tree_remove_at(int folder, const char *name, struct error *err);

/* A malloc'ed "folder/name", without doubling the slash. */
char *path_join(const char *folder, const char *name);

/* The part after the last slash (borrowed from path). */
const char *path_name(const char *path);

/* Whether a path from an archive stays inside: relative, no "..", not empty. */
bool path_is_inside(const char *path);
