/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A page of Markdown of which the size is bounded. */

#include "compare/ranking.h"

enum {
	SHEET_PIECE_MAX = 1 << 20,
	SHEET_PLACE_MAX = 300, /* bytes of a path, of a line */
	SHEET_VALUE_MAX = 240,
};

struct sheet {
	struct buffer *out; /* borrowed */
	size_t room;	    /* the size that it may grow to now */
	size_t cut;	    /* pieces that had no room */
};

/* A piece is there as a whole or not at all. */
bool sheet_add(struct sheet *sheet, const struct buffer *piece);

void markdown_findings(struct sheet *sheet, const struct comparison *comparison,
		       const struct ranking *ranking);
