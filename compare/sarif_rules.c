/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of a run: their ids are stable, as viewers remember what was done about them.
 */
#include "base/memory.h"
#include "compare/sarif.h"

static const struct {
	const char *id, *name, *short_text, *full_text, *level;
} rules[] = {
	[FINDING_CONTENT] = { "content", "ContentDiffers", "The bytes of a file differ.",
			      "A file of the published artifact has other content than "
			      "the "
			      "one that was rebuilt.",
			      "warning" },
	[FINDING_FIELD] = { "field", "FieldDiffers", "A named value differs.",
			    "A header, an attribute or a key has another value in the "
			    "published artifact than in the rebuilt one.",
			    "warning" },
	[FINDING_ADDED] = { "added", "OnlyPublished", "Only the published side has it.",
			    "The published artifact holds something that the source does "
			    "not "
			    "make.",
			    "warning" },
	[FINDING_REMOVED] = { "removed", "OnlyRebuilt", "Only the rebuilt side has it.",
			      "The source makes something that the published artifact "
			      "does "
			      "not hold.",
			      "warning" },
	[FINDING_RENAMED] = { "renamed", "Renamed", "The same content has another name.",
			      "A file has the same bytes on both sides, and another "
			      "name.",
			      "warning" },
	[FINDING_ORDER] = { "order", "OrderDiffers", "The same parts, in another order.",
			    "Parts that are equal stand in another order on the two "
			    "sides.",
			    "note" },
	[FINDING_ANOMALY] = { "anomaly", "FormatViolated",
			      "A side breaks its own format.",
			      "A file does not follow the rules of its own format, so "
			      "that "
			      "readers may disagree about what it holds.",
			      "error" },
	[FINDING_OPAQUE] = { "opaque", "UnnamedBytes", "Bytes differ that have no name.",
			     "Bytes differ that no part of the format accounts for.",
			     "warning" },
	[SARIF_NORMALIZED] = { "normalized", "Normalized",
			       "A difference that a rule excuses.",
			       "The two sides differ here in a way that a named rule of "
			       "cupel "
			       "declares harmless; cupel explain RULE says why.",
			       "none" },
	[SARIF_VERDICT] = { "verdict", "Verdict", "The verdict of the whole.",
			    "Whether the published package is what its tagged source "
			    "makes.",
			    "error" },
};

const char *
sarif_rule_id(size_t rule)
{
	return rules[rule].id;
}

static struct json *
rule_to_json(size_t index)
{
	struct json *rule = json_new_object(), *configuration = json_new_object();

	json_set_text(rule, "id", rules[index].id);
	json_set_text(rule, "name", rules[index].name);
	json_set(rule, "shortDescription", sarif_message(rules[index].short_text));
	json_set(rule, "fullDescription", sarif_message(rules[index].full_text));
	json_set(rule, "help", sarif_message(rules[index].full_text));
	json_set_text(configuration, "level", rules[index].level);
	json_set(rule, "defaultConfiguration", configuration);
	return rule;
}

struct json *
sarif_rules(void)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < array_length(rules); i++)
		json_append(list, rule_to_json(i));
	return list;
}
