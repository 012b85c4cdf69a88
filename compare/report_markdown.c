/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document as Markdown, for a comment on a pull request.  GitHub takes 65,536
 * characters, so room is dealt out: the verdict and what ends the report always fit, the
 * ledger has its share, and findings take what is left, the worst first: in full, then a
 * line each.  What had no room is counted, and said.
 */
#include <inttypes.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/document.h"
#include "compare/ledger.h"
#include "compare/markdown.h"
#include "compare/markdown_sheet.h"

enum {
	COMMENT_MAX = 65536, /* bytes, which are never fewer than characters */
	END_SHARE = 1024,    /* for what was cut and who wrote this */
	ABOUT_SHARE = 16384, /* for the facts of a whole */
	TAIL_SHARE = 12288,  /* for ledger and digests of all artifacts */
	ARTIFACT_LEAST = 1024,
	PLAIN_MAX = 4096,
};

static void
write_title(struct sheet *sheet, const struct document *document)
{
	cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);
	cleanup_free char *verdict = document_verdict(document);
	const char *title = document->title;

	if (title == NULL && document->artifact_count == 1)
		title = document->artifacts[0].name;
	buffer_printf(&piece, "## cupel: %s\n", verdict);
	if (title != NULL) {
		buffer_append_byte(&piece, '\n');
		markdown_code(&piece, title, SHEET_PLACE_MAX);
		buffer_append_byte(&piece, '\n');
	}
	sheet_add(sheet, &piece);
}

/* A list item or a row: `before`, the code or the words, `after`. */
static void
write_item(struct sheet *sheet, const char *before, const char *text, const char *after)
{
	cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);

	buffer_append_text(&piece, before);
	markdown_words(&piece, text, SHEET_PLACE_MAX);
	buffer_append_text(&piece, after);
	sheet_add(sheet, &piece);
}

static void
write_facts(struct sheet *sheet, const struct document_section *section)
{
	bool any = false;

	for (size_t i = 0; i < section->fact_count; i++) {
		const struct document_fact *fact = &section->facts[i];
		cleanup_free char *row = xasprintf("| %s | ", fact->label);

		for (size_t line = 0; line < fact->lines.count; line++) {
			if (!any)
				buffer_append_text(sheet->out,
						   "\n| | |\n| --- | --- |\n");
			any = true;
			write_item(sheet, line == 0 ? row : "| | ",
				   fact->lines.items[line], " |\n");
		}
	}
}

/* Lines that stand as they were written. */
static void
write_plain(struct sheet *sheet, const struct strings *lines)
{
	cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);
	cleanup_free char *text = strings_join(lines, "\n");

	if (lines->count == 0)
		return;
	buffer_append_byte(&piece, '\n');
	markdown_diff(&piece, text, SIZE_MAX, PLAIN_MAX);
	sheet_add(sheet, &piece);
}

static void
write_whole(struct sheet *sheet, const struct document *document)
{
	for (size_t i = 0; i < document->reasons.count; i++)
		write_item(sheet, i == 0 ? "\n- " : "- ", document->reasons.items[i],
			   "\n");
	write_facts(sheet, &document->about);
	for (size_t i = 0; i < document->section_count; i++) {
		const struct document_section *section = &document->sections[i];

		if (section->detail)
			continue;
		buffer_printf(sheet->out, "\n### %s\n", section->heading);
		write_facts(sheet, section);
		write_plain(sheet, &section->lines);
	}
}

static void
write_account(struct sheet *sheet, const struct comparison *comparison,
	      const struct ranking *ranking)
{
	const struct accounting *bytes = &comparison->accounting;
	cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);
	cleanup_free char *counts = ranking_counts(ranking);

	buffer_printf(&piece, "\n| | |\n| --- | --- |\n| found | %s |\n", counts);
	if (comparison->members > 0)
		buffer_printf(&piece, "| files | %" PRIu64 " of %" PRIu64 " equal |\n",
			      comparison->members_equal, comparison->members);
	buffer_printf(&piece,
		      "| bytes | %" PRIu64 " differ: %" PRIu64 " in findings, %" PRIu64
		      " normalised, %" PRIu64 " follow from these |\n",
		      bytes->differing, bytes->found, bytes->normalized, bytes->follows);
	sheet_add(sheet, &piece);
	for (size_t i = 0; i < comparison->limits.count; i++)
		write_item(sheet,
			   i == 0 ? "\n**Not everything was compared:**\n\n- " : "- ",
			   comparison->limits.items[i], "\n");
}

static void
append_value(struct buffer *out, const char *value)
{
	if (value == NULL)
		buffer_append_text(out, "(absent)");
	else
		markdown_code(out, value, SHEET_VALUE_MAX);
}

static void
write_ledger(struct sheet *sheet, const struct comparison *comparison)
{
	cleanup_ledger struct ledger ledger = { 0 };

	if (comparison->normalized_count == 0)
		return;
	ledger_of(&ledger, comparison);
	buffer_append_text(sheet->out,
			   "\n### Normalised\n\n"
			   "| rule | times | first place | rebuilt | published |\n"
			   "| --- | --- | --- | --- | --- |\n");
	for (size_t i = 0; i < ledger.rule_count; i++) {
		const struct ledger_rule *rule = &ledger.rules[i];
		const struct normalized *line = rule->lines[0];
		cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);

		buffer_append_text(&piece, "| ");
		markdown_code(&piece, rule->rule, SHEET_VALUE_MAX);
		buffer_printf(&piece, " | %" PRIu64 " | ", rule->times);
		markdown_code(&piece, line->path, SHEET_PLACE_MAX);
		buffer_append_text(&piece, " ");
		markdown_code(&piece, line->key, SHEET_VALUE_MAX);
		buffer_append_text(&piece, " | ");
		append_value(&piece, line->rebuilt);
		buffer_append_text(&piece, " | ");
		append_value(&piece, line->published);
		buffer_append_text(&piece, " |\n");
		sheet_add(sheet, &piece);
	}
}

/* What a project has chosen to live with. */
static void
write_exceptions(struct sheet *sheet, const struct comparison *comparison)
{
	if (comparison->exception_count > 0)
		buffer_append_text(sheet->out, "\n### Exceptions\n\n"
					       "| state | place | reason | how much |\n"
					       "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < comparison->exception_count; i++) {
		const struct exception_use *use = &comparison->exceptions[i];
		cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);
		cleanup_free char *extent = exception_use_extent(use);

		buffer_printf(&piece, "| %s | ", exception_state_name(use->state));
		markdown_code(&piece, use->path, SHEET_PLACE_MAX);
		if (use->key != NULL) {
			buffer_append_text(&piece, " ");
			markdown_code(&piece, use->key, SHEET_VALUE_MAX);
		}
		buffer_append_text(&piece, " | ");
		markdown_words(&piece, use->reason, SHEET_PLACE_MAX);
		buffer_append_text(&piece, " | ");
		markdown_words(&piece, extent, SHEET_VALUE_MAX);
		buffer_append_text(&piece, " |\n");
		sheet_add(sheet, &piece);
	}
}

static void
write_digests(struct sheet *sheet, const struct comparison *comparison)
{
	const struct {
		const char *label;
		const struct artifact_facts *facts;
	} sides[] = { { "published", &comparison->published },
		      { "rebuilt", &comparison->rebuilt } };

	buffer_append_text(sheet->out, "\n| | file | bytes | SHA-256 |\n"
				       "| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < array_length(sides); i++) {
		cleanup_buffer struct buffer piece = BUFFER_INIT(SHEET_PIECE_MAX);

		buffer_printf(&piece, "| %s | ", sides[i].label);
		markdown_code(&piece, sides[i].facts->name, SHEET_PLACE_MAX);
		buffer_printf(&piece, " | %" PRIu64 " | %s |\n", sides[i].facts->size,
			      sides[i].facts->sha256);
		sheet_add(sheet, &piece);
	}
}

/* Within its share of the room. */
static void
write_artifact(struct sheet *sheet, const struct document *document,
	       const struct document_artifact *artifact, size_t share)
{
	cleanup_ranking struct ranking ranking = { 0 };
	cleanup_buffer struct buffer tail = BUFFER_INIT(SHEET_PIECE_MAX);
	struct sheet end = { &tail, TAIL_SHARE / document->artifact_count, 0 };
	size_t room = sheet->room;

	ranking_of(&ranking, &artifact->comparison);
	write_exceptions(&end, &artifact->comparison);
	write_ledger(&end, &artifact->comparison);
	write_digests(&end, &artifact->comparison);
	sheet->room = MIN(room, sheet->out->size + share);
	sheet->room -= MIN(sheet->room, tail.size);
	if (document->artifact_count > 1)
		write_item(sheet, "\n## ", artifact->name != NULL ? artifact->name : "?",
			   "\n");
	write_account(sheet, &artifact->comparison, &ranking);
	markdown_findings(sheet, &artifact->comparison, &ranking);
	sheet->room = room;
	if (!sheet_add(sheet, &tail))
		end.cut++;
	sheet->cut += end.cut;
}

static void
write_artifacts(struct sheet *sheet, const struct document *document)
{
	for (size_t i = 0; i < document->artifact_count; i++) {
		size_t rest = sheet->room - MIN(sheet->room, sheet->out->size);
		size_t share = rest / (document->artifact_count - i);

		if (!document->artifacts[i].compared)
			continue;
		if (rest < ARTIFACT_LEAST) {
			buffer_printf(sheet->out, "\n**Cut:** %zu artifacts more.\n",
				      document->artifact_count - i);
			sheet->cut++;
			return;
		}
		write_artifact(sheet, document, &document->artifacts[i],
			       MAX(share, (size_t)ARTIFACT_LEAST));
	}
}

static void
write_markdown(const struct document *document, const struct report_style *style,
	       struct buffer *out)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(COMMENT_MAX);
	struct sheet sheet = { &page, ABOUT_SHARE, 0 };

	(void)style;
	write_title(&sheet, document);
	if (document->whole)
		write_whole(&sheet, document);
	sheet.room = COMMENT_MAX - END_SHARE;
	write_artifacts(&sheet, document);
	if (sheet.cut > 0)
		buffer_printf(&page,
			      "\nThis report is cut to the %d characters of a comment.\n",
			      COMMENT_MAX);
	buffer_printf(&page, "\n%s (cupel ", document_not_judged);
	markdown_words(&page,
		       document->version != NULL ? document->version : PACKAGE_VERSION,
		       SHEET_VALUE_MAX);
	buffer_append_text(&page, ")\n");
	if (page.overflow)
		out->overflow = true;
	buffer_append(out, buffer_bytes(&page));
}

const struct report_form report_form_markdown = { .name = "markdown",
						  .write = write_markdown };
