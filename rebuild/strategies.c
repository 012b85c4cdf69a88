/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/strategy.h"
#include "rebuild/variation.h"

static const struct strategy *const strategies[] = {
#define STRATEGY(name) &strategy_##name,
#include "rebuild/strategies.def"
#undef STRATEGY
};

void
workshop_release(struct workshop *workshop)
{
	dist_source_release(&workshop->dist);
	npm_source_release(&workshop->npm);
	packer_release(&workshop->packer);
	cargo_choice_release(&workshop->cargo);
}

int
workshop_open(struct workshop *workshop, struct error *err)
{
	const struct release *release = workshop->release;

	if (release->crate != NULL)
		return cargo_choice_make(&workshop->cargo, workshop->session,
					 release->crate, workshop->inventory, err);
	if (strcmp(release->spec.ecosystem, "generic") == 0)
		return dist_source_read(&workshop->dist, workshop->session, release,
					workshop->source, workshop->inventory, err);
	if (strcmp(release->spec.ecosystem, "npm") != 0)
		return 0;
	if (npm_source_read(&workshop->npm, workshop->source, workshop->inventory, err) <
	    0)
		return -1;
	return packer_choose(&workshop->packer, workshop->session, workshop->release,
			     workshop->inventory, err);
}

static const struct strategy *
choose(const struct workshop *workshop, const struct wish *wish, char **reason)
{
	const struct strategy *best = NULL;
	int highest = 0;

	for (size_t i = 0; i < array_length(strategies); i++) {
		cleanup_free char *why = NULL;
		int worth;

		if (strcmp(strategies[i]->ecosystem, workshop->release->spec.ecosystem) !=
		    0)
			continue;
		if (wish->strategy != NULL &&
		    strcmp(wish->strategy, strategies[i]->name) != 0)
			continue;
		worth = strategies[i]->bid(workshop, &why);
		if (worth <= highest)
			continue;
		highest = worth;
		best = strategies[i];
		replace_text(reason, steal_pointer(&why));
	}
	return best;
}

/* What every recipe states of its source and its world. */
static void
describe(struct recipe *out, const struct workshop *workshop)
{
	const struct source *source = workshop->source;
	const struct environment *environment = workshop->session->environment;
	bool root = source->directory == NULL || *source->directory == '\0';

	out->location = xstrdup_or_null(source->location);
	out->commit = xstrdup_or_null(source->commit);
	out->directory = xstrdup(root ? "." : source->directory);
	out->environment = xstrdup(environment != NULL ? environment->name : "host");
	out->environment_digest =
		xstrdup_or_null(environment != NULL ? environment->digest : NULL);
	strings_add_format(&out->settings, "SOURCE_DATE_EPOCH=%lld",
			   (long long)source->time);
	strings_add(&out->settings, "TZ=UTC");
	strings_add(&out->settings, "LC_ALL=C.UTF-8");
	strings_add(&out->settings, "umask=022");
}

int
strategy_infer(struct recipe *out, const struct workshop *workshop,
	       const struct wish *wish, struct error *err)
{
	const struct strategy *strategy;

	*out = (struct recipe){ 0 };
	strategy = choose(workshop, wish, &out->reason);
	if (strategy == NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "no strategy builds this source");
	out->strategy = xstrdup(strategy->name);
	describe(out, workshop);
	if (strategy->plan(out, workshop, wish, err) < 0 ||
	    variation_set_all(out, workshop->session, err) < 0) {
		recipe_release(out);
		return -1;
	}
	return 0;
}

int
recipe_infer(struct recipe *out, const struct session *session,
	     const struct release *release, const struct inventory *inventory,
	     const struct source *source, struct error *err)
{
	cleanup_workshop struct workshop workshop = {
		.session = session,
		.release = release,
		.inventory = inventory,
		.source = source,
	};
	struct wish wish = { 0 };

	*out = (struct recipe){ 0 };
	if (workshop_open(&workshop, err) < 0)
		return -1;
	return strategy_infer(out, &workshop, &wish, err);
}
