/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Packaging told from content: the published tar's headers, in their order, around the
 * contents that were rebuilt.  When that is the published tar byte for byte, then nothing
 * differs but who packed it, when, and how.
 */

#include <stdbool.h>

#include "rebuild/session.h"

/* Reads both in a confined child.  *same is false as well for what is no tar, or unpacks
 * to more than we look at, and where bytes follow the compressed stream. */
int dist_transplant(bool *same, const struct session *session, const char *published,
		    const char *rebuilt, struct error *err);
