/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members that one side alone names: renamed, where the other side has the same or
 * similar content under another name, else added or removed.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/compare.h"
#include "compare/explain.h"
#include "compare/members.h"
#include "compare/spellings.h"

static int64_t
mode_of(const struct tiling *tiling, const struct member *member)
{
	for (size_t i = member->first; i < member->first + member->count; i++)
		if (strcmp(tiling->tiles[i].key, "mode") == 0)
			return tiling->tiles[i].number;
	return 0;
}

static bool
judge_twice(struct finding *finding, const struct members *members, size_t index)
{
	const char *name = member_key(&members->tilings->published->members[index]);

	if (!names_have(members->published, name, 2))
		return false;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "a second member of this name: readers take one or the "
			    "other");
	return true;
}

/* What the first tile that breaks its format is called, and how it does. */
static bool
judge_broken(struct finding *finding, const struct tiling *tiling,
	     const struct member *member)
{
	for (size_t i = member->first; i < member->first + member->count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile_complaint_of(tile) == NULL)
			continue;
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "only the published one has this: %s: %s",
				    tile->key, tile_complaint_of(tile));
		return true;
	}
	return false;
}

/* A name that only the published side has: what it may do is said beside the rest. */
static void
judge_name(struct finding *finding, const struct members *members, size_t index)
{
	const struct tiling *tiling = members->tilings->published;
	const struct member *member = &tiling->members[index];
	cleanup_free char *trouble = NULL, *said = NULL;

	if (member->type == 's')
		return;
	if (members->spellings->at == NULL)
		spellings_make(members->spellings, tiling);
	trouble = spellings_trouble(members->spellings, member->name);
	if (trouble == NULL)
		return;
	said = xstrdup(finding->message);
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s: %s", said, trouble);
}

/* What makes a member that only the published side has more than a change. */
static void
judge_added(struct finding *finding, const struct members *members, size_t index)
{
	const struct tiling *tiling = members->tilings->published;
	const struct member *member = &tiling->members[index];
	enum { RUNS = 0111, SPECIAL = 07000 };

	if (judge_twice(finding, members, index) || judge_broken(finding, tiling, member))
		return;
	if (member->type == 'l' || member->type == 'h') {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "only the published one has this link");
	} else if (member->type == 'o') {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "only the published one has this device or pipe");
	} else if (member->type == 'f' &&
		   (mode_of(tiling, member) & (RUNS | SPECIAL)) != 0) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "only the published one has this executable");
	}
}

static void
show_content(struct report *report, struct finding *finding, struct side *side,
	     const struct pair *pair)
{
	struct bytes content =
		side == &finding->published ? pair->published : pair->rebuilt;
	const struct format *format = format_recognize(content);

	if (format->explain != NULL)
		format->explain(finding, pair->published, pair->rebuilt,
				&report->options->limits);
	else if (format->is_text)
		explain_text(finding, pair->published, pair->rebuilt,
			     &report->options->limits);
	*side = (struct side){ .present = true,
			       .size = content.size,
			       .value = side->value };
	finding_set_cause(finding, NULL, NULL);
}

/* What the explanation of the content has found alarming is kept beside it. */
static void
state_lone(struct finding *finding, bool added, char type)
{
	cleanup_free char *alarming =
		finding->severity == SEVERITY_ALARM ? xstrdup(finding->message) : NULL;

	finding_set_message(finding, "only the %s one has this %s%s%s",
			    added ? "published" : "rebuilt",
			    type == 'd'	  ? "folder"
			    : type == 's' ? "part"
					  : "file",
			    alarming != NULL ? ": " : "",
			    alarming != NULL ? alarming : "");
}

/* All of a member's bytes; nothing where they stand apart. */
static struct bytes
whole_of(const struct tiling *tiling, const struct member *member)
{
	const struct tile *first;
	uint64_t end;

	if (member->count == 0)
		return (struct bytes){ 0 };
	first = &tiling->tiles[member->first];
	end = first->offset;
	for (size_t i = 0; i < member->count; end += first[i++].bytes.size)
		if (first[i].offset != end)
			return (struct bytes){ 0 };
	return bytes_slice(tiling->content, (size_t)first->offset,
			   (size_t)(end - first->offset));
}

/* A member that one side alone has, as rules and formats see it: with its content, or
 * with its first tile where it has none. */
static struct difference
lone_difference(const struct place *place, const struct tilings *tilings,
		const struct match *match)
{
	bool added = match->published != NONE;
	const struct tiling *tiling = added ? tilings->published : tilings->rebuilt;
	size_t index = added ? match->published : match->rebuilt;
	const struct member *member = &tiling->members[index];
	const struct tile *tile = members_content(tiling, index);

	if (tile == NULL && member->count > 0)
		tile = &tiling->tiles[member->first];
	return (struct difference){
		.format = tilings->format,
		.key = "member",
		.type = member->type,
		.member = member_key(member),
		.published = added ? tile : NULL,
		.rebuilt = added ? NULL : tile,
		.published_file = tilings->published->content,
		.rebuilt_file = tilings->rebuilt->content,
		.package = place->package,
		.whole = whole_of(tiling, member),
	};
}

/* The rule that covers a member that one side alone has; NULL. */
static const struct rule *
rule_for_lone(const struct report *report, const struct place *place,
	      const struct tilings *tilings, const struct match *match)
{
	const struct difference difference = lone_difference(place, tilings, match);
	const struct tiling *tiling =
		difference.published != NULL ? tilings->published : tilings->rebuilt;
	size_t index = match->published != NONE ? match->published : match->rebuilt;
	const struct rule *rule = rule_for(&report->rules, &difference);

	for (size_t i = 0; i < tiling->members[index].count && rule != NULL; i++)
		if (tile_complaint_of(&tiling->tiles[tiling->members[index].first + i]) !=
		    NULL)
			rule = NULL;
	return rule;
}

static void
excuse_lone(struct report *report, const struct place *inside, const struct rule *rule,
	    const struct difference *difference, uint64_t bytes)
{
	cleanup_free char *said = xasprintf("%llu bytes", (unsigned long long)bytes);

	report_normalized(report, inside,
			  &(struct ledger_line){
				  rule, difference->key,
				  difference->published != NULL ? said : NULL,
				  difference->published != NULL ? NULL : said, bytes });
}

/* What a member holds; nothing where it has been cut into its values. */
static struct bytes
content_of(const struct tiling *tiling, size_t member)
{
	const struct tile *content = members_content(tiling, member);

	return content == NULL ? (struct bytes){ 0 } : tile_content_of(content);
}

/* Whether a rule of the package's kind covers a member that one side alone has. */
static bool
excuse_by_kind(struct report *report, const struct place *inside,
	       const struct members *members, const struct match *match)
{
	bool added = match->published != NONE;
	const struct tiling *tiling =
		added ? members->tilings->published : members->tilings->rebuilt;
	size_t index = added ? match->published : match->rebuilt;
	const char *id = NULL, *name = tiling->members[index].name;
	uint64_t bytes = members_bytes(tiling, index);
	cleanup_buffer struct buffer shown = BUFFER_INIT(SIZE_MAX);
	const struct rule *rule;

	if (report->excuses && inside->depth == inside->outer + 1 &&
	    !names_have(added ? members->published : members->rebuilt, name, 2))
		id = context_excuse_lone(report->context, tiling, index, added);
	rule = id == NULL ? NULL : rule_on(&report->rules, id);
	if (rule == NULL)
		return false;
	if (report->context->covered == NULL ||
	    !report->context->covered(id, tile_content_of(members_content(tiling, index)),
				      &shown))
		buffer_append_text(&shown, "present");
	report_normalized(
		report, inside,
		&(struct ledger_line){ rule, "member", added ? buffer_text(&shown) : NULL,
				       added ? NULL : buffer_text(&shown), bytes });
	return true;
}

/* A member that one side alone has. */
static void
find_lone_member(struct report *report, const struct place *place,
		 const struct members *members, const struct match *match)
{
	bool added = match->published != NONE;
	const struct tiling *tiling =
		added ? members->tilings->published : members->tilings->rebuilt;
	size_t index = added ? match->published : match->rebuilt;
	struct bytes bytes = content_of(tiling, index);
	struct pair pair = { added ? bytes : (struct bytes){ 0 },
			     added ? (struct bytes){ 0 } : bytes };
	cleanup_free char *path = NULL;
	struct place inside =
		members_enter(place, member_key(&tiling->members[index]), &path);
	const struct difference lone = lone_difference(place, members->tilings, match);
	const struct rule *rule = rule_for_lone(report, place, members->tilings, match);
	struct finding *finding;

	compare_claims(report, place, members->tilings, match);
	if (rule != NULL) {
		excuse_lone(report, &inside, rule, &lone, members_bytes(tiling, index));
		return;
	}
	if (excuse_by_kind(report, &inside, members, match))
		return;
	if (tiling->members[index].type == 'f')
		compare_keep(report, &inside, NULL, added ? &bytes : NULL,
			     added ? NULL : &bytes);
	finding = report_finding(report, &inside, "member",
				 added ? FINDING_ADDED : FINDING_REMOVED,
				 members_bytes(tiling, index));
	if (finding == NULL)
		return;
	show_content(report, finding, added ? &finding->published : &finding->rebuilt,
		     &pair);
	state_lone(finding, added, tiling->members[index].type);
	if (added) {
		judge_added(finding, members, index);
		judge_name(finding, members, index);
	}
	if (lone.format->judge != NULL)
		lone.format->judge(finding, &lone);
	if (tiling->members[index].type != 'd')
		compare_ask_context(report, &inside, added ? &bytes : NULL,
				    added ? NULL : &bytes);
}

static const char *const likenesses[] = {
	[LIKE_IN_CONTENT] = "the same content",
	[LIKE_IN_PART] = "similar content",
	[LIKE_IN_NAME] = "what seems to be the same file",
};

/* What the member is called on the other side, where its content is the same or similar.
 */
static void
find_rename(struct report *report, const struct place *place,
	    const struct members *members, const struct match *match,
	    enum likeness likeness)
{
	const struct tilings *tilings = members->tilings;
	const struct member *member = &tilings->published->members[match->published];
	const char *before = member_key(&tilings->rebuilt->members[match->rebuilt]);
	cleanup_free char *path = NULL;
	struct place inside = members_enter(place, member_key(member), &path);
	struct finding *finding = report_finding(report, &inside, "path", FINDING_RENAMED,
						 strlen(member_key(member)));
	struct bytes content = content_of(tilings->published, match->published);
	struct bytes old = content_of(tilings->rebuilt, match->rebuilt);

	if (finding != NULL) {
		const struct limits *limits = &report->options->limits;

		finding_set_message(finding, "%s is called %s in the rebuilt one",
				    likenesses[likeness], before);
		finding->published.present = finding->rebuilt.present = true;
		finding->published.size = content.size;
		finding->rebuilt.size = old.size;
		finding->published.value = report_value(member_key(member), limits);
		finding->rebuilt.value = report_value(before, limits);
		judge_twice(finding, members, match->published);
		judge_name(finding, members, match->published);
		compare_ask_context(report, &inside, &content, NULL);
	}
	members_count(report, place, tilings, match);
	compare_claims(report, place, tilings, match);
	members_compare_tiles(report, &inside, tilings, match);
	tiling_forget(tilings->published, match->published);
	tiling_forget(tilings->rebuilt, match->rebuilt);
}

void
members_compare_leftovers(struct report *report, const struct place *place,
			  const struct members *members)
{
	const struct pairing *pairing = members->pairing;
	cleanup_free struct rename *renames =
		xcalloc(pairing->added_count + 1, sizeof(*renames));
	cleanup_free bool *taken = xcalloc(pairing->removed_count + 1, sizeof(*taken));

	members_find_renames(members, renames, taken);
	for (size_t i = 0; i < pairing->added_count; i++) {
		struct match match = { pairing->added[i], renames[i].rebuilt };

		if (match.rebuilt != NONE) {
			find_rename(report, place, members, &match, renames[i].likeness);
			continue;
		}
		members_count(report, place, members->tilings, &match);
		find_lone_member(report, place, members, &match);
		tiling_forget(members->tilings->published, match.published);
	}
	for (size_t i = 0; i < pairing->removed_count; i++) {
		struct match match = { NONE, pairing->removed[i] };

		if (taken[i])
			continue;
		find_lone_member(report, place, members, &match);
		tiling_forget(members->tilings->rebuilt, match.rebuilt);
	}
}
