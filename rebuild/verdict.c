/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/verdict.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { ALARMS_NAMED = 20 };

bool
check_is_assisted(const struct check *check)
{
	return check->source.assisted || check->recipe.assisted != NULL;
}

int
check_exit(const struct check *check, bool strict)
{
	int status = outcome_exit(check->outcome, strict);

	return status == 0 && check->suspicious ? outcome_exit(OUTCOME_DIFFERENT, strict)
						: status;
}

static const char *
plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

static void
decide_no_source(struct check *check)
{
	const struct source *source = &check->source;
	const char *s = plural(source->candidate_count);

	check->outcome = OUTCOME_NO_SOURCE;
	if (source->state == SOURCE_AMBIGUOUS)
		strings_add_format(
			&check->reasons,
			"ambiguous: of %zu candidate%s several fit equally well",
			source->candidate_count, s);
	else if (source->candidate_count == 0)
		strings_add(&check->reasons, "no commit claims to be this version");
	else
		strings_add_format(&check->reasons,
				   "none of %zu candidate commit%s is this version",
				   source->candidate_count, s);
}

static void
decide_unbuildable(struct check *check)
{
	const struct build *build = &check->build;

	check->outcome = OUTCOME_UNBUILDABLE;
	strings_add_format(&check->reasons, "%s: %s",
			   build->phase ? build->phase : "build",
			   build->cause ? build->cause : "the build failed");
}

static size_t
count_findings(const struct comparison *comparison, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < comparison->finding_count; i++)
		count += comparison->findings[i].severity == severity;
	return count;
}

static void
explain_difference(struct check *check)
{
	const struct comparison *comparison = &check->comparison;
	size_t alarms = count_findings(comparison, SEVERITY_ALARM), named = 0;
	size_t changes = count_findings(comparison, SEVERITY_CHANGE);
	size_t notes = count_findings(comparison, SEVERITY_NOTE);
	size_t told = alarms + remarks_count(&check->remarks, SEVERITY_ALARM);

	strings_add_format(&check->reasons, "%zu alarm%s, %zu change%s, %zu note%s", told,
			   plural(told), changes, plural(changes), notes, plural(notes));
	for (size_t i = 0; i < comparison->finding_count && named < ALARMS_NAMED; i++) {
		const struct finding *finding = &comparison->findings[i];

		if (finding->severity != SEVERITY_ALARM)
			continue;
		strings_add_format(&check->reasons, "alarm: %s: %s", finding->path,
				   finding->message);
		named++;
	}
	if (alarms > named)
		strings_add_format(&check->reasons, "and %zu more alarms",
				   alarms - named);
}

static void
explain_equivalence(struct check *check)
{
	const struct comparison *comparison = &check->comparison;
	cleanup_strings struct strings rules = { 0 };
	cleanup_free char *list = NULL;

	for (size_t i = 0; i < comparison->normalized_count; i++)
		if (!strings_contain(&rules, comparison->normalized[i].rule))
			strings_add(&rules, comparison->normalized[i].rule);
	strings_sort(&rules);
	list = strings_join(&rules, ", ");
	strings_add_format(&check->reasons,
			   "every differing byte is covered by a rule: %s", list);
}

static void
decide_compared(struct check *check)
{
	const struct comparison *comparison = &check->comparison;

	check->outcome = comparison->outcome;
	check->suspicious = comparison->suspicious;
	if (comparison->outcome == OUTCOME_IDENTICAL)
		strings_add_format(&check->reasons, "all %" PRIu64 " bytes are the same",
				   comparison->published.size);
	else if (comparison->outcome == OUTCOME_EQUIVALENT)
		explain_equivalence(check);
	if (comparison->finding_count > 0)
		explain_difference(check);
	/* What our own builds differ in says nothing about the publisher. */
	if (flaky_is_all(check))
		check->outcome = OUTCOME_FLAKY;
	if (check->flaky.tried)
		strings_add_format(&check->reasons, "a second build: %s",
				   check->flaky.summary);
	for (size_t i = 0; i < comparison->limits.count; i++)
		strings_add_format(&check->reasons, "not everything was compared: %s",
				   comparison->limits.items[i]);
}

static void
weigh_remarks(struct check *check)
{
	const struct remarks *remarks = &check->remarks;
	size_t alarms = remarks_count(remarks, SEVERITY_ALARM), named = 0;

	check->suspicious = check->suspicious || alarms > 0;
	for (size_t i = 0; i < remarks->count && named < ALARMS_NAMED; i++) {
		const struct remark *remark = &remarks->items[i];

		if (remark->severity != SEVERITY_ALARM)
			continue;
		strings_add_format(&check->reasons, "alarm: %s%s%s",
				   remark->path != NULL ? remark->path : "",
				   remark->path != NULL ? ": " : "", remark->message);
		named++;
	}
	if (alarms > named)
		strings_add_format(&check->reasons, "and %zu more alarms",
				   alarms - named);
}

/* What counts whatever the comparison says. */
static void
weigh_source(struct check *check)
{
	const struct source *source = &check->source;

	weigh_remarks(check);
	if (source->orphan) {
		check->suspicious = true;
		strings_add_format(&check->reasons,
				   "alarm: orphan commit: no branch or tag reaches %s",
				   source->commit);
	}
	if (check->recipe.assisted != NULL)
		strings_add_format(&check->reasons, "assisted: %s",
				   check->recipe.assisted);
	if (source->assisted)
		strings_add(&check->reasons, "assisted: the version was taken from the "
					     "published package.json");
}

void
verdict_decide(struct check *check)
{
	check->decided = true;
	if (check->source.state != SOURCE_FOUND) {
		decide_no_source(check);
		return;
	}
	if (check->compared)
		decide_compared(check);
	else
		decide_unbuildable(check);
	weigh_source(check);
}

void
verdict_incomplete(struct check *check, const char *why)
{
	check->decided = true;
	check->outcome = OUTCOME_INCOMPLETE;
	strings_add(&check->reasons, why);
	weigh_source(check);
}
