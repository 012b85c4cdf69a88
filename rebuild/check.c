/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a package's name to a verdict, one stop after the other.  Each stop leaves its
 * struct in the check, so that a road that ends early still says how far it came and why.
 */
#include "rebuild/check.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/check_compare.h"
#include "rebuild/environment_layer.h"
#include "rebuild/recipe_environment.h"
#include "rebuild/registry.h"
#include "rebuild/variation.h"
#include "rebuild/verdict.h"

struct walk {
	const struct session *session; /* borrowed: `own` */
	struct session own; /* the caller's, but for the environment of a recipe */
	struct environment environment; /* owned: that one */
	const struct check_request *request;
	struct check *check;
};

void
check_release(struct check *check)
{
	release_release(&check->release);
	inventory_release(&check->inventory);
	inventory_release(&check->rebuilt);
	source_release(&check->source);
	recipe_release(&check->recipe);
	build_release(&check->build);
	comparison_release(&check->comparison);
	strings_release(&check->reasons);
	flaky_release(&check->flaky);
	origins_release(&check->origins);
	remarks_release(&check->remarks);
	*check = (struct check){ 0 };
}

/* What the inputs are to blame for is a verdict; what the person, the machine or the
 * network did is an error. */
static int
end_incomplete(struct check *check, const struct error *err)
{
	if (err->kind != ERROR_LIMIT && err->kind != ERROR_MALFORMED)
		return -1;
	verdict_incomplete(check, err->message);
	return 0;
}

static int
find_release(struct walk *walk, struct error *err)
{
	const char *target = walk->request->target;
	struct check *check = walk->check;
	struct spec spec = { 0 };
	int found;

	progress_stop(walk->session->progress, "release", "%s", target);
	if (!spec_is_one(target))
		return release_of_artifact(&check->release, walk->session, target, err);
	if (spec_parse(&spec, target, err) < 0)
		return -1;
	found = release_lookup(&check->release, walk->session, &spec, err);
	spec_release(&spec);
	return found;
}

/* What is no archive has no inventory, and may be an artifact all the same. */
static int
identify(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	struct error unread = { 0 };
	bool read = inventory_read(&check->inventory, walk->session,
				   check->release.artifact_path, &unread) == 0;

	if (!read && unread.kind != ERROR_MALFORMED && unread.kind != ERROR_LIMIT) {
		*err = unread;
		return -1;
	}
	if (release_identify(&check->release, walk->session, &check->inventory, err) == 0)
		return 0;
	if (!read && err->kind == ERROR_UNSUPPORTED)
		*err = unread;
	return -1;
}

static int
reach_release(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;

	if (find_release(walk, err) < 0)
		return -1;
	remarks_move(&check->remarks, &check->release.remarks);
	if (check->release.spec.ecosystem == NULL)
		return identify(walk, err);
	if (inventory_read(&check->inventory, walk->session, check->release.artifact_path,
			   err) == 0)
		return 0;
	return end_incomplete(check, err);
}

static int
reach_source(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	const char *given = walk->request->source;
	const char *stated = check->release.repository;

	progress_stop(walk->session->progress, "source", "%s",
		      given != NULL    ? given
		      : stated != NULL ? stated
				       : "");
	if (source_find(&check->source, walk->session, &check->release, &check->inventory,
			given, err) < 0)
		return -1;
	remarks_move(&check->remarks, &check->source.remarks);
	if (check->source.state != SOURCE_FOUND)
		verdict_decide(check);
	return 0;
}

/* A source that no strategy can make anything of is one that cannot be built. */
static int
end_without_recipe(struct check *check, const struct error *err)
{
	if (err->kind != ERROR_MALFORMED && err->kind != ERROR_UNSUPPORTED)
		return -1;
	check->build.phase = xstrdup("recipe");
	check->build.cause = xstrdup(err->message);
	verdict_decide(check);
	return 0;
}

/* Whether a package was to be built where all that its source asks for has to be. */
static bool
is_in_its_own(const struct walk *walk)
{
	const struct check *check = walk->check;
	const struct registry *registry = registry_find(check->release.spec.ecosystem);
	const struct environment *chosen = walk->session->environment;
	cleanup_free char *own = NULL;

	if (registry->own_environment == NULL || walk->request->recipe != NULL)
		return false;
	own = registry->own_environment(&check->release);
	return own != NULL &&
	       text_is_same(own,
			    chosen != NULL ? chosen->name : check->recipe.environment);
}

/* Where that is not to be had there, the package cannot be built; anywhere else nothing
 * is known of it. */
static int
enter_environment(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	int entered =
		recipe_environment(&walk->own, &walk->environment, &check->recipe, err);

	if (entered != ENVIRONMENT_UNMET || !is_in_its_own(walk))
		return entered == 0 ? 0 : -1;
	check->build.phase = xstrdup("dependencies");
	check->build.cause = xstrdup(err->message);
	check->build.cause_name = "dependencies-unmet";
	verdict_decide(check);
	return 0;
}

static int
reach_recipe(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	const char *given = walk->request->recipe;

	progress_stop(walk->session->progress, "recipe", "%s",
		      given != NULL ? given : "");
	if (given != NULL) {
		if (recipe_read(&check->recipe, given, err) < 0)
			return -1;
		if (variation_set_all(&check->recipe, walk->session, err) < 0)
			return error_wrap(err, "%s", given);
		return enter_environment(walk, err);
	}
	if (recipe_infer(&check->recipe, walk->session, &check->release,
			 &check->inventory, &check->source, err) < 0)
		return end_without_recipe(check, err);
	return enter_environment(walk, err);
}

/* The ecosystem's own look at what there is now. */
static int
examine(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	const struct registry *registry = registry_find(check->release.spec.ecosystem);

	return registry->examine != NULL ? registry->examine(check, walk->session, err) : 0;
}

static int
end_unbuilt(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	struct rebuilt_files none = { 0 };

	origins_find(&check->origins, &check->inventory, &check->source, &none);
	if (examine(walk, err) < 0)
		return -1;
	verdict_decide(check);
	return 0;
}

/* A later try may have brought more into the environment, which a second build needs. */
static int
follow_environment(struct walk *walk, struct error *err)
{
	const struct environment *now = walk->session->environment;
	cleanup_environment struct environment more = ENVIRONMENT_INIT;

	if (now == NULL ||
	    text_is_same(now->digest, walk->check->recipe.environment_digest))
		return 0;
	if (recipe_environment(&walk->own, &more, &walk->check->recipe, err) != 0)
		return -1;
	if (walk->own.environment != &more)
		return 0;
	environment_release(&walk->environment);
	walk->environment = more;
	walk->own.environment = &walk->environment;
	more = ENVIRONMENT_INIT;
	return 0;
}

/* Only a recipe of our own may be changed after it failed. */
static int
reach_build(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	int ran;

	progress_stop(walk->session->progress, "build", "%s",
		      check->recipe.strategy != NULL ? check->recipe.strategy : "");
	if (walk->request->recipe != NULL)
		ran = build_run(&check->build, walk->session, &check->source,
				&check->recipe, err);
	else
		ran = build_search(&check->build, &check->recipe, walk->session,
				   &check->release, &check->inventory, &check->source,
				   err);
	if (ran < 0)
		return -1;
	if (!check->build.succeeded)
		return end_unbuilt(walk, err);
	return follow_environment(walk, err);
}

static int
find_origins(struct walk *walk, const char *path, struct error *err)
{
	struct check *check = walk->check;
	bool whole = check->comparison.outcome != OUTCOME_INCOMPLETE;
	struct rebuilt_files files = {
		.inventory = &check->rebuilt,
		.differing = whole ? &check->comparison.differing_members : NULL,
	};

	if (inventory_read(&check->rebuilt, walk->session, path, err) < 0)
		return error_wrap(err, "the rebuilt package");
	origins_find(&check->origins, &check->inventory, &check->source, &files);
	return 0;
}

/* What the ecosystem says of the findings stands beside what a second build says. */
static int
reach_comparison(struct walk *walk, struct error *err)
{
	struct check *check = walk->check;
	cleanup_free char *path = check_rebuilt_path(check, &check->build);

	progress_stop(walk->session->progress, "comparison", "%s",
		      check->release.artifact_name);
	if (check_compare(&check->comparison, check, walk->session,
			  check->release.artifact_path, path, err) < 0)
		return -1;
	check->compared = true;
	if (find_origins(walk, path, err) < 0)
		return end_incomplete(check, err);
	if (examine(walk, err) < 0)
		return -1;
	if (flaky_is_wanted(check, walk->session) &&
	    flaky_look(check, walk->session, err) < 0)
		return -1;
	verdict_decide(check);
	return 0;
}

static const struct {
	const char *name;
	int (*reach)(struct walk *walk, struct error *err);
} stops[] = {
	[STOP_RELEASE] = { "release", reach_release },
	[STOP_SOURCE] = { "source", reach_source },
	[STOP_RECIPE] = { "recipe", reach_recipe },
	[STOP_BUILD] = { "build", reach_build },
	[STOP_NONE] = { NULL, reach_comparison },
};

bool
stop_find(const char *name, enum stop *stop)
{
	for (size_t i = 0; i < STOP_NONE; i++)
		if (strcmp(stops[i].name, name) == 0) {
			*stop = (enum stop)i;
			return true;
		}
	return false;
}

static int
walk_to(struct walk *walk, enum stop last, struct error *err)
{
	struct check *check = walk->check;

	for (enum stop stop = STOP_RELEASE; stop <= last && !check->decided; stop++) {
		if (cancel_check(&walk->session->cancel, err) < 0 ||
		    stops[stop].reach(walk, err) < 0) {
			/* With time or space run out nothing is known, which is a
			 * verdict. */
			return err->kind == ERROR_LIMIT ? end_incomplete(check, err) : -1;
		}
		check->reached = stop;
	}
	return 0;
}

int
check_run(struct check *out, const struct session *session,
	  const struct check_request *request, struct error *err)
{
	struct walk walk = { .own = *session,
			     .environment = ENVIRONMENT_INIT,
			     .request = request,
			     .check = out };
	int result;

	walk.session = &walk.own;
	*out = (struct check){ 0 };
	result = walk_to(&walk, request->stop_after, err);
	environment_release(&walk.environment);
	if (result < 0)
		check_release(out);
	return result;
}
