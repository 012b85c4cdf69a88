/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a person is told about two leaves that differ.  Explanations only: whether they
 * differ was decided on their bytes before.  Each sets the finding's message, diff, both
 * sides' values, and cause and hint where these are known. */

#include "compare/finding.h"

/* "line endings only", "final newline only", "white space only", "the order of lines
 * only", or how many lines; with a unified diff of at most limits->diff_lines lines.
 * Deceptive code points (utf8_is_deceptive) of which the published side has more are an
 * alarm. */
void explain_text(struct finding *finding, struct bytes published, struct bytes rebuilt,
		  const struct limits *limits);

/* How many bytes differ, where the first does, and a hexdump of the places. */
void explain_bytes(struct finding *finding, struct bytes published, struct bytes rebuilt,
		   const struct limits *limits);

/* Two tiles with a content each, by what the published one looks like. */
struct difference;
void explain_leaf(struct finding *finding, const struct difference *difference,
		  const struct limits *limits);

/* How many bytes differ: position by position when the sizes are equal, else all between
 * the common start and the common end, on the larger side. */
uint64_t explain_count(struct bytes published, struct bytes rebuilt);

/* Whether they are equal once each CRLF is a LF, where neither has a CR alone. */
bool explain_is_eol(struct bytes published, struct bytes rebuilt);
