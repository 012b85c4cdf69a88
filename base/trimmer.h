/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Keeps files that are mapped from filling this process's memory: a thread drops their
 * pages again and again.  What was dropped is read again when it is used, mostly from the
 * system's own cache; nothing is lost, as all of it is some file's.
 */

#include "base/bytes.h"

struct trimmer;

/* Borrows the mappings, which must be of files: shared, or private and never written to.
 * NULL when there can be no thread, which costs memory and nothing else. */
struct trimmer *trimmer_start(const struct bytes *mappings, size_t count);

/* NULL is fine. */
void trimmer_end(struct trimmer *trimmer);
