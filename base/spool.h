/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Room for large buffers in a file without a name, mapped: what does not fit into memory
 * goes to the disk, and is bytes all the same.  The file is sparse and gone with its last
 * user. It is opened before a process closes its doors.  Safe for use by several threads.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

struct spool;

/* A file of up to `size` bytes in `folder`, at most what its file system has free. */
int spool_open(struct spool **out, const char *folder, uint64_t size, struct error *err);
void spool_close(struct spool *spool);

/* Room for up to `size` bytes, zeros; NULL when too much has been taken. */
uint8_t *spool_take(struct spool *spool, size_t size);

/* Gives back all but the first `size` bytes of what was taken, and its disk space. */
void spool_keep(struct spool *spool, uint8_t *room, size_t size);

/* All of it. */
struct bytes spool_bytes(const struct spool *spool);
