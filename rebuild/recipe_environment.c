/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/recipe_environment.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_layer.h"

enum { VERSIONS_NAMED = 20 };

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
	if (kept == 1)
		out->exact = true;
	if (kept != 0)
		return kept < 0 ? -1 : 0;
	return environment_open(out, session, &request, err);
}

/* Versions of a .buildinfo are taken where they can be had, so that they are no reason
 * for which nothing can. */
static int
bring(struct environment *environment, const struct session *session,
      struct recipe *recipe, struct error *err)
{
	struct environment_extra extra = { .depends = &recipe->packages,
					   .packages = &session->packages,
					   .versions = &recipe->versions };
	int brought = environment_extend(environment, session, &extra, err);

	if (brought != ENVIRONMENT_UNMET || recipe->versions.count == 0)
		return brought;
	extra.versions = NULL;
	strings_add_format(&recipe->notes,
			   "the archive does not have the versions wanted together, so "
			   "that none of them was asked for: %.300s",
			   err->message);
	return environment_extend(environment, session, &extra, err);
}

/* What the recipe, or the person, wants in it beside its own. */
static int
extend(struct environment *environment, const struct session *session,
       struct recipe *recipe, struct error *err)
{
	cleanup_strings struct strings others = { 0 };
	int brought = bring(environment, session, recipe, err);

	if (brought != 0) {
		error_wrap(err, "environment %s", environment->name);
		/* What a person adds may be the reason. */
		return session->packages.count > 0 ? -1 : brought;
	}
	for (size_t i = 0; i < session->packages.count; i++)
		if (!strings_contain(&recipe->packages, session->packages.items[i]))
			strings_add(&recipe->packages, session->packages.items[i]);
	environment_other_versions(&others, environment, &recipe->versions);
	for (size_t i = 0; i < others.count && i < VERSIONS_NAMED; i++)
		strings_add(&recipe->notes, others.items[i]);
	if (others.count > VERSIONS_NAMED)
		strings_add_format(&recipe->notes,
				   "%zu more packages are not of the version wanted",
				   others.count - VERSIONS_NAMED);
	return 0;
}

static bool
wants_more(const struct session *session, const struct recipe *recipe)
{
	return recipe->packages.count > 0 || recipe->versions.count > 0 ||
	       session->packages.count > 0;
}

/* The one that the person chose, with more in it. */
static int
extend_chosen(struct session *session, struct environment *own, struct recipe *recipe,
	      struct error *err)
{
	const struct environment *chosen = session->environment;
	int kept, extended;

	if (!wants_more(session, recipe) || chosen->exact ||
	    chosen->lock.package_count == 0)
		return 0;
	kept = environment_cache_find(own, session, chosen->digest, err);
	if (kept <= 0)
		return kept < 0 ? -1
				: error_set(err, ERROR_NOT_FOUND, "%s is gone",
					    chosen->name);
	extended = extend(own, session, recipe, err);
	if (extended == 0)
		session->environment = own;
	return extended;
}

static int
open_named(struct session *session, struct environment *own, struct recipe *recipe,
	   struct error *err)
{
	int extended;

	if (open_one(own, session, recipe, err) < 0)
		return -1;
	extended = extend(own, session, recipe, err);
	if (extended != 0)
		return extended;
	session->environment = own;
	return check_digest(recipe, own, err);
}

/* What would be dropped in silence otherwise. */
static int
check_packages(const struct session *session, const struct recipe *recipe,
	       struct error *err)
{
	const struct environment *chosen = session->environment;
	bool takes_more =
		chosen != NULL ? !chosen->exact && chosen->lock.package_count > 0
			       : !is_host(recipe) && recipe->environment_digest == NULL;

	if (session->packages.count == 0 || takes_more)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--package is for builds in debian:SUITE, not in %s",
			 chosen != NULL ? chosen->name : recipe->environment);
}

int
recipe_environment(struct session *session, struct environment *own,
		   struct recipe *recipe, struct error *err)
{
	const struct environment *chosen = session->environment;
	int opened = 0;

	if (check_packages(session, recipe, err) < 0)
		return -1;
	if (chosen == NULL && is_host(recipe))
		return 0;
	if (chosen == NULL)
		opened = open_named(session, own, recipe, err);
	else if (!text_is_same(recipe->environment, chosen->name))
		strings_add_format(&recipe->notes,
				   "the recipe is for the environment %s; --environment "
				   "says %s",
				   recipe->environment, chosen->name);
	if (chosen != NULL)
		opened = extend_chosen(session, own, recipe, err);
	if (opened != 0)
		return opened;
	replace_text(&recipe->environment, xstrdup(session->environment->name));
	replace_text(&recipe->environment_digest,
		     xstrdup_or_null(session->environment->digest));
	return 0;
}
