/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Perl's ExtUtils::MakeMaker: `make dist` packs what MANIFEST lists, and writes META. */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <string.h>

#include "base/cleanup.h"

enum { WORTH = 75 };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	bool meta = dist_source_lacks(dist, "META.yml") ||
		    dist_source_lacks(dist, "META.json");
	cleanup_free char *files = NULL;

	if (!meta || !dist_source_has(dist, "Makefile.PL") ||
	    !dist_source_has(dist, "MANIFEST") ||
	    strcmp(dist->packing->suffix, "tar.gz") != 0)
		return 0;
	files = dist_describe_files(dist);
	*reason = xasprintf("the source has Makefile.PL; %s", files);
	return WORTH;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	(void)wish;
	(void)err;
	dist_add_output(recipe, &workshop->dist, "");
	strings_add(&recipe->packages, "perl");
	strings_add(&recipe->build, "perl Makefile.PL");
	strings_add(&recipe->build, "make dist");
	return 0;
}

const struct strategy strategy_makemaker = {
	.name = "makemaker",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
