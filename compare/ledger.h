/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The ledger of a comparison, rule by rule. */

#include "compare/comparison.h"

struct ledger_rule {
	const char *rule;		 /* borrowed: "tar-mtime/1" */
	const struct normalized **lines; /* borrowed from the ledger, as they came */
	size_t count;
	uint64_t times; /* that it applied, in all of them */
};

struct ledger {
	const struct normalized **lines; /* owned; each borrowed from the comparison */
	struct ledger_rule *rules;	 /* owned; by name */
	size_t rule_count;
};

#define cleanup_ledger __attribute__((cleanup(ledger_release)))
void ledger_release(struct ledger *ledger);
void ledger_of(struct ledger *out, const struct comparison *comparison);
