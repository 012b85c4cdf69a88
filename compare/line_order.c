/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/line_order.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/memory.h"

/* What has more of them is no list that a build sorts. */
enum { LINES_MAX = 1 << 20 };

static int
order_of_lines(const void *a, const void *b)
{
	const struct bytes *left = a, *right = b;
	int order = memcmp(left->data, right->data, MIN(left->size, right->size));

	return order != 0 ? order
			  : (left->size > right->size) - (left->size < right->size);
}

static size_t
count_lines(struct bytes text)
{
	size_t count = 0;

	for (struct cursor at = cursor_on(text); at.rest.size > 0; count++)
		cursor_take_line(&at);
	return count;
}

static struct bytes *
sorted_lines(struct bytes text, size_t count)
{
	struct bytes *lines = xcalloc(count + 1, sizeof(*lines));
	struct cursor at = cursor_on(text);

	for (size_t i = 0; i < count; i++)
		lines[i] = cursor_take_line(&at);
	if (count > 0)
		qsort(lines, count, sizeof(*lines), order_of_lines);
	return lines;
}

bool
line_order_is_all(struct bytes published, struct bytes rebuilt)
{
	size_t count = count_lines(published);
	struct bytes *ours, *theirs;
	bool same = count > 1 && count <= LINES_MAX && count == count_lines(rebuilt) &&
		    published.size == rebuilt.size;

	if (!same)
		return false;
	ours = sorted_lines(published, count);
	theirs = sorted_lines(rebuilt, count);
	for (size_t i = 0; i < count && same; i++)
		same = bytes_equal(ours[i], theirs[i]);
	free(ours);
	free(theirs);
	return same;
}
