/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which versions of the programs that make release tarballs an environment has. */

#include "rebuild/recipe.h"

/* Adds "autoconf=2.71" and so on for what the recipe's strategy works with, as each says
 * of itself in the sandbox; nothing for strategies of other kinds of packages. */
int dist_tools_note(struct strings *tools, const struct session *session,
		    const struct recipe *recipe, struct error *err);
