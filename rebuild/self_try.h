/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For self_check.c: the tries, one sandbox each. */

#include "rebuild/self_check.h"

/* Tries to make all files of one root, with each variant of the tools that may have made
 * them, until all are the same. */
int self_try_root(struct self_check *check, const struct session *session,
		  const char *folder, const char *root, struct error *err);
