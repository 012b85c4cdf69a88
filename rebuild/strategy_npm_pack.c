/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nothing is built: what is published is in the commit, and `npm pack` picks it out. */
#include "base/memory.h"
#include "rebuild/npm_steps.h"

enum { WORTH = 50 };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct npm_source *npm = &workshop->npm;

	if (npm->absent.count == 0)
		*reason = xasprintf("all %zu published files are in the source as they are",
				    npm->published);
	else
		*reason = xasprintf("%zu of %zu published files are not in the source (%s), and "
				    "package.json has no script that would make them",
				    npm->absent.count, npm->published, npm->absent.items[0]);
	return WORTH;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	(void)wish;
	strings_add_all(&recipe->tools, &workshop->packer.tools);
	if (workshop->packer.command == PACK_BERRY) /* it packs nothing that it did not install */
		strings_add(&recipe->fetch, "yarn install --mode=skip-build");
	if (npm_add_version(recipe, workshop, err) < 0)
		return -1;
	return npm_add_pack(recipe, workshop, false, err);
}

const struct strategy strategy_npm_pack = {
	.name = "npm-pack",
	.ecosystem = "npm",
	.bid = bid,
	.plan = plan,
};
