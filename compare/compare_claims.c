/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packages say of their own members, held against the members. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/claims.h"
#include "compare/members.h"

struct claimed {
	const struct tiling *tiling;
	size_t member;
	const struct claim_list *list;
	bool published;
};

/* true when the side's list is right about its member, or says nothing. */
static bool
check_side(struct report *report, const struct place *place, struct claims *claims,
	   const struct claimed *claimed)
{
	const struct member *member = &claimed->tiling->members[claimed->member];
	const struct tile *content = members_content(claimed->tiling, claimed->member);
	cleanup_free char *path = NULL;
	struct place inside = members_enter(place, member_key(member), &path);
	cleanup_free char *trouble = content == NULL
					     ? NULL
					     : claims_check(claimed->list, member->name,
							    tile_content_of(content));
	struct finding *finding;

	if (trouble == NULL)
		return true;
	claims->lied = true;
	finding = report_finding(report, &inside, "claim", FINDING_ANOMALY, 0);
	if (finding == NULL)
		return false;
	finding_set_message(finding, "%s: the package's own %s %s",
			    claimed->published ? "published" : "rebuilt",
			    claims->source->id, trouble);
	if (claimed->published)
		finding_raise(finding, SEVERITY_ALARM);
	return false;
}

static bool
contents_are_equal(const struct tilings *tilings, const struct match *match)
{
	const struct tile *published =
		members_content(tilings->published, match->published);
	const struct tile *rebuilt = members_content(tilings->rebuilt, match->rebuilt);

	if (published == NULL || rebuilt == NULL)
		return published == rebuilt;
	return tile_holds_same(published, rebuilt);
}

void
compare_claims(struct report *report, const struct place *place,
	       const struct tilings *tilings, const struct match *match)
{
	struct claims *claims = place->claims;
	bool lone = match->published == NONE || match->rebuilt == NONE, right = true;
	const char *name;

	if (claims == NULL)
		return;
	name = match->published != NONE
		       ? tilings->published->members[match->published].name
		       : tilings->rebuilt->members[match->rebuilt].name;
	if (!lone && claims_agree(claims, name) && contents_are_equal(tilings, match))
		return;
	if (match->published != NONE)
		right = check_side(report, place, claims,
				   &(struct claimed){ tilings->published,
						      match->published,
						      &claims->published, true });
	if (match->rebuilt != NONE)
		right = check_side(report, place, claims,
				   &(struct claimed){ tilings->rebuilt, match->rebuilt,
						      &claims->rebuilt, false }) &&
			right;
	if (right)
		claims_follow(claims, name);
}

bool
claims_come_last(const struct place *place, const char *member)
{
	if (place->scoped != NULL)
		return claims_name_is(place->scoped->source->holder, member);
	return place->claims != NULL && place->claims->source->scope == NULL &&
	       claims_name_is(place->claims->source->carrier, member);
}

static bool
is_list(const struct place *place)
{
	return place->listed != NULL && place->entered != NULL &&
	       claims_name_is(place->listed->source->carrier, place->entered);
}

bool
claims_follow_here(const struct place *place, const struct pair *pair)
{
	return is_list(place) &&
	       claims_explain(place->listed, pair->published, pair->rebuilt);
}

bool
claims_follow_tile(const struct place *place, const struct difference *difference)
{
	return place->listed != NULL && difference->member != NULL &&
	       difference->published != NULL && difference->published->claim &&
	       difference->rebuilt != NULL && difference->rebuilt->claim &&
	       claims_are_followed(place->listed, difference->member);
}

const struct rule *
claims_rule_here(const struct report *report, const struct place *place,
		 const struct pair *pair)
{
	if (!is_list(place) || strcmp(place->listed->source->id, "RECORD") != 0 ||
	    !claims_are_reordered(place->listed, pair->published, pair->rebuilt))
		return NULL;
	return rule_on(&report->rules, "wheel-record");
}
