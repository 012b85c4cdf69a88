/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/flaky.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "rebuild/check_compare.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_layer.h"
#include "rebuild/flaky_match.h"
#include "rebuild/variation.h"

static const char cause[] = "flaky: our own two builds differ here";

void
flaky_release(struct flaky *flaky)
{
	strings_release(&flaky->varied);
	strings_release(&flaky->places);
	build_release(&flaky->build);
	free(flaky->failure);
	free(flaky->summary);
	*flaky = (struct flaky){ 0 };
}

bool
flaky_is_wanted(const struct check *check, const struct session *session)
{
	return !session->one_build && check->compared &&
	       check->comparison.outcome == OUTCOME_DIFFERENT;
}

/* An environment of packages gets the one that no clock is another without.  Where that
 * cannot be had, the build says so among what was weakened. */
static void
add_clock(struct session *session, struct environment *own)
{
	const struct environment *environment = session->environment;
	char *package[] = { (char[]){ "libfaketime" } };
	const struct strings packages = { .items = package, .count = 1 };
	const struct environment_extra extra = { .depends = &packages };
	struct error ignored = { 0 };

	if (environment == NULL || environment->lock.package_count == 0 ||
	    environment_lock_find(&environment->lock, package[0]) != NULL)
		return;
	if (environment_cache_find(own, session, environment->digest, &ignored) == 1 &&
	    environment_extend(own, session, &extra, &ignored) == 0)
		session->environment = own;
}

/* What the host could not give was not varied. */
static void
drop_weakened(struct flaky *flaky)
{
	static const char clock[] = "clock: libfaketime", time[] = "time=";
	struct strings *varied = &flaky->varied, kept = { 0 };
	bool stood = false;

	for (size_t i = 0; i < flaky->build.weakened.count; i++)
		stood = stood || text_starts_with(flaky->build.weakened.items[i], clock);
	for (size_t i = 0; stood && i < varied->count; i++)
		if (!text_starts_with(varied->items[i], time))
			strings_add(&kept, varied->items[i]);
	if (!stood)
		return;
	strings_release(varied);
	*varied = kept;
}

static int
build_again(struct flaky *flaky, const struct check *check, const struct session *session,
	    struct error *err)
{
	cleanup_recipe struct recipe recipe = { 0 };
	cleanup_environment struct environment environment = ENVIRONMENT_INIT;
	struct session own = *session; /* borrowed, but for the environment */
	int ran;

	recipe_copy(&recipe, &check->recipe);
	if (variation_make_other(&recipe, clock_now(), &flaky->varied, err) < 0)
		return -1;
	add_clock(&own, &environment);
	ran = build_run(&flaky->build, &own, &check->source, &recipe, err);
	drop_weakened(flaky);
	return ran;
}

static void
label(struct flaky *flaky, struct finding *finding)
{
	cleanup_free char *before = xstrdup_or_null(finding->cause);
	cleanup_free char *hint = xstrdup_or_null(finding->hint);
	cleanup_free char *both =
		before != NULL ? xasprintf("%s; %s", cause, before) : xstrdup(cause);

	finding_set_cause(finding, both, hint);
	strings_add_format(&flaky->places, "%s %s", finding->path, finding->key);
	flaky->within++;
}

static void
label_all(struct flaky *flaky, struct comparison *comparison,
	  const struct comparison *own)
{
	cleanup_flaky_places struct flaky_places places = { 0 };

	flaky_places_of(&places, own);
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (flaky_is_within(&places, &comparison->findings[i]))
			label(flaky, &comparison->findings[i]);
}

static int
compare_builds(struct flaky *flaky, struct check *check, const struct session *session,
	       struct error *err)
{
	cleanup_comparison struct comparison own = { 0 };
	cleanup_free char *first = check_rebuilt_path(check, &check->build);
	cleanup_free char *second = check_rebuilt_path(check, &flaky->build);

	if (check_compare(&own, check, session, first, second, err) < 0)
		return -1;
	if (own.outcome == OUTCOME_INCOMPLETE) {
		flaky->failure =
			xasprintf("our two builds were not compared whole: %s",
				  own.limits.count > 0 ? own.limits.items[0] : "a limit");
		return 0;
	}
	label_all(flaky, &check->comparison, &own);
	return 0;
}

static int
look(struct flaky *flaky, struct check *check, const struct session *session,
     struct error *err)
{
	if (build_again(flaky, check, session, err) < 0)
		return -1;
	if (flaky->build.succeeded)
		return compare_builds(flaky, check, session, err);
	flaky->failure = xasprintf("the second build failed: %s",
				   flaky->build.cause != NULL ? flaky->build.cause
							      : "not known why");
	return 0;
}

/* The caller frees. */
static char *
summarize(const struct flaky *flaky, size_t findings)
{
	cleanup_strings struct strings names = { 0 };
	cleanup_free char *varied = NULL;

	for (size_t i = 0; i < flaky->varied.count; i++)
		strings_add_format(&names, "%.*s",
				   (int)strcspn(flaky->varied.items[i], "="),
				   flaky->varied.items[i]);
	varied = strings_join(&names, ", ");
	if (flaky->failure != NULL)
		return xasprintf("what is flaky is not known: %s", flaky->failure);
	if (flaky->within == 0)
		return xasprintf("differs from the first in none of the places that are "
				 "listed, with another %s",
				 varied);
	return xasprintf("differs from the first in %zu of %zu places that are listed, "
			 "with another %s",
			 flaky->within, findings, varied);
}

int
flaky_look(struct check *check, const struct session *session, struct error *err)
{
	struct session own = *session; /* borrowed, but for what is for the first build */
	struct flaky *flaky = &check->flaky;
	struct error trouble = { 0 };

	progress_stop(session->progress, "second build", "%s",
		      check->recipe.strategy != NULL ? check->recipe.strategy : "");
	flaky->tried = true;
	own.dump = NULL;
	own.on_failure = NULL;
	if (look(flaky, check, &own, &trouble) < 0) {
		if (trouble.kind == ERROR_INTERRUPTED) {
			*err = trouble;
			return -1;
		}
		replace_text(&flaky->failure, xstrdup(trouble.message));
	}
	flaky->summary = summarize(flaky, check->comparison.finding_count);
	return 0;
}

bool
flaky_is_all(const struct check *check)
{
	return check->flaky.within > 0 &&
	       check->flaky.within == check->comparison.finding_count;
}

static struct json *
varied_to_json(const struct strings *varied)
{
	struct json *object = json_new_object();

	for (size_t i = 0; i < varied->count; i++) {
		size_t size = strcspn(varied->items[i], "=");
		cleanup_free char *name = xstrndup(varied->items[i], size);

		json_set_text(object, name, varied->items[i] + size + 1);
	}
	return object;
}

struct json *
flaky_to_json(const struct flaky *flaky)
{
	struct json *object;

	if (!flaky->tried)
		return json_new_null();
	object = json_new_object();
	json_set(object, "varied", varied_to_json(&flaky->varied));
	json_set(object, "build", build_to_json(&flaky->build));
	json_set_text(object, "failure", flaky->failure);
	json_set_text(object, "summary", flaky->summary);
	json_set(object, "flaky", json_new_strings(&flaky->places));
	return object;
}
