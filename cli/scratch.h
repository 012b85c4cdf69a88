/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The scratch folder of one run.  A lock says that its run lives: who is killed leaves
 * the folder behind, and the next run that makes one removes it.
 */

#include "base/error.h"

/* `lock` is the descriptor that keeps the folder ours; to be closed when it is gone. */
int scratch_make(char **path, int *lock, const char *in, struct error *err);
