/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second try.  A recipe is inferred before anything has run; a build that fails, or
 * that gives other files than were published, says what the inference could not know.
 * What is searched is only how the source is built, never the source, and every try is
 * told.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build.h"
#include "rebuild/dist_learn.h"
#include "rebuild/environment.h"
#include "rebuild/inventory_compare.h"
#include "rebuild/recipe_environment.h"
#include "rebuild/suggestion.h"

enum { TRIES_MAX = 5 };

/* What came of one try. */
struct attempt {
	struct recipe recipe;
	struct build build;
	struct wish wish;
	size_t names; /* files that were published and not built, or the other way round
		       */
	size_t off;   /* those, and files with other bytes */
	struct strings absent; /* the former of the former */
};

struct search {
	struct workshop workshop;
	bool opened;	     /* the workshop is, which the first try does not need */
	struct strings seen; /* tools and steps of each try */
	struct strings tries;
	struct attempt best;
	bool any;	    /* there is a best */
	struct session own; /* the caller's, but for the environment of a later try */
	struct environment environment; /* owned: that one */
};

static void
attempt_release(struct attempt *attempt)
{
	recipe_release(&attempt->recipe);
	build_release(&attempt->build);
	strings_release(&attempt->absent);
}

static void
search_release(struct search *search)
{
	workshop_release(&search->workshop);
	strings_release(&search->seen);
	strings_release(&search->tries);
	attempt_release(&search->best);
	environment_release(&search->environment);
}

static int
measure(struct attempt *attempt, const struct workshop *workshop, struct error *err)
{
	cleanup_inventory struct inventory built = { 0 };

	attempt->names = attempt->off = SIZE_MAX;
	if (!attempt->build.succeeded)
		return 0;
	/* Of a folder of artifacts there are no files to count, nor other ways to try. */
	if (folder_exists(workshop->release->artifact_path)) {
		attempt->names = attempt->off = 0;
		return 0;
	}
	if (inventory_read(&built, workshop->session, attempt->build.output_path, err) <
	    0)
		return error_wrap(err, "the rebuilt package");
	inventory_list_absent(&attempt->absent, workshop->inventory, &built);
	attempt->names = inventory_count_unequal(workshop->inventory, &built, false);
	attempt->off = inventory_count_unequal(workshop->inventory, &built, true);
	return 0;
}

/* Whether this very recipe has been tried; remembers it if not. */
static bool
is_seen(struct search *search, const struct recipe *recipe)
{
	cleanup_strings struct strings sorted = { 0 };
	cleanup_free char *tools = NULL, *all = NULL;
	cleanup_free char *fetch = strings_join(&recipe->fetch, "\n");
	cleanup_free char *build = strings_join(&recipe->build, "\n");
	cleanup_free char *packages = strings_join(&recipe->packages, " ");

	strings_add_all(&sorted, &recipe->tools);
	strings_sort(&sorted);
	tools = strings_join(&sorted, " ");
	all = xasprintf("%s\n%s\n%s\n\n%s", packages, tools, fetch, build);
	if (strings_contain(&search->seen, all))
		return true;
	strings_add(&search->seen, all);
	return false;
}

/* Fills in *next; *found is false when there is nothing left to try. */
static int
plan_next(struct search *search, const struct attempt *last, struct attempt *next,
	  bool *found, struct error *err)
{
	const struct suggestion *suggestion =
		suggestion_find(search->workshop.release->spec.ecosystem, &last->build);

	*found = false;
	if (suggestion == NULL || suggestion->changes[0] == NULL)
		return 0;
	if (!search->opened && workshop_open(&search->workshop, err) < 0)
		return -1;
	search->opened = true;
	if (search->workshop.dist.folder != NULL)
		dist_learn(&search->workshop.dist, search->workshop.session, &last->build,
			   &last->absent);
	for (size_t i = 0; i < CHANGES_MAX && suggestion->changes[i] != NULL; i++) {
		next->wish = last->wish;
		suggestion->changes[i](&next->wish);
		recipe_release(&next->recipe);
		if (strategy_infer(&next->recipe, &search->workshop, &next->wish, err) <
		    0) {
			if (err->kind != ERROR_UNSUPPORTED)
				return -1;
			continue; /* this strategy does not bid */
		}
		*found = !is_seen(search, &next->recipe);
		if (*found)
			return 0;
	}
	return 0;
}

/* Crates are packed by the same steps each time. */
static void
note_try(struct search *search, const struct attempt *attempt)
{
	const struct build *build = &attempt->build;
	bool crate = search->workshop.release->crate != NULL;
	cleanup_free char *tools = strings_join(&attempt->recipe.tools, " ");
	cleanup_free char *steps = recipe_steps_told(&attempt->recipe.build, "; ");
	cleanup_free char *result =
		!build->succeeded ? xasprintf("failed: %s", build->cause)
		: attempt->off == 0
			? xstrdup("the published files")
			: xasprintf("%zu files other than published", attempt->off);

	strings_add_format(&search->tries, "%s%s%s%s%s%s: %s",
			   attempt->recipe.strategy != NULL ? attempt->recipe.strategy
							    : "recipe",
			   *tools != '\0' ? " with " : "", tools, crate ? "" : " (",
			   crate ? "" : steps, crate ? "" : ")", result);
}

static void
note_untried(struct search *search, const struct attempt *attempt,
	     const struct error *err)
{
	cleanup_free char *tools = strings_join(&attempt->recipe.tools, " ");

	strings_add_format(&search->tries, "with %s: could not be tried: %s", tools,
			   err->message);
}

/* Which files an npm package has is what other recipes change; crates have the same ones
 * and other bytes by another cargo. */
static bool
is_near_enough(const struct search *search, const struct attempt *attempt)
{
	return search->workshop.release->crate != NULL ? attempt->off == 0
						       : attempt->names == 0;
}

/* A file that is there with other bytes is nearer than none. */
static size_t
distance_of(const struct attempt *attempt)
{
	return attempt->names > SIZE_MAX / 8 ? SIZE_MAX
					     : attempt->off + 2 * attempt->names;
}

/* Keeps the better of the two: the nearest, and of equals the first. */
static void
keep_best(struct search *search, struct attempt *attempt)
{
	if (search->any && distance_of(attempt) >= distance_of(&search->best)) {
		attempt_release(attempt);
		return;
	}
	attempt_release(&search->best);
	search->best = *attempt;
	search->any = true;
}

static int
run_try(struct search *search, struct attempt *attempt, struct error *err)
{
	const struct workshop *workshop = &search->workshop;

	if (build_run(&attempt->build, workshop->session, workshop->source,
		      &attempt->recipe, err) < 0 ||
	    measure(attempt, workshop, err) < 0)
		return -1;
	note_try(search, attempt);
	return 0;
}

/* What the last try has lacked is put into the environment, where that is one of Debian.
 */
static int
bring_packages(struct search *search, const struct attempt *last, struct attempt *next,
	       struct error *err)
{
	cleanup_environment struct environment more = ENVIRONMENT_INIT;

	if (next->recipe.packages.count == last->recipe.packages.count)
		return 0;
	if (recipe_environment(&search->own, &more, &next->recipe, err) != 0)
		return -1;
	if (search->own.environment != &more)
		return 0;
	environment_release(&search->environment);
	search->environment = more;
	search->own.environment = &search->environment;
	more = ENVIRONMENT_INIT;
	return 0;
}

/* Runs the next try that a result suggests; *more is false when there is none.  One whose
 * tools cannot be had takes nothing away from what is known already. */
static int
try_next(struct search *search, const struct attempt *last, struct attempt *next,
	 bool *more, struct error *err)
{
	*more = false;
	while (!is_near_enough(search, last) && search->tries.count < TRIES_MAX) {
		if (plan_next(search, last, next, more, err) < 0)
			return -1;
		if (!*more || (bring_packages(search, last, next, err) == 0 &&
			       run_try(search, next, err) == 0))
			return 0;
		if (err->kind != ERROR_NETWORK && err->kind != ERROR_NOT_FOUND)
			return -1;
		note_untried(search, next, err);
		attempt_release(next);
		*next = (struct attempt){ 0 };
		*more = false;
	}
	return 0;
}

static int
try_all(struct search *search, struct attempt *attempt, struct error *err)
{
	bool more = true;

	if (run_try(search, attempt, err) < 0)
		return -1;
	while (more) {
		struct attempt next = { 0 };

		if (try_next(search, attempt, &next, &more, err) < 0) {
			attempt_release(&next);
			return -1;
		}
		keep_best(search, attempt);
		*attempt = next;
	}
	return 0;
}

static void
note_wants(const struct dist_source *dist, struct recipe *recipe, struct build *build)
{
	cleanup_free char *list = strings_join(&dist->wants, ", ");

	if (build->succeeded && dist->packages.count == 0)
		strings_add_format(&recipe->notes, "perhaps wanted, and not here: %s",
				   list);
	else if (!build->succeeded)
		replace_text(&build->cause,
			     xasprintf("%s: it wants %s", build->cause, list));
}

int
build_search(struct build *out, struct recipe *recipe, const struct session *session,
	     const struct release *release, const struct inventory *inventory,
	     const struct source *source, struct error *err)
{
	__attribute__((cleanup(search_release))) struct search search = {
		.own = *session,
		.environment = ENVIRONMENT_INIT,
		.workshop = { .session = &search.own,
			      .release = release,
			      .inventory = inventory,
			      .source = source },
	};
	__attribute__((
		cleanup(attempt_release))) struct attempt attempt = { .recipe = *recipe };

	*out = (struct build){ 0 };
	*recipe = (struct recipe){ 0 };
	(void)is_seen(&search, &attempt.recipe);
	if (try_all(&search, &attempt, err) < 0)
		return -1;
	*recipe = search.best.recipe;
	*out = search.best.build;
	search.best = (struct attempt){ 0 };
	if (search.workshop.dist.wants.count > 0)
		note_wants(&search.workshop.dist, recipe, out);
	if (search.tries.count > 1)
		strings_add_all(&out->tries, &search.tries);
	return 0;
}
