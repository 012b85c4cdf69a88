/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
ledger_release(struct ledger *ledger)
{
	free(ledger->lines);
	free(ledger->rules);
	*ledger = (struct ledger){ 0 };
}

/* By rule, and as they came within one. */
static int
order_of_lines(const void *a, const void *b)
{
	const struct normalized *left = *(const struct normalized *const *)a;
	const struct normalized *right = *(const struct normalized *const *)b;
	int order = strcmp(left->rule, right->rule);

	return order != 0 ? order : (left > right) - (left < right);
}

static void
add_to_rule(struct ledger_rule *rule, const struct normalized *line)
{
	rule->count++;
	if (__builtin_add_overflow(rule->times, line->count, &rule->times))
		rule->times = UINT64_MAX;
}

void
ledger_of(struct ledger *out, const struct comparison *comparison)
{
	size_t count = comparison->normalized_count;

	*out = (struct ledger){ 0 };
	out->lines = xcalloc(count + 1, sizeof(const struct normalized *));
	for (size_t i = 0; i < count; i++)
		out->lines[i] = &comparison->normalized[i];
	qsort(out->lines, count, sizeof(const struct normalized *), order_of_lines);
	for (size_t i = 0; i < count; i++) {
		const char *rule = out->lines[i]->rule;

		if (i == 0 || strcmp(out->lines[i - 1]->rule, rule) != 0)
			array_append(out->rules, out->rule_count,
				     ((struct ledger_rule){ .rule = rule,
							    .lines = &out->lines[i] }));
		add_to_rule(&out->rules[out->rule_count - 1], out->lines[i]);
	}
}
