/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* The ledger's lines are folded when one of the last few is the same but for its place.
 */
enum { LEDGER_LOOKS_BACK = 64 };

/* In JSON a byte of text may take six, and what stands around the texts of one finding,
 * or of a line of the ledger, as much as so many. */
enum { REPORT_SHARE = 8, FINDING_ROOM = 100, LINE_ROOM = 40 };

static size_t
length(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

/* What findings hold is counted when the next one comes: their texts are set in between.
 */
static bool
is_full(struct report *report)
{
	uint64_t most = report->options->limits.report_size / REPORT_SHARE;
	struct finding *last = report_last(report);

	/* Where each says a little, all can be named. */
	if (last != NULL && report->text > most / 2)
		replace_text(&last->diff, NULL);
	if (last != NULL)
		report->text += length(last->path) + length(last->message) +
				length(last->diff) + length(last->published.value) +
				length(last->rebuilt.value);
	if (report->text <= most)
		return false;
	budget_hit(&report->budget, "report: more than %" PRIu64 " bytes of findings",
		   report->options->limits.report_size);
	return true;
}

static void
note_member(struct report *report, const struct place *place)
{
	struct strings *members = &report->comparison->differing_members;

	if (place->member == NULL)
		return;
	if (members->count > 0 &&
	    strcmp(members->items[members->count - 1], place->member) == 0)
		return;
	strings_add(members, place->member);
	report->text += strlen(place->member);
}

struct finding *
report_finding(struct report *report, const struct place *place, const char *key,
	       enum finding_kind kind, uint64_t bytes)
{
	struct comparison *comparison = report->comparison;

	comparison->accounting.differing += bytes;
	comparison->accounting.found += bytes;
	if (kind != FINDING_REMOVED)
		note_member(report, place);
	if (is_full(report))
		return NULL;
	report->text += FINDING_ROOM + strlen(key);
	array_append(comparison->findings, comparison->finding_count,
		     ((struct finding){ .path = xstrdup(place->path),
					.key = xstrdup(key),
					.kind = kind,
					.severity = SEVERITY_CHANGE,
					.message = xstrdup(""),
					.bytes = bytes }));
	return report_last(report);
}

struct finding *
report_last(struct report *report)
{
	struct comparison *comparison = report->comparison;

	return comparison->finding_count == 0
		       ? NULL
		       : &comparison->findings[comparison->finding_count - 1];
}

char *
report_value(const char *text, const struct limits *limits)
{
	static const char mark[] = "...";

	if (text == NULL || strlen(text) <= limits->value_size)
		return xstrdup_or_null(text);
	return xasprintf("%.*s%s", (int)MIN(limits->value_size, (uint64_t)INT32_MAX),
			 text, mark);
}

void
report_side(struct side *side, const struct tile *tile, const struct limits *limits)
{
	if (tile == NULL)
		return;
	side->present = true;
	side->offset = tile->offset;
	side->size = tile->bytes.size;
	replace_text(&side->value, report_value(tile->value, limits));
}

/* A line of the same rule, key and values, for which the new one is one more. */
static struct normalized *
find_line(struct comparison *comparison, const char *rule, const struct ledger_line *line)
{
	size_t count = comparison->normalized_count;
	size_t first = count > LEDGER_LOOKS_BACK ? count - LEDGER_LOOKS_BACK : 0;

	for (size_t i = count; i > first; i--) {
		struct normalized *at = &comparison->normalized[i - 1];

		if (strcmp(at->rule, rule) == 0 && strcmp(at->key, line->key) == 0 &&
		    text_is_same(at->published, line->published) &&
		    text_is_same(at->rebuilt, line->rebuilt))
			return at;
	}
	return NULL;
}

void
report_normalized(struct report *report, const struct place *place,
		  const struct ledger_line *line)
{
	struct comparison *comparison = report->comparison;
	const struct limits *limits = &report->options->limits;
	cleanup_free char *rule = xasprintf("%s/%u", line->rule->id, line->rule->version);
	struct ledger_line cut = { .rule = line->rule, .key = line->key };
	cleanup_free char *published = report_value(line->published, limits);
	cleanup_free char *rebuilt = report_value(line->rebuilt, limits);
	struct normalized *same;

	comparison->accounting.differing += line->bytes;
	comparison->accounting.normalized += line->bytes;
	report->unmeasured += line->bytes == 0;
	cut.published = published;
	cut.rebuilt = rebuilt;
	same = find_line(comparison, rule, &cut);
	if (same != NULL) {
		same->count++;
		return;
	}
	if (is_full(report))
		return;
	report->text += LINE_ROOM + strlen(place->path) + strlen(line->key) +
			length(published) + length(rebuilt);
	array_append(comparison->normalized, comparison->normalized_count,
		     ((struct normalized){ .rule = steal_pointer(&rule),
					   .path = xstrdup(place->path),
					   .key = xstrdup(line->key),
					   .published = steal_pointer(&published),
					   .rebuilt = steal_pointer(&rebuilt),
					   .count = 1 }));
}

void
report_follows(struct report *report, uint64_t bytes)
{
	report->comparison->accounting.differing += bytes;
	report->comparison->accounting.follows += bytes;
}

/* What follows must follow from something: files that differ in nothing that a rule or a
 * finding names are a mistake of ours, which is no reason to call them equivalent. */
static void
find_unexplained(struct report *report)
{
	struct comparison *comparison = report->comparison;
	struct place place = { .path = comparison->published.name };
	struct finding *finding;

	if (comparison->finding_count > 0 || comparison->normalized_count > 0 ||
	    report->budget.hit.count > 0)
		return;
	finding = report_finding(report, &place, "content", FINDING_OPAQUE, 0);
	if (finding != NULL)
		finding_set_message(finding,
				    "the bytes differ, and no part that was compared "
				    "says where");
}

void
report_end(struct report *report, bool bytes_equal)
{
	struct comparison *comparison = report->comparison;

	if (!bytes_equal)
		find_unexplained(report);
	exceptions_apply(report);
	strings_add_all(&comparison->limits, &report->budget.hit);
	comparison_conclude(comparison, bytes_equal);
}
