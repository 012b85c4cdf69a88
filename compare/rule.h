/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Rules: which differences are harmless, each one named, with the predicate that both
 * values must satisfy and what it could hide.  rules.def holds them all.
 *
 * To add one: a line in rules.def, its predicate in rule_predicates.c, and two tests: one
 * where it applies and one where it must not.
 */

#include "compare/format.h"

enum profile { PROFILE_STRICT, PROFILE_RELEASE, PROFILE_ARCHIVE };

struct rule {
	const char *id; /* stable: "tar-mtime" */
	unsigned version;
	const char *format; /* the formats whose tiles it covers, with spaces between */
	const char *keys;   /* their keys: patterns of fnmatch(3), with spaces between */
	/* Whether both values (either may be absent) satisfy the predicate. */
	bool (*fits)(const struct difference *difference);
	enum profile from;   /* the first profile that turns it on */
	const char *context; /* where a `from` before archive counts; NULL: everywhere */
	const char *predicate, *canonical, *harmless, *hides; /* for a person */
};

enum { RULES_MAX = 128 };

/* Which rules of the table are on. */
struct rule_set {
	bool on[RULES_MAX];
};

/* -1 with ERROR_USAGE when there is no such profile or no such rule. */
int rule_set_choose(struct rule_set *set, const struct comparison_options *options,
		    struct error *err);

/* Turns off what never holds within files of a format: owners in a deb are installed. */
void rule_set_enter(struct rule_set *set, const struct format *format);

/* The rule that is on and covers the difference, or NULL.  A tile that breaks its own
 * format is covered by none. */
const struct rule *rule_for(const struct rule_set *set,
			    const struct difference *difference);

/* A rule by its id when it is on; else NULL. */
const struct rule *rule_on(const struct rule_set *set, const char *id);

/* Every rule, in the order of the table; NULL after the last. */
const struct rule *rule_at(size_t index);

/* Predicates, in rule_predicates.c and its kin. */
#define RULE(id, version, format, keys, fits, from, context, ...)                        \
	bool rule_##fits(const struct difference *difference);
#include "compare/rules.def"
#undef RULE
