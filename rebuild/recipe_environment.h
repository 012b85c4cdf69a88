/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where a recipe from a file is built: the person's word counts before the recipe's. */

#include "rebuild/environment.h"
#include "rebuild/recipe.h"

/* Where the session has no environment and the recipe names one, opens *own and gives it
 * to the session.  The recipe then names the one that counts, with its digest, so that
 * the record says what was used; ERROR_USAGE when it had asked for another digest.
 * ENVIRONMENT_UNMET, with why in *err, where the environment's archives do not have what
 * the recipe's packages ask for, and nothing else was asked for. */
int recipe_environment(struct session *session, struct environment *own,
		       struct recipe *recipe, struct error *err);
