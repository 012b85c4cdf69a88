/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the confined children of archive_kind.c and dist_transplant.c read. */

#include "rebuild/archive_kind.h"

/* Fills in the marks of a tar, unless there is none. */
void archive_marks_of_tar(struct archive_marks *marks, struct bytes archive);

/* With room for as much as is looked at. */
struct buffer archive_tar_buffer(void);

/* The bytes of the tar in the artifact: its own, or those of *room, which they are unpacked
 * into; false when that cannot be done, or more bytes follow. */
bool archive_tar_of(struct bytes *tar, struct bytes artifact, struct buffer *room);

/* Whether it is 40 hexadecimal digits in lower case. */
bool archive_commit_is_one(struct bytes text);
