/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_sets.h"

#include <stdlib.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { ITEMS_MAX = 200000, LINES_MAX = 60, TEXT_SHOWN = 200, DIFF_MAX = 48 << 10 };

void
elf_set_release(struct elf_set *set)
{
	free(set->at);
	*set = (struct elf_set){ 0 };
}

void
elf_set_add(struct elf_set *set, struct bytes text)
{
	if (set->count >= ITEMS_MAX)
		set->full = true;
	else
		array_append(set->at, set->count, text);
}

void
elf_set_add_lines(struct elf_set *set, struct bytes lines)
{
	struct cursor at = cursor_on(lines);

	while (at.rest.size > 0)
		elf_set_add(set, cursor_take_line(&at));
}

static int
order_texts(const void *a, const void *b)
{
	return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

/* What the starts and the ends of both lists share needs no sorting. */
static void
trim(struct elf_set *published, struct elf_set *rebuilt, size_t *start)
{
	while (*start < MIN(published->count, rebuilt->count) &&
	       bytes_equal(published->at[*start], rebuilt->at[*start]))
		++*start;
	while (published->count > *start && rebuilt->count > *start &&
	       bytes_equal(published->at[published->count - 1],
			   rebuilt->at[rebuilt->count - 1])) {
		published->count--;
		rebuilt->count--;
	}
}

struct difference_of_sets {
	struct elf_set_counts counts;
	struct buffer diff;
	uint64_t lines; /* that are left */
};

static void
take_text(struct difference_of_sets *out, char mark, struct bytes text)
{
	if (mark == '+')
		out->counts.published++;
	else
		out->counts.rebuilt++;
	if (out->lines == 0)
		return;
	out->lines--;
	buffer_append_byte(&out->diff, (uint8_t)mark);
	buffer_append_escaped(&out->diff, bytes_slice(text, 0, TEXT_SHOWN));
	buffer_append_text(&out->diff, text.size > TEXT_SHOWN ? "...\n" : "\n");
	if (out->lines == 0)
		buffer_append_text(&out->diff, "... and more\n");
}

static void
merge(struct difference_of_sets *out, const struct elf_set *published,
      const struct elf_set *rebuilt, size_t start)
{
	size_t i = start, j = start;

	while (i < published->count || j < rebuilt->count) {
		int order = i == published->count ? 1
			    : j == rebuilt->count
				    ? -1
				    : bytes_order(published->at[i], rebuilt->at[j]);

		if (order < 0)
			take_text(out, '+', published->at[i++]);
		else if (order > 0)
			take_text(out, '-', rebuilt->at[j++]);
		else
			i++, j++;
	}
}

static void
sort_from(struct elf_set *set, size_t start)
{
	if (set->count > start)
		qsort(set->at + start, set->count - start, sizeof(*set->at), order_texts);
}

struct elf_set_counts
elf_sets_explain(struct finding *finding, struct elf_set *published,
		 struct elf_set *rebuilt, const char *what, const struct limits *limits)
{
	struct difference_of_sets found = {
		.diff = BUFFER_INIT(DIFF_MAX),
		.lines = MIN(limits->diff_lines, (uint64_t)LINES_MAX),
	};
	size_t start = 0;

	if (published->full || rebuilt->full)
		return found.counts;
	trim(published, rebuilt, &start);
	sort_from(published, start);
	sort_from(rebuilt, start);
	merge(&found, published, rebuilt, start);
	if (found.counts.published + found.counts.rebuilt > 0) {
		finding_set_message(finding,
				    "%s; %s: %zu only published, %zu only rebuilt",
				    finding->message, what, found.counts.published,
				    found.counts.rebuilt);
		if (finding->diff != NULL)
			buffer_append_text(&found.diff, finding->diff);
		replace_text(&finding->diff, buffer_steal_text(&found.diff));
	}
	buffer_release(&found.diff);
	return found.counts;
}
