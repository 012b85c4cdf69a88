/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A release script of the project's own around `make dist`: maketgz (curl, c-ares), which
 * is told the version, or the target mydist (xz).  It knows more than `make dist` does.
 */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <string.h>

#include "base/cleanup.h"

enum { WORTH = 85 };

static const char script[] = "maketgz";

static bool
has_target(const struct dist_source *dist)
{
	return dist_source_says(dist, "Makefile.am", "\nmydist:");
}

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	bool own = dist_source_has(dist, script);
	cleanup_free char *files = NULL;

	if (!dist_source_lacks(dist, "configure") || (!own && !has_target(dist)))
		return 0;
	files = dist_describe_files(dist);
	*reason = xasprintf("the source has %s; %s",
			    own ? "the release script maketgz" : "the target mydist",
			    files);
	return WORTH;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;
	const char *version = workshop->release->spec.version;
	cleanup_free char *before = NULL;

	if (!dist_text_is_plain(version))
		return error_set(err, ERROR_UNSUPPORTED,
				 "\"%s\" is no version for maketgz", version);
	dist_add_output(recipe, dist, "");
	dist_add_index(recipe, dist);
	before = dist_add_clock(recipe, dist);
	dist_add_configure(recipe, dist, wish->usual_way, before);
	if (dist_source_has(dist, script))
		strings_add_format(&recipe->build, "%s./%s %s", before, script, version);
	else
		strings_add_format(&recipe->build, "%smake mydist", before);
	dist_add_repacked(recipe, dist);
	return 0;
}

const struct strategy strategy_maketgz = {
	.name = "maketgz",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
