/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A registry that has nothing: for tests of what is done with the host's own tools. */

#include "rebuild/release.h"

int
release_fetch_tool(char **folder, char **version, const struct session *session,
		   const char *name, const char *range, struct error *err)
{
	(void)session;
	*folder = *version = NULL;
	return error_set(err, ERROR_NETWORK, "%s@%s: the registry is away", name, range);
}
