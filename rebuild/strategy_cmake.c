/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPack's source package, which is what the target package_source makes. */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include "base/cleanup.h"

enum { WORTH = 50 };

static const char input[] = "CMakeLists.txt";

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *files = NULL;

	if (!dist_source_says(dist, input, "(CPack)") || dist->packing->cpack == NULL)
		return 0;
	files = dist_describe_files(dist);
	*reason = xasprintf("the source's CMakeLists.txt includes CPack; %s", files);
	return WORTH;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *before = NULL, *made = dist_beside(dist, "made");

	(void)wish;
	(void)err;
	dist_add_output(recipe, dist, "");
	strings_add(&recipe->packages, "cmake");
	dist_add_index(recipe, dist);
	before = dist_add_clock(recipe, dist);
	strings_add_format(&recipe->build, "%scmake -S . -B %s", before, made);
	strings_add_format(
		&recipe->build,
		"%scpack --config %s/CPackSourceConfig.cmake -G %s -B %s/packed && "
		"mv %s/packed/%s .",
		before, made, dist->packing->cpack, made, made, recipe->outputs.items[0]);
	return 0;
}

const struct strategy strategy_cmake = {
	.name = "cmake",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
