/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
tally_release(struct tally *tally)
{
	for (size_t i = 0; i < tally->count; i++)
		free(tally->lines[i].folder);
	free(tally->lines);
	*tally = (struct tally){ 0 };
}

static struct bytes
folder_of(const struct finding *finding)
{
	const char *slash = strrchr(finding->path, '/');

	return (struct bytes){ (const uint8_t *)finding->path,
			       slash == NULL ? 0 : (size_t)(slash + 1 - finding->path) };
}

static int
order_of_places(const struct finding *a, const struct finding *b)
{
	int order = bytes_order(folder_of(a), folder_of(b));

	return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

static int
order_findings(const void *left, const void *right)
{
	return order_of_places(*(const struct finding *const *)left,
			       *(const struct finding *const *)right);
}

static int
order_lines(const void *left, const void *right)
{
	const struct tally_line *a = left, *b = right;
	int order = (a->count < b->count) - (a->count > b->count);

	if (order == 0)
		order = strcmp(a->folder, b->folder);
	return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

void
tally_of(struct tally *out, const struct finding *const *findings, size_t count)
{
	const struct finding **sorted =
		xcalloc(count + 1, sizeof(const struct finding *));

	*out = (struct tally){ 0 };
	for (size_t i = 0; i < count; i++)
		sorted[i] = findings[i];
	qsort(sorted, count, sizeof(const struct finding *), order_findings);
	for (size_t i = 0; i < count; i++) {
		struct bytes folder = folder_of(sorted[i]);

		if (i == 0 || order_of_places(sorted[i - 1], sorted[i]) != 0)
			array_append(
				out->lines, out->count,
				((struct tally_line){
					xstrndup((const char *)folder.data, folder.size),
					sorted[i]->kind, 0 }));
		out->lines[out->count - 1].count++;
	}
	free(sorted);
	if (out->count > 0)
		qsort(out->lines, out->count, sizeof(*out->lines), order_lines);
}
