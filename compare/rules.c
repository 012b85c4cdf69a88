/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fnmatch.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "compare/rule.h"

static const struct rule rules[] = {
#define RULE(id, version, format, keys, fits, from, context, predicate, canonical,       \
	     harmless, hides)                                                            \
	{ id,	   version,   format,	 keys,	   rule_##fits, from,                    \
	  context, predicate, canonical, harmless, hides },
#include "compare/rules.def"
#undef RULE
};

_Static_assert(array_length(rules) <= RULES_MAX,
	       "struct rule_set has room for all rules");

static const char *const profiles[] = {
	[PROFILE_STRICT] = "strict",
	[PROFILE_RELEASE] = "release",
	[PROFILE_ARCHIVE] = "archive",
};

const struct rule *
rule_at(size_t index)
{
	return index < array_length(rules) ? &rules[index] : NULL;
}

static int
find_profile(const char *name, enum profile *profile, struct error *err)
{
	*profile = PROFILE_RELEASE;
	if (name == NULL)
		return 0;
	for (size_t i = 0; i < array_length(profiles); i++)
		if (strcmp(profiles[i], name) == 0) {
			*profile = (enum profile)i;
			return 0;
		}
	return error_set(
		err, ERROR_USAGE,
		"no profile is called \"%s\": there are strict, release and archive",
		name);
}

static bool
matches(const char *patterns, const char *key)
{
	while (*patterns != '\0') {
		size_t size = strcspn(patterns, " ");
		cleanup_free char *pattern = xstrndup(patterns, size);

		if (fnmatch(pattern, key, 0) == 0)
			return true;
		patterns += size + (patterns[size] == ' ');
	}
	return false;
}

static bool
is_in_profile(const struct rule *rule, enum profile profile, const char *context)
{
	if (profile == PROFILE_STRICT || profile < rule->from)
		return false;
	return rule->context == NULL || profile == PROFILE_ARCHIVE ||
	       (context != NULL && matches(rule->context, context));
}

static const struct rule *
find_rule(const char *id)
{
	for (size_t i = 0; i < array_length(rules); i++)
		if (strcmp(rules[i].id, id) == 0)
			return &rules[i];
	return NULL;
}

static int
no_such_rule(const char *id, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "no rule is called \"%s\": cupel explain lists them", id);
}

static int
change_rule(struct rule_set *set, const char *change, struct error *err)
{
	const struct rule *rule = find_rule(change + 1);

	if (change[0] != '+' && change[0] != '-')
		return error_set(
			err, ERROR_USAGE,
			"\"%s\" does not say whether to turn the rule on or off: "
			"write +%s or -%s",
			change, change, change);
	if (rule == NULL)
		return no_such_rule(change + 1, err);
	set->on[rule - rules] = change[0] == '+';
	return 0;
}

int
rule_set_choose(struct rule_set *set, const struct comparison_options *options,
		struct error *err)
{
	const char *at = options->rule_changes;
	enum profile profile;

	if (find_profile(options->profile, &profile, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(rules); i++)
		set->on[i] = is_in_profile(&rules[i], profile, options->context);
	while (at != NULL && *at != '\0') {
		size_t size = strcspn(at, ",");
		cleanup_free char *change = xstrndup(at, size);

		if (size > 0 && change_rule(set, change, err) < 0)
			return -1;
		at += size + (at[size] == ',');
	}
	return 0;
}

/* Where what a rule calls a matter of packing is what gets installed, and where readers
 * stop at the end of the first stream. */
static const struct {
	const char *rule, *format;
} never_within[] = {
	{ "tar-owner", "deb" }, { "tar-mode-umask", "deb" },
	{ "tar-owner", "rpm" }, { "tar-mode-umask", "rpm" },
	{ "tar-owner", "oci" }, { "tar-mode-umask", "oci" },
	{ "tar-order", "oci" },
	{ "stream-cut", "deb" },
	{ "stream-cut", "rpm" },
};

void
rule_set_enter(struct rule_set *set, const struct format *format)
{
	for (size_t i = 0; i < array_length(rules) && format->seals; i++)
		if (!matches(rules[i].format, format->name))
			set->on[i] = false;
	for (size_t i = 0; i < array_length(never_within); i++) {
		const struct rule *rule = find_rule(never_within[i].rule);

		if (rule != NULL && strcmp(never_within[i].format, format->name) == 0)
			set->on[rule - rules] = false;
	}
}

static bool
is_sound(const struct tile *tile)
{
	return tile == NULL || tile_complaint_of(tile) == NULL;
}

const struct rule *
rule_for(const struct rule_set *set, const struct difference *difference)
{
	if (!is_sound(difference->published) || !is_sound(difference->rebuilt))
		return NULL;
	for (size_t i = 0; i < array_length(rules); i++)
		if (set->on[i] && matches(rules[i].format, difference->format->name) &&
		    matches(rules[i].keys, difference->key) && rules[i].fits(difference))
			return &rules[i];
	return NULL;
}

const struct rule *
rule_on(const struct rule_set *set, const char *id)
{
	const struct rule *rule = find_rule(id);

	return rule != NULL && set->on[rule - rules] ? rule : NULL;
}

static void
append_paragraph(struct buffer *out, const char *label, const char *text)
{
	enum { COLUMNS = 80, MARGIN = 12 };
	struct fold fold = { COLUMNS, MARGIN, MARGIN };

	buffer_printf(out, "  %-*s", MARGIN - 2, label);
	fold_append(out, &fold, text);
}

static void
append_rule(struct buffer *out, const struct rule *rule)
{
	buffer_printf(out, "%s/%u\n", rule->id, rule->version);
	buffer_printf(out, "  %-10s%s: %s\n", "covers", rule->format, rule->keys);
	append_paragraph(out, "asks for", rule->predicate);
	append_paragraph(out, "canonical", rule->canonical);
	append_paragraph(out, "harmless", rule->harmless);
	append_paragraph(out, "may hide", rule->hides);
	for (size_t i = 0; i < array_length(never_within); i++)
		if (strcmp(never_within[i].rule, rule->id) == 0)
			buffer_printf(out, "  %-10sa %s\n", "never in",
				      never_within[i].format);
	buffer_printf(out, "  %-10s%s%s%s%s\n", "profile", profiles[rule->from],
		      rule->context != NULL ? " in packages of " : "",
		      rule->context != NULL ? rule->context : "",
		      rule->context != NULL ? ", archive in all" : "");
}

int
rule_explain(const char *id, struct buffer *out, struct error *err)
{
	/* "tar-mtime/1", as reports have it, will do. */
	cleanup_free char *name = xstrndup(id, strcspn(id, "/"));
	const struct rule *rule = find_rule(name);

	if (rule == NULL)
		return no_such_rule(id, err);
	append_rule(out, rule);
	return 0;
}

void
rules_list(struct buffer *out)
{
	for (size_t i = 0; i < array_length(rules); i++) {
		const struct rule *rule = &rules[i];

		buffer_printf(out, "%-26s%-9s%s%s%s\n", rule->id, profiles[rule->from],
			      rule->format,
			      rule->context != NULL ? ", in packages of " : "",
			      rule->context != NULL ? rule->context : "");
	}
}
