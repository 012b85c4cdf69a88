/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/comparison.h"

#include <stdlib.h>

#include "compare/finding.h"
#include "compare/lines.h"

static void
normalized_release(struct normalized *line)
{
	free(line->rule);
	free(line->path);
	free(line->key);
	free(line->published);
	free(line->rebuilt);
}

void
comparison_release(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		finding_release(&comparison->findings[i]);
	for (size_t i = 0; i < comparison->normalized_count; i++)
		normalized_release(&comparison->normalized[i]);
	free(comparison->findings);
	free(comparison->normalized);
	free(comparison->published.name);
	free(comparison->rebuilt.name);
	strings_release(&comparison->differing_members);
	strings_release(&comparison->limits);
	*comparison = (struct comparison){ 0 };
}

void
comparison_prepare(void)
{
	lines_prepare();
}
