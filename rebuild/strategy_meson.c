/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `meson dist`, which packs the commit and runs the project's dist scripts.  It wants a
 * configured build, and so everything that the project is built with; where that is not
 * here and no dist script is there, the commit is what it would pack.
 */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <string.h>

#include "base/cleanup.h"

enum { WORTH_MARKED = 90, WORTH_POSSIBLE = 30 };

static const char input[] = "meson.build";

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	bool marked = strcmp(dist->kind.name, "python") == 0;
	cleanup_free char *files = NULL;

	if (!dist->git || !dist_source_has(dist, input) || dist->packing->meson == NULL)
		return 0;
	files = dist_describe_files(dist);
	*reason = xasprintf("the source has meson.build%s%s; %s", marked ? "; " : "",
			    marked ? dist->kind.said : "", files);
	return marked ? WORTH_MARKED : WORTH_POSSIBLE;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *made = dist_beside(dist, "made");

	if (wish->usual_way && dist_source_says(dist, input, "add_dist_script"))
		return error_set(err, ERROR_UNSUPPORTED, "the source has a dist script");
	dist_add_output(recipe, dist, "");
	if (wish->usual_way) {
		strings_add(&recipe->notes,
			    "without a configured build: the source has no dist "
			    "script, so meson would pack the commit as it is");
		return dist_add_commit(recipe, workshop, err);
	}
	strings_add(&recipe->packages, "meson");
	dist_add_index(recipe, dist);
	strings_add_format(&recipe->build, "meson setup %s", made);
	strings_add_format(
		&recipe->build,
		"meson dist -C %s --no-tests --formats %s && mv %s/meson-dist/%s .", made,
		dist->packing->meson, made, recipe->outputs.items[0]);
	return 0;
}

const struct strategy strategy_meson = {
	.name = "meson",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
