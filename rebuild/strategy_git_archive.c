/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The commit as `git archive` packs it, which is what hosts of git serve as the archive
 * of a tag: .gitattributes' export-ignore and export-subst apply.
 */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <string.h>

#include "base/cleanup.h"

enum { WORTH_MARKED = 95, WORTH_WHOLE = 60, WORTH_POSSIBLE = 12 };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *files = NULL;

	if (!dist->git)
		return 0;
	files = dist_describe_files(dist);
	if (dist->kind.marks.commit[0] != '\0') {
		*reason = xasprintf("%s; %s", dist->kind.said, files);
		return WORTH_MARKED;
	}
	if (dist->kind.marks.tar && !dist->kind.marks.folders)
		return 0; /* git's archives have them all */
	*reason = steal_pointer(&files);
	return dist->absent.count == 0 && dist->modified.count == 0 ? WORTH_WHOLE
								    : WORTH_POSSIBLE;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;

	(void)wish;
	dist_add_output(recipe, dist, "");
	if (dist->packing->command != NULL)
		return dist_add_commit(recipe, workshop, err);
	strings_add_format(&recipe->build,
			   "git archive --format=zip --prefix=%s/ --output=%s %s",
			   dist->top, recipe->outputs.items[0], workshop->source->commit);
	return 0;
}

const struct strategy strategy_git_archive = {
	.name = "git-archive",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
