/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/comparison.h"

#include <stdlib.h>

#include "base/archive.h"
#include "compare/finding.h"
#include "compare/lines.h"
#include "compare/parts.h"
#include "compare/xml_reader.h"

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
	for (size_t i = 0; i < comparison->exception_count; i++)
		exception_use_release(&comparison->exceptions[i]);
	free(comparison->exceptions);
	free(comparison->published.name);
	free(comparison->rebuilt.name);
	parts_release(comparison);
	strings_release(&comparison->differing_members);
	strings_release(&comparison->limits);
	*comparison = (struct comparison){ 0 };
}

/* Where not everything was compared, nothing is known, whatever was found. */
static enum outcome
outcome_of(const struct comparison *comparison, bool bytes_equal)
{
	if (comparison->limits.count > 0)
		return OUTCOME_INCOMPLETE;
	if (comparison->finding_count > 0)
		return OUTCOME_DIFFERENT;
	return bytes_equal ? OUTCOME_IDENTICAL : OUTCOME_EQUIVALENT;
}

void
comparison_conclude(struct comparison *comparison, bool bytes_equal)
{
	comparison->outcome = outcome_of(comparison, bytes_equal);
	comparison->suspicious = false;
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (comparison->findings[i].severity == SEVERITY_ALARM)
			comparison->suspicious = true;
}

void
comparison_prepare(void)
{
	archive_prepare();
	lines_prepare();
	xml_reader_prepare();
}
