/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "cli/check_lockfile.h"
#include "compare/text_page.h"

enum {
	NAME_MOST = 40,
	WORD_MOST = 24,
	REASON_LEAST = 24,
	PIECE_MAX = 4096,
	PLACES_SHOWN = 3
};

static size_t
at_most(size_t size, size_t most)
{
	return size < most ? size : most;
}

/* How wide the columns of words and names are. */
struct widths {
	size_t word, name;
};

static struct widths
measure(const struct checks *checks)
{
	struct widths widths = { 0, 0 };

	for (size_t i = 0; i < checks->count; i++) {
		cleanup_free char *word = checked_word(&checks->items[i]);
		size_t name = at_most(strlen(checks->items[i].entry->name), NAME_MOST);

		widths.word = strlen(word) > widths.word ? strlen(word) : widths.word;
		widths.name = name > widths.name ? name : widths.name;
	}
	widths.word = at_most(widths.word, WORD_MOST);
	return widths;
}

/* A path within the artifact, and the word for its cause. */
static void
add_place(struct strings *places, const struct json *finding)
{
	const char *path = json_get_text(finding, "path");
	const char *cause = json_get_text(finding, "cause");
	const char *inner = path != NULL ? strstr(path, "//") : NULL;
	cleanup_free char *text = NULL;

	if (path == NULL)
		return;
	text = xasprintf("%s%s%.*s%s", inner != NULL ? inner + 2 : path,
			 cause != NULL ? " (" : "",
			 cause != NULL ? (int)strcspn(cause, ":,;") : 0,
			 cause != NULL ? cause : "", cause != NULL ? ")" : "");
	if (!strings_contain(places, text))
		strings_add(places, text);
}

/* "4 differences: package/LICENSE (crlf), package/README.md, ..." */
static char *
what_differs(const struct checked *checked)
{
	const struct json *artifact = json_at(json_get(checked->report, "artifacts"), 0);
	const struct json *findings = json_get(artifact, "findings");
	cleanup_strings struct strings places = { 0 };
	cleanup_free char *list = NULL;
	size_t count = json_count(findings), looked = 0;

	while (looked < count && places.count < PLACES_SHOWN)
		add_place(&places, json_at(findings, looked++));
	list = strings_join(&places, ", ");
	return xasprintf("%zu difference%s: %s%s", count, count == 1 ? "" : "s", list,
			 looked < count ? ", ..." : "");
}

/* The alarm, where there is one; the caller frees. */
static char *
reason_of(const struct checked *checked)
{
	const struct strings *reasons = &checked->reasons;

	for (size_t i = 0; i < reasons->count; i++)
		if (text_starts_with(reasons->items[i], "alarm: "))
			return xstrdup(reasons->items[i]);
	if (checked->report != NULL && checked->outcome == OUTCOME_DIFFERENT)
		return what_differs(checked);
	return xstrdup(reasons->count > 0 ? reasons->items[0] : "");
}

/* What the table has no room for, of the worst. */
static void
write_next(struct text_page *page, const struct checks *checks)
{
	const struct checked *worst = checks->count > 0 ? &checks->items[0] : NULL;

	if (worst == NULL || worst->purl == NULL || worst->status == 0)
		return;
	buffer_append_text(page->out, "All of what is said of one: cupel check ");
	text_append_safe(page->out, worst->purl, "");
	buffer_append_text(page->out, "\n\n");
}

/* Nobody needs to be told why all is well. */
static bool
needs_reason(const struct checked *checked, const struct report_style *style)
{
	return style->verbose || checked->status != 0 || checked->report == NULL;
}

static const char *
colour_of(const struct checked *checked)
{
	if (checked->report != NULL)
		return text_verdict_colour(checked->outcome, checked->suspicious);
	return checked->status != 0 ? TEXT_YELLOW : NULL;
}

/* Cut to the page, where there is one: a table has lines. */
static void
append_cut(struct buffer *out, const char *text, size_t columns)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(PIECE_MAX);

	text_append_safe(&safe, text, "");
	if (columns > 0 && safe.size > columns)
		buffer_printf(out, "%.*s...", (int)(columns - 3), buffer_text(&safe));
	else
		buffer_append(out, buffer_bytes(&safe));
}

static void
write_line(struct text_page *page, const struct checked *checked,
	   const struct widths *widths)
{
	cleanup_free char *word = checked_word(checked);
	cleanup_buffer struct buffer name = BUFFER_INIT(PIECE_MAX);
	cleanup_free char *reason = reason_of(checked);
	size_t columns = page->style->columns, used = widths->word + widths->name + 6;

	buffer_append_text(page->out, "  ");
	text_coloured(page, colour_of(checked), word);
	buffer_printf(page->out, "%*s  ",
		      (int)(widths->word - at_most(strlen(word), widths->word)), "");
	text_append_safe(&name, checked->entry->name, "");
	buffer_append(page->out, buffer_bytes(&name));
	if (needs_reason(checked, page->style) && checked->reasons.count > 0) {
		buffer_printf(page->out, "%*s  ",
			      (int)(widths->name - at_most(name.size, widths->name)), "");
		append_cut(page->out, reason,
			   columns > used + REASON_LEAST ? columns - used : 0);
	}
	buffer_append_byte(page->out, '\n');
}

void
check_table(const void *subject, const struct report_style *style, struct buffer *out)
{
	const struct checks *checks = subject;
	struct text_page page = text_page_on(out, style);
	struct fold fold = { .columns = page.columns };
	struct widths widths = measure(checks);
	cleanup_free char *counts = checks_counts(checks);

	for (size_t i = 0; i < checks->count; i++)
		write_line(&page, &checks->items[i], &widths);
	buffer_printf(out, "%s%s: %s\n\n", checks->count > 0 ? "\n" : "",
		      checks->lockfile->kind->file, counts);
	write_next(&page, checks);
	fold_append(out, &fold, document_not_judged);
}
