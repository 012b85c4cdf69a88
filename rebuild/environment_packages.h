/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was installed, as the hooks of environment_bootstrap.c list it. */

#include "rebuild/environment_lock.h"

/* Gives a lock without packages those of the list; one with packages must have these,
 * each with the digest that the archive's signed index says: else ERROR_NOT_FOUND. */
int environment_packages_take(struct environment_lock *lock, const char *path,
			      struct error *err);
