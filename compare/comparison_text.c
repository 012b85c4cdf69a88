/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report that a person reads: the verdict, how much is equal, the findings with the
 * worst first, then what was excused and under which rules, and the account of the bytes.
 *
 * A comparison may come from a file or from a confined child, so each of its texts is
 * made safe for a terminal again here; the backslashes of the first time are left alone.
 */
#include "compare/comparison.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/ledger.h"
#include "compare/text_page.h"

static void
write_verdict(struct text_page *page, const struct comparison *comparison)
{
	cleanup_free char *verdict =
		xasprintf("%s%s", outcome_name(comparison->outcome),
			  comparison->suspicious ? " (suspicious)" : "");

	text_coloured(page,
		      text_verdict_colour(comparison->outcome, comparison->suspicious),
		      verdict);
	buffer_append_byte(page->out, '\n');
	if (comparison->members > 0)
		text_row(page, "files", "%" PRIu64 " of %" PRIu64 " files equal",
			 comparison->members_equal, comparison->members);
}

/* One line would only repeat the verdict. */
static void
write_parts(struct text_page *page, const struct comparison *comparison)
{
	if (comparison->part_count < 2)
		return;
	buffer_append_byte(page->out, '\n');
	for (size_t i = 0; i < comparison->part_count; i++)
		text_row(page, outcome_name(comparison->parts[i].outcome), "%s",
			 comparison->parts[i].name);
}

static const char *
value_or_absent(const char *value)
{
	return value == NULL ? "(absent)" : value;
}

static void
write_normalized(struct text_page *page, const struct normalized *line)
{
	text_row(page, "", "%s%s%s: %s -> %s%s", text_inner_path(page, line->path),
		 line->path[0] != '\0' ? " " : "", line->key,
		 value_or_absent(line->rebuilt), value_or_absent(line->published),
		 line->count > 1 ? " ..." : "");
}

static void
write_rule(struct text_page *page, const struct ledger_rule *rule)
{
	buffer_append_text(page->out, "  ");
	text_append_safe(page->out, rule->rule, "\\");
	buffer_printf(page->out, "  %" PRIu64 " %s\n", rule->times,
		      rule->times == 1 ? "time" : "times");
	for (size_t i = 0; i < (page->style->verbose ? rule->count : 1); i++)
		write_normalized(page, rule->lines[i]);
}

static void
write_ledger(struct text_page *page, const struct comparison *comparison)
{
	cleanup_ledger struct ledger ledger = { 0 };

	if (comparison->normalized_count == 0)
		return;
	ledger_of(&ledger, comparison);
	buffer_append_text(page->out, "\nNormalised (rebuilt -> published):\n");
	for (size_t i = 0; i < ledger.rule_count; i++)
		write_rule(page, &ledger.rules[i]);
}

/* What was asked for is said, whatever came of it. */
static void
write_exceptions(struct text_page *page, const struct comparison *comparison)
{
	if (comparison->exception_count > 0)
		buffer_append_text(page->out, "\nExceptions:\n");
	for (size_t i = 0; i < comparison->exception_count; i++) {
		const struct exception_use *use = &comparison->exceptions[i];

		cleanup_free char *extent = exception_use_extent(use);

		text_row(page, exception_state_name(use->state), "%s%s%s: %s (%s)",
			 use->path, use->key != NULL ? " " : "",
			 use->key != NULL ? use->key : "", use->reason, extent);
	}
}

static void
write_artifact(struct text_page *page, const char *label,
	       const struct artifact_facts *artifact)
{
	text_row(page, label, "%s, %" PRIu64 " bytes", artifact->name, artifact->size);
	if (artifact->sha256[0] != '\0')
		text_row(page, "", "sha256:%s", artifact->sha256);
	if (artifact->sha512[0] != '\0' && page->style->verbose)
		text_row(page, "", "sha512:%s", artifact->sha512);
}

static void
write_account(struct text_page *page, const struct comparison *comparison)
{
	const struct accounting *bytes = &comparison->accounting;

	buffer_append_byte(page->out, '\n');
	text_row(page, "bytes",
		 "%" PRIu64 " differ: %" PRIu64 " in findings, %" PRIu64
		 " normalised, %" PRIu64 " follow from these",
		 bytes->differing, bytes->found, bytes->normalized, bytes->follows);
	write_artifact(page, "published", &comparison->published);
	write_artifact(page, "rebuilt", &comparison->rebuilt);
	for (size_t i = 0; i < comparison->limits.count; i++)
		text_row(page, i == 0 ? "limits" : "", "%s", comparison->limits.items[i]);
}

void
comparison_to_text(const struct comparison *comparison, const struct report_style *style,
		   struct buffer *out)
{
	struct text_page page = text_page_on(out, style);

	page.root = comparison->published.name;
	write_verdict(&page, comparison);
	write_parts(&page, comparison);
	text_findings(&page, comparison);
	write_ledger(&page, comparison);
	write_exceptions(&page, comparison);
	write_account(&page, comparison);
}
