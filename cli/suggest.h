/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which word a person may have meant, by edit distance. */

#include <stddef.h>

struct suggestion {
	const char *wanted; /* borrowed */
	const char *best;   /* borrowed from the offers; NULL: none is near */
	size_t distance;    /* of the best one */
};

struct suggestion suggestion_for(const char *wanted);

/* Takes `word` for the best where it is nearer than what was offered before. */
void suggestion_offer(struct suggestion *suggestion, const char *word);

/* Insertions, deletions, replacements and swaps of neighbours that make one of the other;
 * SIZE_MAX for words too long to be one of ours. */
size_t edit_distance(const char *a, const char *b);
