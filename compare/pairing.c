/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
names_release(struct names *names)
{
	free(names->at);
}

void
pairing_release(struct pairing *pairing)
{
	free(pairing->matches);
	free(pairing->added);
	free(pairing->removed);
}

void
names_init(struct names *names, size_t most)
{
	names->at = xcalloc(most + 1, sizeof(*names->at));
	names->count = 0;
}

void
names_add(struct names *names, const char *name, size_t index)
{
	names->at[names->count++] = (struct named){ name, index };
}

static int
order_named(const void *a, const void *b)
{
	const struct named *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order
			  : (left->index > right->index) - (left->index < right->index);
}

static int
order_matches(const void *a, const void *b)
{
	const struct match *left = a, *right = b;

	return (left->published > right->published) -
	       (left->published < right->published);
}

static int
order_indexes(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return (left > right) - (left < right);
}

/* Both rows sorted by name and position: equal names pair one by one. */
static void
merge(struct pairing *out, const struct names *published, const struct names *rebuilt)
{
	size_t a = 0, b = 0;

	while (a < published->count || b < rebuilt->count) {
		int order = a == published->count ? 1
			    : b == rebuilt->count
				    ? -1
				    : strcmp(published->at[a].name, rebuilt->at[b].name);

		if (order == 0) {
			out->matches[out->match_count++] =
				(struct match){ published->at[a++].index,
						rebuilt->at[b++].index };
		} else if (order < 0) {
			out->added[out->added_count++] = published->at[a++].index;
		} else {
			out->removed[out->removed_count++] = rebuilt->at[b++].index;
		}
	}
	qsort(out->matches, out->match_count, sizeof(*out->matches), order_matches);
	qsort(out->added, out->added_count, sizeof(*out->added), order_indexes);
	qsort(out->removed, out->removed_count, sizeof(*out->removed), order_indexes);
}

void
names_sort(struct names *names)
{
	if (names->count > 0)
		qsort(names->at, names->count, sizeof(*names->at), order_named);
}

void
pair_names(struct pairing *out, struct names *published, struct names *rebuilt)
{
	out->matches = xcalloc(published->count + 1, sizeof(*out->matches));
	out->added = xcalloc(published->count + 1, sizeof(*out->added));
	out->removed = xcalloc(rebuilt->count + 1, sizeof(*out->removed));
	names_sort(published);
	names_sort(rebuilt);
	merge(out, published, rebuilt);
}

/* The first of a sorted row that is not before the name. */
static size_t
find_name(const struct names *names, const char *name)
{
	size_t low = 0, high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(names->at[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
names_have(const struct names *names, const char *name, size_t times)
{
	size_t last = find_name(names, name) + times - 1;

	return last < names->count && strcmp(names->at[last].name, name) == 0;
}

size_t
names_find(const struct names *names, const char *name)
{
	size_t first = find_name(names, name);

	return first < names->count && strcmp(names->at[first].name, name) == 0
		       ? names->at[first].index
		       : NONE;
}

bool
names_repeat(const struct names *names)
{
	for (size_t i = 1; i < names->count; i++)
		if (strcmp(names->at[i - 1].name, names->at[i].name) == 0)
			return true;
	return false;
}
