/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The findings of a text report, so that a person can read it to the end however much
 * differs: the worst and largest in full, those that repeat one of these by name, then a
 * line each, and at last counts by folder and kind.  An alarm always has a line.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/ranking.h"
#include "compare/tally.h"
#include "compare/text_page.h"

enum {
	FULL_SHOWN = 60,    /* findings in full */
	FULL_OF_A_KIND = 2, /* of findings that repeat each other */
	NAMED_OF_A_KIND = 6,
	LINES_SHOWN = 200,
	FOLDERS_SHOWN = 30,
	DIFF_LINES_SHOWN = 12,
	PLACE_MAX = 1 << 21,
};

struct digest_of_findings {
	struct text_page *page;
	size_t full, lines;	     /* how many of each were written */
	bool heading;		     /* of the lines */
	const struct finding **left; /* owned: those that have no line */
	size_t left_count;
};

static const char *
colour_of_diff_line(char first)
{
	switch (first) {
	case '+':
		return TEXT_GREEN;
	case '-':
		return TEXT_RED;
	case '@':
		return TEXT_CYAN;
	default:
		return NULL;
	}
}

static void
write_diff(struct text_page *page, const char *diff)
{
	struct cursor at = cursor_on(bytes_of_text(diff));
	size_t lines = 0;

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		cleanup_free char *text = xstrndup((const char *)line.data, line.size);
		cleanup_buffer struct buffer safe = BUFFER_INIT(PLACE_MAX);

		if (lines++ == DIFF_LINES_SHOWN && !page->style->verbose) {
			text_row(page, "", "  ... (--verbose shows all)");
			return;
		}
		text_append_safe(&safe, text, "\\\t");
		buffer_printf(page->out, "%*s", (int)page->label + 2 + 2, "");
		text_coloured(page, colour_of_diff_line(text[0]), buffer_text(&safe));
		buffer_append_byte(page->out, '\n');
	}
}

static void
write_side(struct text_page *page, const char *label, const struct side *side)
{
	if (side->present && side->value != NULL)
		text_row(page, label, "%s", side->value);
}

/* "package/index.js: mode". */
static void
append_place(const struct text_page *page, struct buffer *out,
	     const struct finding *finding)
{
	text_append_safe(out, text_inner_path(page, finding->path), "\\");
	if (finding->key[0] == '\0' || strcmp(finding->key, "content") == 0)
		return;
	buffer_append_text(out, ": ");
	text_append_safe(out, finding->key, "\\");
}

static void
write_severity(struct text_page *page, const struct finding *finding)
{
	static const char *const colours[] = { [SEVERITY_NOTE] = NULL,
					       [SEVERITY_CHANGE] = TEXT_YELLOW,
					       [SEVERITY_ALARM] = TEXT_BOLD_RED };
	cleanup_free char *name =
		xasprintf("%-*s", (int)page->label, severity_name(finding->severity));

	buffer_append_text(page->out, "  ");
	text_coloured(page, colours[finding->severity], name);
}

static void
write_in_full(struct text_page *page, const struct finding *finding)
{
	cleanup_buffer struct buffer place = BUFFER_INIT(PLACE_MAX);

	append_place(page, &place, finding);
	buffer_append_byte(page->out, '\n');
	write_severity(page, finding);
	text_coloured(page, TEXT_BOLD, buffer_text(&place));
	buffer_append_byte(page->out, '\n');

	text_row(page, "", "%s", finding->message);
	if (finding->diff == NULL) {
		write_side(page, "published", &finding->published);
		write_side(page, "rebuilt", &finding->rebuilt);
	}
	if (finding->cause != NULL)
		text_row(page, "cause", "%s", finding->cause);
	if (finding->hint != NULL)
		text_row(page, "hint", "%s", finding->hint);
	if (finding->diff != NULL)
		write_diff(page, finding->diff);
}

static void
write_line(struct digest_of_findings *digest, const struct finding *finding)
{
	struct text_page *page = digest->page;

	if (!digest->heading)
		buffer_append_text(page->out, "\nAnd, in a line each:\n");
	digest->heading = true;
	digest->lines++;
	write_severity(page, finding);
	append_place(page, page->out, finding);
	buffer_append_text(page->out, ": ");
	text_append_safe(page->out, finding->message, "\\");
	buffer_append_byte(page->out, '\n');
}

/* The others of a kind that was shown: by name, as far as there is room. */
static size_t
name_others(struct digest_of_findings *digest, const struct ranking_group *group,
	    size_t shown)
{
	struct text_page *page = digest->page;
	bool alarm = group->findings[0]->severity == SEVERITY_ALARM;
	size_t named = 0;

	text_row(page, "", "and %zu more of this kind:", group->count - shown);
	for (size_t i = shown; i < group->count; i++) {
		if (!alarm && (named == NAMED_OF_A_KIND || digest->lines >= LINES_SHOWN))
			break;
		buffer_printf(page->out, "%*s", (int)page->label + 2 + 2, "");
		text_append_safe(page->out,
				 text_inner_path(page, group->findings[i]->path), "\\");
		buffer_append_byte(page->out, '\n');
		digest->lines++;
		named++;
	}
	return shown + named;
}

static void
leave(struct digest_of_findings *digest, const struct finding *finding)
{
	digest->left[digest->left_count++] = finding;
}

static void
write_group(struct digest_of_findings *digest, const struct ranking_group *group)
{
	bool verbose = digest->page->style->verbose;
	bool alarm = group->findings[0]->severity == SEVERITY_ALARM;
	size_t i = 0;

	while (i < group->count &&
	       (verbose || (digest->full < FULL_SHOWN && i < FULL_OF_A_KIND))) {
		write_in_full(digest->page, group->findings[i++]);
		digest->full++;
	}
	if (i > 0 && i < group->count)
		i = name_others(digest, group, i);
	else
		for (; i < group->count && (alarm || digest->lines < LINES_SHOWN); i++)
			write_line(digest, group->findings[i]);
	while (i < group->count)
		leave(digest, group->findings[i++]);
}

static void
write_left(struct digest_of_findings *digest)
{
	struct text_page *page = digest->page;
	cleanup_tally struct tally tally = { 0 };
	size_t others = 0, i = 0;

	if (digest->left_count == 0)
		return;
	tally_of(&tally, digest->left, digest->left_count);
	buffer_printf(page->out,
		      "\nAnd %zu more, by folder and kind (--verbose shows all):\n",
		      digest->left_count);
	for (; i < tally.count && i < FOLDERS_SHOWN; i++) {
		const struct tally_line *line = &tally.lines[i];

		buffer_printf(page->out, "  %7zu  %-8s ", line->count,
			      finding_kind_name(line->kind));
		text_append_safe(page->out, line->folder, "\\");
		buffer_append_byte(page->out, '\n');
	}
	for (; i < tally.count; i++)
		others += tally.lines[i].count;
	if (others > 0)
		buffer_printf(page->out, "  %7zu  in %zu other places\n", others,
			      tally.count - FOLDERS_SHOWN);
}

void
text_findings(struct text_page *page, const struct comparison *comparison)
{
	cleanup_ranking struct ranking ranking = { 0 };
	struct digest_of_findings digest = {
		.page = page,
		.left = xcalloc(comparison->finding_count + 1,
				sizeof(const struct finding *)),
	};

	ranking_of(&ranking, comparison);
	if (comparison->finding_count > 0) {
		cleanup_free char *counts = ranking_counts(&ranking);

		text_row(page, "found", "%s", counts);
	}
	for (size_t i = 0; i < ranking.group_count; i++)
		write_group(&digest, &ranking.groups[i]);
	write_left(&digest);
	free(digest.left);
}
