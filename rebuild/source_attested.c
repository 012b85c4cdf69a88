/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the commit that a provenance names stands to the one that was chosen. */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/attestation.h"
#include "rebuild/source_inside.h"

static const struct candidate *
find_attested(const struct candidates *candidates)
{
	for (size_t i = 0; i < candidates->count; i++)
		if (candidates->items[i].attested)
			return &candidates->items[i];
	return NULL;
}

static void
remark_commit(struct source *out, const struct candidate *chosen,
	      const struct candidate *attested)
{
	if (attested->directory == NULL)
		remarks_add(&out->remarks, SEVERITY_ALARM, NULL,
			    "provenance-foreign-commit",
			    "the provenance names commit %.12s, which the repository does "
			    "not have",
			    attested->commit);
	else
		remarks_add(&out->remarks, SEVERITY_NOTE, NULL,
			    "provenance-names-another-commit",
			    "the provenance names commit %.12s, which has %u of %u files; "
			    "%.12s%s%s%s, which was taken, has %u",
			    attested->commit, attested->matching, attested->files,
			    chosen->commit, chosen->ref != NULL ? " (" : "",
			    chosen->ref != NULL ? chosen->ref : "",
			    chosen->ref != NULL ? ")" : "", chosen->matching);
}

void
source_remark_attested(struct source *out, const struct candidates *candidates,
		       const struct candidate *chosen)
{
	const struct release *release = candidates->release;
	const struct attestation *attestation = release->attestation;
	const struct candidate *attested = find_attested(candidates);

	if (attested == NULL)
		return;
	if (attested != chosen)
		remark_commit(out, chosen, attested);
	if (release->commit_hint != NULL &&
	    strcmp(release->commit_hint, attestation->commit) != 0)
		remarks_add(&out->remarks, SEVERITY_NOTE, NULL,
			    "provenance-is-not-githead",
			    "the registry's gitHead is commit %.12s, and the provenance "
			    "names %.12s",
			    release->commit_hint, attestation->commit);
	if (attestation->repository != NULL && release->repository != NULL &&
	    strcasecmp(attestation->repository, release->repository) != 0)
		remarks_add(&out->remarks, SEVERITY_NOTE, NULL,
			    "provenance-names-another-repository",
			    "the provenance names the repository %s, and the package %s",
			    attestation->repository, release->repository);
}
