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
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "compare/finding.h"

enum {
	COLUMNS_USUAL = 80,
	COLUMNS_LEAST = 40,
	LABEL = 11,	     /* where the text beside a label begins */
	FINDINGS_SHOWN = 40, /* and all alarms; all when verbose */
	DIFF_LINES_SHOWN = 12,
	TEXT_MAX = 1 << 20,
};

struct page {
	const struct report_style *style;
	struct buffer *out;
	size_t columns;
};

static const char red[] = "31", green[] = "32", yellow[] = "33", cyan[] = "36",
		  bold[] = "1", bold_red[] = "1;31", bold_green[] = "1;32",
		  bold_yellow[] = "1;33";

static void
colour_on(struct page *page, const char *colour)
{
	if (page->style->colour && colour != NULL)
		buffer_printf(page->out, "\033[%sm", colour);
}

static void
colour_off(struct page *page, const char *colour)
{
	if (page->style->colour && colour != NULL)
		buffer_append_text(page->out, "\033[0m");
}

/* Escapes all that could move a cursor or hide, but for the bytes of `allowed`. */
static void
append_safe(struct buffer *out, const char *text, const char *allowed)
{
	while (*text != '\0') {
		size_t size = strcspn(text, allowed);

		buffer_append_escaped(out, (struct bytes){ (const uint8_t *)text, size });
		text += size;
		if (*text != '\0')
			buffer_append_byte(out, (uint8_t)*text++);
	}
}

/* "  label    text", folded beside the label. */
__attribute__((format(printf, 3, 4))) static void
row(struct page *page, const char *label, const char *fmt, ...)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_MAX),
				     safe = BUFFER_INIT(TEXT_MAX);
	struct fold fold = { page->columns, LABEL + 2, LABEL + 2 };
	va_list args;

	va_start(args, fmt);
	buffer_vprintf(&text, fmt, args);
	va_end(args);
	append_safe(&safe, buffer_text(&text), "\\");
	buffer_printf(page->out, "  %-*s", LABEL, label);
	fold_append(page->out, &fold, buffer_text(&safe));
}

static void
write_verdict(struct page *page, const struct comparison *comparison)
{
	static const char *const colours[] = {
		[OUTCOME_IDENTICAL] = bold_green,  [OUTCOME_EQUIVALENT] = bold_green,
		[OUTCOME_FLAKY] = bold_yellow,	   [OUTCOME_UNBUILDABLE] = bold_yellow,
		[OUTCOME_NO_SOURCE] = bold_yellow, [OUTCOME_INCOMPLETE] = bold_yellow,
		[OUTCOME_DIFFERENT] = bold_red,
	};
	const char *colour =
		comparison->suspicious ? bold_red : colours[comparison->outcome];

	colour_on(page, colour);
	buffer_append_text(page->out, outcome_name(comparison->outcome));
	if (comparison->suspicious)
		buffer_append_text(page->out, " (suspicious)");
	colour_off(page, colour);
	buffer_append_byte(page->out, '\n');
	if (comparison->members > 0)
		row(page, "files", "%" PRIu64 " of %" PRIu64 " files equal",
		    comparison->members_equal, comparison->members);
}

static const char *
colour_of_diff_line(char first)
{
	switch (first) {
	case '+':
		return green;
	case '-':
		return red;
	case '@':
		return cyan;
	default:
		return NULL;
	}
}

static void
write_diff(struct page *page, const char *diff)
{
	struct cursor at = cursor_on(bytes_of_text(diff));
	size_t lines = 0;

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		cleanup_free char *text = xstrndup((const char *)line.data, line.size);
		const char *colour = colour_of_diff_line(text[0]);

		if (lines++ == DIFF_LINES_SHOWN && !page->style->verbose) {
			row(page, "", "  ... (--verbose shows all)");
			return;
		}
		buffer_printf(page->out, "%*s", LABEL + 2 + 2, "");
		colour_on(page, colour);
		append_safe(page->out, text, "\\\t");
		colour_off(page, colour);
		buffer_append_byte(page->out, '\n');
	}
}

static void
write_side(struct page *page, const char *label, const struct side *side)
{
	if (side->present && side->value != NULL)
		row(page, label, "%s", side->value);
}

static void
write_finding(struct page *page, const struct finding *finding)
{
	static const char *const colours[] = { [SEVERITY_NOTE] = NULL,
					       [SEVERITY_CHANGE] = yellow,
					       [SEVERITY_ALARM] = bold_red };
	const char *colour = colours[finding->severity];
	cleanup_buffer struct buffer place = BUFFER_INIT(TEXT_MAX);

	append_safe(&place, finding->path, "\\");
	if (finding->key[0] != '\0' && strcmp(finding->key, "content") != 0) {
		buffer_append_text(&place, ": ");
		append_safe(&place, finding->key, "\\");
	}
	buffer_append_text(page->out, "\n  ");
	colour_on(page, colour);
	buffer_printf(page->out, "%-*s", LABEL, severity_name(finding->severity));
	colour_off(page, colour);
	colour_on(page, bold);
	buffer_append(page->out, buffer_bytes(&place));
	colour_off(page, bold);
	buffer_append_byte(page->out, '\n');

	row(page, "", "%s", finding->message);
	if (finding->diff == NULL) {
		write_side(page, "published", &finding->published);
		write_side(page, "rebuilt", &finding->rebuilt);
	}
	if (finding->cause != NULL)
		row(page, "cause", "%s", finding->cause);
	if (finding->hint != NULL)
		row(page, "hint", "%s", finding->hint);
	if (finding->diff != NULL)
		write_diff(page, finding->diff);
}

static void
write_findings(struct page *page, const struct comparison *comparison)
{
	size_t shown = 0;

	for (int severity = SEVERITY_ALARM; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < comparison->finding_count; i++) {
			if ((int)comparison->findings[i].severity != severity)
				continue;
			if (!page->style->verbose && severity != SEVERITY_ALARM &&
			    shown >= FINDINGS_SHOWN)
				continue;
			write_finding(page, &comparison->findings[i]);
			shown++;
		}
	if (shown < comparison->finding_count)
		buffer_printf(page->out, "\n  ... and %zu more\n",
			      comparison->finding_count - shown);
}

static const char *
value_or_absent(const char *value)
{
	return value == NULL ? "(absent)" : value;
}

static void
write_normalized(struct page *page, const struct normalized *line)
{
	row(page, "", "%s%s%s: %s -> %s%s", line->path, line->path[0] != '\0' ? " " : "",
	    line->key, value_or_absent(line->rebuilt), value_or_absent(line->published),
	    line->count > 1 ? " ..." : "");
}

/* By rule, and as they came within one. */
static int
order_of_lines(const void *a, const void *b)
{
	const struct normalized *left = *(const struct normalized *const *)a;
	const struct normalized *right = *(const struct normalized *const *)b;
	int order = strcmp(left->rule, right->rule);

	return order != 0 ? order : (left > right) - (left < right);
}

/* One rule with its lines; how many of them belong to it. */
static size_t
write_rule(struct page *page, const struct normalized **lines, size_t count)
{
	uint64_t times = 0;
	size_t used = 0;

	for (; used < count && strcmp(lines[used]->rule, lines[0]->rule) == 0; used++)
		if (__builtin_add_overflow(times, lines[used]->count, &times))
			times = UINT64_MAX;
	buffer_append_text(page->out, "  ");
	append_safe(page->out, lines[0]->rule, "\\");
	buffer_printf(page->out, "  %" PRIu64 " %s\n", times,
		      times == 1 ? "time" : "times");
	for (size_t i = 0; i < (page->style->verbose ? used : 1); i++)
		write_normalized(page, lines[i]);
	return used;
}

static void
write_ledger(struct page *page, const struct comparison *comparison)
{
	size_t count = comparison->normalized_count;
	cleanup_free const struct normalized **lines = xcalloc(count + 1, sizeof(*lines));

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++)
		lines[i] = &comparison->normalized[i];
	qsort(lines, count, sizeof(*lines), order_of_lines);
	buffer_append_text(page->out, "\nNormalised (rebuilt -> published):\n");
	for (size_t i = 0; i < count;)
		i += write_rule(page, lines + i, count - i);
}

static void
write_artifact(struct page *page, const char *label,
	       const struct artifact_facts *artifact)
{
	row(page, label, "%s, %" PRIu64 " bytes", artifact->name, artifact->size);
	if (artifact->sha256[0] != '\0')
		row(page, "", "sha256:%s", artifact->sha256);
	if (artifact->sha512[0] != '\0' && page->style->verbose)
		row(page, "", "sha512:%s", artifact->sha512);
}

static void
write_account(struct page *page, const struct comparison *comparison)
{
	const struct accounting *bytes = &comparison->accounting;

	buffer_append_byte(page->out, '\n');
	row(page, "bytes",
	    "%" PRIu64 " differ: %" PRIu64 " in findings, %" PRIu64
	    " normalised, %" PRIu64 " follow from these",
	    bytes->differing, bytes->found, bytes->normalized, bytes->follows);
	write_artifact(page, "published", &comparison->published);
	write_artifact(page, "rebuilt", &comparison->rebuilt);
	for (size_t i = 0; i < comparison->limits.count; i++)
		row(page, i == 0 ? "limits" : "", "%s", comparison->limits.items[i]);
}

void
comparison_to_text(const struct comparison *comparison, const struct report_style *style,
		   struct buffer *out)
{
	size_t columns = style->columns == 0 ? COLUMNS_USUAL : style->columns;
	struct page page = { .style = style,
			     .out = out,
			     .columns =
				     columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns };

	write_verdict(&page, comparison);
	write_findings(&page, comparison);
	write_ledger(&page, comparison);
	write_account(&page, comparison);
}
