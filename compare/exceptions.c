/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/exceptions.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/report.h"

void
exceptions_release(struct exceptions *exceptions)
{
	for (size_t i = 0; i < exceptions->count; i++) {
		free(exceptions->at[i].path);
		free(exceptions->at[i].key);
		free(exceptions->at[i].reason);
		free(exceptions->at[i].until);
	}
	free(exceptions->at);
	*exceptions = (struct exceptions){ 0 };
}

char *
exception_use_extent(const struct exception_use *use)
{
	return xasprintf("%" PRIu64 " of at most %" PRIu64 " bytes%s%s", use->bytes,
			 use->most, use->until != NULL ? ", until " : "",
			 use->until != NULL ? use->until : "");
}

void
exception_use_release(struct exception_use *use)
{
	free(use->path);
	free(use->key);
	free(use->reason);
	free(use->until);
}

static const char *const states[] = {
	[EXCEPTION_UNUSED] = "unused",
	[EXCEPTION_APPLIED] = "applied",
	[EXCEPTION_EXCEEDED] = "exceeded",
	[EXCEPTION_EXPIRED] = "expired",
};

const char *
exception_state_name(enum exception_state state)
{
	return states[state];
}

bool
exception_state_find(const char *name, enum exception_state *state)
{
	for (size_t i = 0; i < array_length(states); i++)
		if (strcmp(states[i], name) == 0) {
			*state = (enum exception_state)i;
			return true;
		}
	return false;
}

/* The path without the name of the artifact, which is another one in each release. */
static const char *
inner_path(const char *path)
{
	const char *inner = strstr(path, "//");

	return inner == NULL ? path : inner + 2;
}

static bool
is_about(const struct exception *exception, const struct finding *finding)
{
	return finding->severity != SEVERITY_ALARM &&
	       fnmatch(exception->path, inner_path(finding->path), FNM_PATHNAME) == 0 &&
	       (exception->key == NULL || fnmatch(exception->key, finding->key, 0) == 0);
}

static struct exception_use
use_of(const struct exception *exception, const struct comparison *comparison)
{
	struct exception_use use = {
		.path = xstrdup(exception->path),
		.key = xstrdup_or_null(exception->key),
		.reason = xstrdup(exception->reason),
		.until = xstrdup_or_null(exception->until),
		.most = exception->most,
	};

	for (size_t i = 0; i < comparison->finding_count; i++)
		if (is_about(exception, &comparison->findings[i])) {
			use.findings++;
			use.bytes += comparison->findings[i].bytes;
		}
	if (exception->expired)
		use.state = EXCEPTION_EXPIRED;
	else if (use.bytes > exception->most)
		use.state = EXCEPTION_EXCEEDED;
	else if (use.findings > 0)
		use.state = EXCEPTION_APPLIED;
	return use;
}

static void
move_to_ledger(struct comparison *comparison, struct finding *finding)
{
	struct accounting *accounting = &comparison->accounting;

	accounting->found -= finding->bytes;
	accounting->normalized += finding->bytes;
	array_append(comparison->normalized, comparison->normalized_count,
		     ((struct normalized){
			     .rule = xstrdup(EXCEPTION_RULE),
			     .path = steal_pointer(&finding->path),
			     .key = steal_pointer(&finding->key),
			     .published = steal_pointer(&finding->published.value),
			     .rebuilt = steal_pointer(&finding->rebuilt.value),
			     .count = 1 }));
	finding_release(finding);
}

static void
excuse(struct comparison *comparison, const struct exception *exception)
{
	size_t kept = 0;

	for (size_t i = 0; i < comparison->finding_count; i++) {
		struct finding *finding = &comparison->findings[i];

		if (is_about(exception, finding))
			move_to_ledger(comparison, finding);
		else
			comparison->findings[kept++] = *finding;
	}
	comparison->finding_count = kept;
}

void
exceptions_apply(struct report *report)
{
	struct comparison *comparison = report->comparison;
	const struct exceptions *exceptions = report->options->exceptions;

	if (exceptions == NULL)
		return;
	for (size_t i = 0; i < exceptions->count; i++) {
		struct exception_use use = use_of(&exceptions->at[i], comparison);

		if (use.state == EXCEPTION_APPLIED)
			excuse(comparison, &exceptions->at[i]);
		array_append(comparison->exceptions, comparison->exception_count, use);
	}
}
