/* SPDX-License-Identifier: GPL-3.0-or-later */
/* configure and its kin are made from configure.ac, and `make dist` packs the tree. */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <string.h>

#include "base/cleanup.h"

enum { WORTH_MADE = 80, WORTH_POSSIBLE = 20 };

static const char *const inputs[] = { "configure.ac", "configure.in", NULL };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	const char *input = dist_source_first(dist, inputs);
	cleanup_free char *files = NULL;

	if (input == NULL)
		return 0;
	files = dist_describe_files(dist);
	*reason = xasprintf("the source has %s; %s", input, files);
	return dist_source_lacks(dist, "configure") ? WORTH_MADE : WORTH_POSSIBLE;
}

/* automake has a target for each way to pack; a Makefile of the project's own has `dist`.
 */
static const char *
target_of(const struct dist_source *dist)
{
	if (!dist_source_has(dist, "Makefile.am") || dist->packing->target == NULL)
		return "dist";
	return dist->packing->target;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *before = NULL;

	(void)err;
	dist_add_output(recipe, dist, "");
	dist_add_index(recipe, dist);
	before = dist_add_clock(recipe, dist);
	dist_add_configure(recipe, dist, wish->usual_way, before);
	strings_add_format(&recipe->build, "%smake %s", before, target_of(dist));
	return 0;
}

const struct strategy strategy_autotools = {
	.name = "autotools",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
