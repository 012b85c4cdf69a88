/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For archive_kind.c: what its confined child reads. */

#include "rebuild/archive_kind.h"

/* Fills in the marks of a tar, unless there is none. */
void archive_marks_of_tar(struct archive_marks *marks, struct bytes archive);

/* Whether it is 40 hexadecimal digits in lower case. */
bool archive_commit_is_one(struct bytes text);
