/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The page of a text report: labels at the left, words folded beside them, colour where
 * it is wanted.  What it writes may come from an input: it is made safe for a terminal
 * here.
 */

#include "compare/comparison.h"

struct text_page {
	const struct report_style *style; /* borrowed */
	struct buffer *out;		  /* borrowed */
	size_t columns;
	size_t label; /* where the text beside a label begins, less 2 */
	const char
		*kept; /* bytes that are not escaped: "\\" for texts that are already */
	const char *root; /* borrowed: the artifact's name, with which each path begins */
};

/* A page of the width that the style asks for. */
struct text_page text_page_on(struct buffer *out, const struct report_style *style);

/* The codes of colours and weights. */
#define TEXT_BOLD	 "1"
#define TEXT_RED	 "31"
#define TEXT_GREEN	 "32"
#define TEXT_YELLOW	 "33"
#define TEXT_CYAN	 "36"
#define TEXT_BOLD_RED	 "1;31"
#define TEXT_BOLD_GREEN	 "1;32"
#define TEXT_BOLD_YELLOW "1;33"

/* A text of ours, in a colour or (NULL) without. */
void text_coloured(struct text_page *page, const char *colour, const char *text);

/* Escapes all that could move a cursor or hide, but for the bytes of `kept`. */
void text_append_safe(struct buffer *out, const char *text, const char *kept);

/* A path without the name of the artifact, which the report has said once. */
const char *text_inner_path(const struct text_page *page, const char *path);

/* "  label    text", folded beside the label. */
void text_row(struct text_page *page, const char *label, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void text_rows(struct text_page *page, const char *label, const struct strings *lines);

/* The colour of a verdict. */
const char *text_verdict_colour(enum outcome outcome, bool suspicious);

/* In text_findings.c: what is worst and largest in full, then a line each, then counts.
 */
void text_findings(struct text_page *page, const struct comparison *comparison);
