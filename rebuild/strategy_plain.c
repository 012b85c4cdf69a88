/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree as it is, in a tar. */
#include "base/memory.h"
#include "rebuild/dist_steps.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"

enum { WORTH_WHOLE = 40, WORTH_POSSIBLE = 10 };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct dist_source *dist = &workshop->dist;

	if (dist->packing->command == NULL)
		return 0;
	*reason = dist_describe_files(dist);
	return dist->absent.count == 0 && dist->modified.count == 0 ? WORTH_WHOLE
								    : WORTH_POSSIBLE;
}

/* The output is made elsewhere, so that it is not packed into itself. */
static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct dist_source *dist = &workshop->dist;
	cleanup_free char *command = NULL;

	(void)wish;
	dist_add_output(recipe, dist, "");
	command = xasprintf(
		"find . %s! -path './.git/*' ! -path ./.git | LC_ALL=C sort | "
		"tar --format=ustar --owner=root:0 --group=root:0 --mtime=@%" PRId64
		" --no-recursion --transform 's,^[.],%s,S' -cf - -T -",
		dist->kind.marks.folders ? "" : "! -type d ", workshop->source->time,
		dist->top);
	return dist_add_packed(recipe, workshop, command, err);
}

const struct strategy strategy_plain = {
	.name = "plain",
	.ecosystem = "generic",
	.bid = bid,
	.plan = plan,
};
