/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/recipe_environment.h"

#include <string.h>

#include "base/memory.h"
#include "rebuild/environment_cache.h"

static bool
is_host(const struct recipe *recipe)
{
	return recipe->environment == NULL ||
	       strcmp(recipe->environment, environment_host.name) == 0;
}

static int
check_digest(const struct recipe *recipe, const struct environment *environment,
	     struct error *err)
{
	const char *wanted = recipe->environment_digest;

	if (wanted == NULL ||
	    (environment->digest != NULL && strcmp(wanted, environment->digest) == 0))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "the recipe's environment has the digest %s, but %s has %s",
			 wanted, environment->name,
			 environment->digest != NULL ? environment->digest : "none");
}

/* The very one, where it is kept: its name may mean a newer one by now. */
static int
open_one(struct environment *out, const struct session *session,
	 const struct recipe *recipe, struct error *err)
{
	const struct environment_request request = { .spec = recipe->environment };
	int kept = 0;

	if (recipe->environment_digest != NULL)
		kept = environment_cache_find(out, session, recipe->environment_digest,
					      err);
	if (kept != 0)
		return kept < 0 ? -1 : 0;
	return environment_open(out, session, &request, err);
}

int
recipe_environment(struct session *session, struct environment *own,
		   struct recipe *recipe, struct error *err)
{
	const struct environment *environment = session->environment;
	bool chosen = environment != NULL;

	if (!chosen && is_host(recipe))
		return 0;
	if (!chosen) {
		if (open_one(own, session, recipe, err) < 0)
			return -1;
		environment = session->environment = own;
		if (check_digest(recipe, environment, err) < 0)
			return -1;
	} else if (!text_is_same(recipe->environment, environment->name)) {
		strings_add_format(&recipe->notes,
				   "the recipe is for the environment %s; --environment "
				   "says %s",
				   recipe->environment, environment->name);
	}
	replace_text(&recipe->environment, xstrdup(environment->name));
	replace_text(&recipe->environment_digest, xstrdup_or_null(environment->digest));
	return 0;
}
