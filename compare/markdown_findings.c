/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of a report in Markdown: the worst and largest in full, those that repeat
 * one of these by name, the others in a line each, as far as there is room. */
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "compare/markdown.h"
#include "compare/markdown_sheet.h"

enum {
	DIFF_LINES = 30,
	DIFF_MAX = 4096,
	FULL_OF_A_KIND = 2,
	NAMED_OF_A_KIND = 5,
};

bool
sheet_add(struct sheet *sheet, const struct buffer *piece)
{
	if (!piece->overflow && sheet->out->size + piece->size <= sheet->room) {
		buffer_append(sheet->out, buffer_bytes(piece));
		return true;
	}
	sheet->cut++;
	return false;
}

static void
append_place(struct buffer *out, const struct finding *finding)
{
	markdown_code(out, finding->path, SHEET_PLACE_MAX);
	if (finding->key[0] == '\0' || strcmp(finding->key, "content") == 0)
		return;
	buffer_append_text(out, " ");
	markdown_code(out, finding->key, SHEET_PLACE_MAX);
}

static void
append_line(struct buffer *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	buffer_printf(out, "- %s: ", label);
	markdown_words(out, text, SHEET_VALUE_MAX);
	buffer_append_byte(out, '\n');
}

static void
append_side(struct buffer *out, const char *label, const struct side *side)
{
	if (!side->present || side->value == NULL)
		return;
	buffer_printf(out, "- %s: ", label);
	markdown_code(out, side->value, SHEET_VALUE_MAX);
	buffer_append_byte(out, '\n');
}

static void
append_finding(struct buffer *out, const struct finding *finding)
{
	buffer_printf(out, "\n#### %s: ", severity_name(finding->severity));
	append_place(out, finding);
	buffer_append_text(out, "\n\n");
	markdown_words(out, finding->message, SHEET_PLACE_MAX);
	buffer_append_text(out, "\n\n");
	if (finding->diff == NULL) {
		append_side(out, "published", &finding->published);
		append_side(out, "rebuilt", &finding->rebuilt);
	}
	append_line(out, "cause", finding->cause);
	append_line(out, "hint", finding->hint);
	if (finding->diff == NULL)
		return;
	buffer_append_byte(out, '\n');
	if (!markdown_diff(out, finding->diff, DIFF_LINES, DIFF_MAX))
		buffer_append_text(out, "\nThe diff is cut here.\n");
}

/* How many of the group were named. */
static size_t
append_others(struct buffer *out, const struct ranking_group *group, size_t shown)
{
	size_t most = MIN(group->count, shown + NAMED_OF_A_KIND);

	buffer_printf(out, "\nAnd %zu more of this kind: ", group->count - shown);
	for (size_t i = shown; i < most; i++) {
		buffer_append_text(out, i > shown ? ", " : "");
		markdown_code(out, group->findings[i]->path, SHEET_PLACE_MAX);
	}
	buffer_append_text(out, most < group->count ? ", ...\n" : "\n");
	return most - shown;
}

struct told {
	size_t full, lines; /* findings told of so */
	size_t group;	    /* the first one that is not */
};

/* Groups in full, as long as each has room. */
static void
write_full(struct sheet *sheet, const struct ranking *ranking, struct told *told)
{
	for (; told->group < ranking->group_count; told->group++) {
		const struct ranking_group *group = &ranking->groups[told->group];
		cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);
		size_t shown = MIN(group->count, (size_t)FULL_OF_A_KIND), named = 0;

		for (size_t i = 0; i < shown; i++)
			append_finding(&piece, group->findings[i]);
		if (shown < group->count)
			named = append_others(&piece, group, shown);
		if (!sheet_add(sheet, &piece))
			return;
		told->full += shown;
		told->lines += named;
	}
}

static void
write_lines(struct sheet *sheet, const struct ranking *ranking, struct told *told)
{
	const char *before = "\n#### In a line each\n\n";

	for (; told->group < ranking->group_count; told->group++) {
		const struct ranking_group *group = &ranking->groups[told->group];
		const struct finding *finding = group->findings[0];
		cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);

		buffer_printf(&piece, "%s- %s: ", before,
			      severity_name(finding->severity));
		append_place(&piece, finding);
		buffer_append_text(&piece, ": ");
		markdown_words(&piece, finding->message, SHEET_VALUE_MAX);
		if (group->count > 1)
			buffer_printf(&piece, " (and %zu more)", group->count - 1);
		buffer_append_byte(&piece, '\n');
		if (!sheet_add(sheet, &piece))
			return;
		told->lines++;
		before = "";
	}
}

void
markdown_findings(struct sheet *sheet, const struct comparison *comparison,
		  const struct ranking *ranking)
{
	enum { NOTICE = 256 };
	struct told told = { 0 };
	size_t room = sheet->room, cut = sheet->cut;
	size_t rest = room - MIN(room, sheet->out->size);

	if (comparison->finding_count == 0)
		return;
	if (rest < (size_t)2 * NOTICE) {
		sheet->cut++;
		return;
	}
	buffer_append_text(sheet->out,
			   "\n### Findings\n\nIn a diff, - is the rebuilt side and + the "
			   "published one.\n");
	/* A quarter is for lines, in case not all find room in full. */
	sheet->room = room - MIN(rest, NOTICE + rest / 4);
	write_full(sheet, ranking, &told);
	sheet->room = room - MIN(rest, (size_t)NOTICE);
	write_lines(sheet, ranking, &told);
	sheet->room = room;
	if (sheet->cut > cut)
		buffer_printf(sheet->out,
			      "\n**Cut:** of %zu findings %zu are shown in full and %zu "
			      "named; the JSON report says all of each.\n",
			      comparison->finding_count, told.full, told.lines);
}
