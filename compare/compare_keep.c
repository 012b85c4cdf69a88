/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept for other tools: files that differ, and bytes that are in no file. */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/compare.h"
#include "compare/leaves.h"

void
compare_keep(struct report *report, const struct place *place, const char *key,
	     const struct bytes *published, const struct bytes *rebuilt)
{
	static const struct bytes none;
	cleanup_free char *path = NULL;

	if (report->options->leaves == NULL || place->in_leaf)
		return;
	path = key == NULL ? xstrdup(place->path) : xasprintf("%s//%s", place->path, key);
	leaves_add(report->options->leaves,
		   &(struct leaf){ .path = bytes_of_text(path),
				   .published = published == NULL ? none : *published,
				   .rebuilt = rebuilt == NULL ? none : *rebuilt,
				   .in_published = published != NULL,
				   .in_rebuilt = rebuilt != NULL });
}

static bool
holds_files(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->member_count; i++)
		if (tiling->members[i].type != 's')
			return true;
	return false;
}

bool
compare_is_leaf(const struct tilings *tilings)
{
	return !tilings->format->wraps && !holds_files(tilings->published) &&
	       !holds_files(tilings->rebuilt);
}
