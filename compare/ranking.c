/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/ranking.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

void
ranking_release(struct ranking *ranking)
{
	free(ranking->findings);
	free(ranking->groups);
	*ranking = (struct ranking){ 0 };
}

static int
order_of_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
order_of_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static const char *
skip_digits(const char *text)
{
	return text + strspn(text, "0123456789");
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As strcmp(3), but any number is as good as another. */
static int
order_of_messages(const char *a, const char *b)
{
	while (*a != '\0' && (*a == *b || (is_digit(*a) && is_digit(*b)))) {
		bool number = is_digit(*a);

		a = number ? skip_digits(a) : a + 1;
		b = number ? skip_digits(b) : b + 1;
	}
	return (int)(unsigned char)*a - (int)(unsigned char)*b;
}

static bool
folds_only_the_same(const struct finding *finding)
{
	return finding->severity == SEVERITY_ALARM || finding->kind == FINDING_CONTENT ||
	       finding->kind == FINDING_OPAQUE;
}

/* 0 for findings of one group. */
static int
order_of_kinds(const struct finding *a, const struct finding *b)
{
	int order = order_of_numbers(b->severity, a->severity);

	if (order == 0)
		order = order_of_numbers(a->kind, b->kind);
	if (order == 0)
		order = strcmp(a->key, b->key);
	if (order == 0)
		order = order_of_messages(a->message, b->message);
	if (order == 0)
		order = order_of_texts(a->cause, b->cause);
	if (order != 0 || !folds_only_the_same(a))
		return order;
	order = order_of_texts(a->published.value, b->published.value);
	if (order == 0)
		order = order_of_texts(a->rebuilt.value, b->rebuilt.value);
	return order == 0 ? order_of_texts(a->diff, b->diff) : order;
}

/* The findings of a comparison stand in one array, so that their places are an order. */
static int
order_findings(const void *left, const void *right)
{
	const struct finding *a = *(const struct finding *const *)left;
	const struct finding *b = *(const struct finding *const *)right;
	int order = order_of_kinds(a, b);

	if (order == 0)
		order = order_of_numbers(b->bytes, a->bytes);
	return order == 0 ? (a > b) - (a < b) : order;
}

/* By severity, which all of a group have, and by size. */
static int
order_groups(const void *left, const void *right)
{
	const struct ranking_group *a = left, *b = right;
	int order = order_of_numbers(b->findings[0]->severity, a->findings[0]->severity);

	if (order == 0)
		order = order_of_numbers(b->bytes, a->bytes);
	return order == 0 ? (a->first > b->first) - (a->first < b->first) : order;
}

static void
add_to_group(struct ranking_group *group, const struct finding *finding)
{
	group->count++;
	if (finding < group->first)
		group->first = finding;
	if (__builtin_add_overflow(group->bytes, finding->bytes, &group->bytes))
		group->bytes = UINT64_MAX;
}

void
ranking_of(struct ranking *out, const struct comparison *comparison)
{
	size_t count = comparison->finding_count;

	*out = (struct ranking){ 0 };
	out->findings = xcalloc(count + 1, sizeof(const struct finding *));
	for (size_t i = 0; i < count; i++) {
		out->findings[i] = &comparison->findings[i];
		out->count[comparison->findings[i].severity]++;
	}
	qsort(out->findings, count, sizeof(const struct finding *), order_findings);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || order_of_kinds(out->findings[i - 1], out->findings[i]) != 0)
			array_append(
				out->groups, out->group_count,
				((struct ranking_group){ .findings = &out->findings[i],
							 .first = out->findings[i] }));
		add_to_group(&out->groups[out->group_count - 1], out->findings[i]);
	}
	if (out->group_count > 0)
		qsort(out->groups, out->group_count, sizeof(*out->groups), order_groups);
}

char *
ranking_counts(const struct ranking *ranking)
{
	cleanup_strings struct strings parts = { 0 };

	for (int i = SEVERITY_ALARM; i >= SEVERITY_NOTE; i--)
		if (ranking->count[i] > 0)
			strings_add_format(&parts, "%zu %s%s", ranking->count[i],
					   severity_name((enum severity)i),
					   ranking->count[i] == 1 ? "" : "s");
	return parts.count == 0 ? xstrdup("nothing") : strings_join(&parts, ", ");
}
