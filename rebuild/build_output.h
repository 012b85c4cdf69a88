/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a build left, taken out of its folder. */

#include "base/error.h"

/* Copies the regular file `name` beneath `folder` to `to`.  A build is hostile: no link is
 * followed, nothing but a regular file of bounded size is taken.  ERROR_NOT_FOUND when it
 * is not there, ERROR_MALFORMED when it is something else. */
int build_output_take(const char *folder, const char *name, const char *to,
		      struct error *err);
