/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edit distance in three rows: two of the usual table, and a third behind them for
 * swapped neighbours ("chekc"), the commonest slip of all.
 */
#include "cli/suggest.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/param.h>

enum { WORD_MAX = 32 };

static size_t
cheapest(const size_t rows[3][WORD_MAX + 1], size_t at, bool same)
{
	size_t replaced = rows[1][at - 1] + (same ? 0 : 1);
	size_t shifted = MIN(rows[1][at], rows[0][at - 1]) + 1;

	return MIN(replaced, shifted);
}

size_t
edit_distance(const char *a, const char *b)
{
	size_t rows[3]
		   [WORD_MAX + 1]; /* this one, the one before, and the one before that */
	size_t width = strlen(b), height = strlen(a);

	if (width > WORD_MAX || height > WORD_MAX)
		return SIZE_MAX;
	for (size_t i = 0; i <= width; i++)
		rows[0][i] = i;
	for (size_t y = 1; y <= height; y++) {
		memmove(rows[1], rows[0], 2 * sizeof(rows[0]));
		rows[0][0] = y;
		for (size_t x = 1; x <= width; x++) {
			rows[0][x] = cheapest(rows, x, a[y - 1] == b[x - 1]);
			if (y > 1 && x > 1 && a[y - 1] == b[x - 2] &&
			    a[y - 2] == b[x - 1])
				rows[0][x] = MIN(rows[0][x], rows[2][x - 2] + 1);
		}
	}
	return rows[0][width];
}

struct suggestion
suggestion_for(const char *wanted)
{
	/* A third of the word may be wrong; more, and the guess is as good as any. */
	return (struct suggestion){ .wanted = wanted,
				    .distance = MAX(strlen(wanted) / 3, 1) + 1 };
}

void
suggestion_offer(struct suggestion *suggestion, const char *word)
{
	size_t distance = edit_distance(suggestion->wanted, word);

	if (distance >= suggestion->distance)
		return;
	suggestion->distance = distance;
	suggestion->best = word;
}
