/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pairing.  Tiles of the file itself and members pair by key and name, those of one key
 * by position; compare_leftovers.c looks at the members that are left over.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/claims.h"
#include "compare/compare.h"
#include "compare/members.h"
#include "compare/spellings.h"

/* The tiles of one member, or of none. */
static void
name_tiles(struct names *names, const struct tiling *tiling, size_t member)
{
	size_t first = member == NO_MEMBER ? 0 : tiling->members[member].first;
	size_t count =
		member == NO_MEMBER ? tiling->tile_count : tiling->members[member].count;

	names_init(names, count);
	for (size_t i = first; i < first + count; i++)
		if (tiling->tiles[i].member == member)
			names_add(names, tiling->tiles[i].key, i);
}

static void
compare_one(struct report *report, const struct place *place,
	    const struct tilings *tilings, const struct match *match)
{
	const struct tile *published =
		match->published == NONE ? NULL
					 : &tilings->published->tiles[match->published];
	const struct tile *rebuilt =
		match->rebuilt == NONE ? NULL : &tilings->rebuilt->tiles[match->rebuilt];
	const struct tile *any = published != NULL ? published : rebuilt;
	const struct tiling *side =
		published != NULL ? tilings->published : tilings->rebuilt;
	const struct member *member =
		any->member == NO_MEMBER ? NULL : &side->members[any->member];
	struct difference difference = {
		.format = tilings->format,
		.key = any->key,
		.published = published,
		.rebuilt = rebuilt,
		.type = member == NULL ? 0 : member->type,
		.member = member == NULL ? NULL : member_key(member),
		.published_file = tilings->published->content,
		.rebuilt_file = tilings->rebuilt->content,
		.package = place->package,
	};

	compare_tile(report, place, &difference);
}

/* Pairs the tiles of members whose keys stand in the same order, as those of most do. */
static bool
pair_in_order(struct pairing *out, const struct tilings *tilings,
	      const struct match *match)
{
	const struct member *a, *b;

	if (match->published == NO_MEMBER)
		return false;
	a = &tilings->published->members[match->published];
	b = &tilings->rebuilt->members[match->rebuilt];
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(tilings->published->tiles[a->first + i].key,
			   tilings->rebuilt->tiles[b->first + i].key) != 0)
			return false;
	out->matches = xcalloc(a->count + 1, sizeof(*out->matches));
	out->match_count = a->count;
	for (size_t i = 0; i < a->count; i++)
		out->matches[i] = (struct match){ a->first + i, b->first + i };
	return true;
}

static void
pair_tiles(struct pairing *out, const struct tilings *tilings, const struct match *match)
{
	cleanup_names struct names published = { 0 }, rebuilt = { 0 };

	if (pair_in_order(out, tilings, match))
		return;
	name_tiles(&published, tilings->published, match->published);
	name_tiles(&rebuilt, tilings->rebuilt, match->rebuilt);
	pair_names(out, &published, &rebuilt);
}

/* What is no content of the tile's own was read to see whether the tile is right. */
static void
forget_verified(const struct tile *tile)
{
	if (tile->encoded != NULL && tile->kind == TILE_FIELD)
		encoded_forget(tile->encoded);
}

/* What tiles say of a stream is known to be right once it is read: where they differ,
 * that is now, and before any of them is compared. */
static void
read_streams(const struct tilings *tilings, const struct pairing *pairing)
{
	for (size_t i = 0; i < pairing->match_count; i++) {
		const struct match *match = &pairing->matches[i];
		const struct tile *a = &tilings->published->tiles[match->published];
		const struct tile *b = &tilings->rebuilt->tiles[match->rebuilt];

		if ((a->encoded == NULL && b->encoded == NULL) || tile_is_same(a, b))
			continue;
		if (a->encoded != NULL)
			encoded_read(a->encoded);
		if (b->encoded != NULL)
			encoded_read(b->encoded);
		forget_verified(a);
		forget_verified(b);
	}
}

/* A renamed member's path is the rename, which has been reported. */
static bool
is_path_of_renamed(const struct tilings *tilings, const struct match *members,
		   const struct match *tiles)
{
	return members->published != NO_MEMBER &&
	       strcmp(member_key(&tilings->published->members[members->published]),
		      member_key(&tilings->rebuilt->members[members->rebuilt])) != 0 &&
	       strcmp(tilings->published->tiles[tiles->published].key, "path") == 0;
}

void
members_compare_tiles(struct report *report, const struct place *place,
		      const struct tilings *tilings, const struct match *match)
{
	cleanup_pairing struct pairing pairing = { 0 };

	pair_tiles(&pairing, tilings, match);
	read_streams(tilings, &pairing);
	for (size_t i = 0; i < pairing.match_count; i++)
		if (!is_path_of_renamed(tilings, match, &pairing.matches[i]))
			compare_one(report, place, tilings, &pairing.matches[i]);
	for (size_t i = 0; i < pairing.added_count; i++)
		compare_one(report, place, tilings,
			    &(struct match){ pairing.added[i], NONE });
	for (size_t i = 0; i < pairing.removed_count; i++)
		compare_one(report, place, tilings,
			    &(struct match){ NONE, pairing.removed[i] });
	compare_tile_order(report, place, tilings, &pairing);
}

const struct tile *
members_content(const struct tiling *tiling, size_t member)
{
	const struct member *at = &tiling->members[member];

	for (size_t i = at->first; i < at->first + at->count; i++)
		if (tiling->tiles[i].kind == TILE_CONTENT ||
		    tiling->tiles[i].kind == TILE_STREAM)
			return &tiling->tiles[i];
	return NULL;
}

uint64_t
members_bytes(const struct tiling *tiling, size_t member)
{
	const struct member *at = &tiling->members[member];
	uint64_t bytes = 0;

	for (size_t i = at->first; i < at->first + at->count; i++)
		bytes += tiling->tiles[i].bytes.size;
	return bytes;
}

struct place
members_enter(const struct place *place, const char *name, char **path)
{
	struct place inside = *place;

	*path = xasprintf("%s//%s", place->path, name);
	inside.path = *path;
	if (place->depth < place->outer)
		inside.artifact = name;
	if (place->depth == place->outer)
		inside.member = name;
	inside.entered = name;
	inside.claims = NULL;
	inside.scoped = NULL;
	if (place->scoped != NULL && claims_name_is(place->scoped->source->scope, name))
		inside.claims = place->scoped;
	inside.depth++;
	inside.nesting++;
	return inside;
}

/* Whether two members without a content, being cut into values, have the same ones. */
static bool
have_same_tiles(const struct tilings *tilings, const struct match *match)
{
	const struct member *a = &tilings->published->members[match->published];
	const struct member *b = &tilings->rebuilt->members[match->rebuilt];

	for (size_t i = 0; i < a->count && a->count == b->count; i++)
		if (!bytes_equal(tilings->published->tiles[a->first + i].bytes,
				 tilings->rebuilt->tiles[b->first + i].bytes))
			return false;
	return a->count == b->count;
}

static bool
hold_same(const struct tilings *tilings, const struct match *match)
{
	const struct tile *published =
		members_content(tilings->published, match->published);
	const struct tile *rebuilt = members_content(tilings->rebuilt, match->rebuilt);

	if (published == NULL && rebuilt == NULL)
		return have_same_tiles(tilings, match);
	return published != NULL && rebuilt != NULL &&
	       tile_holds_same(published, rebuilt);
}

void
members_count(struct report *report, const struct place *place,
	      const struct tilings *tilings, const struct match *match)
{
	if (place->depth != place->outer ||
	    tilings->published->members[match->published].type != 'f')
		return;
	report->comparison->members++;
	if (match->rebuilt != NONE && hold_same(tilings, match))
		report->comparison->members_equal++;
}

static bool
contents_are_same(const struct tilings *tilings, const struct match *match)
{
	const struct tile *a = members_content(tilings->published, match->published);
	const struct tile *b = members_content(tilings->rebuilt, match->rebuilt);

	return a == b || (a != NULL && b != NULL && tile_holds_same(a, b));
}

/* Of members of one name some readers take the first and some the last. */
static void
find_twice(struct report *report, const struct place *place,
	   const struct members *members, const struct match *match)
{
	const struct tilings *tilings = members->tilings;
	struct finding *finding;

	if (!names_have(members->published,
			member_key(&tilings->published->members[match->published]), 2) ||
	    contents_are_same(tilings, match))
		return;
	finding = report_finding(report, place, "member", FINDING_ANOMALY, 0);
	if (finding == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "one of several members of this name differs: readers take "
			    "one or the other");
}

static void
compare_members(struct report *report, const struct place *place,
		const struct members *members, const struct match *match)
{
	const struct tilings *tilings = members->tilings;
	const struct member *member = &tilings->published->members[match->published];
	uint64_t before = report->comparison->accounting.found;
	cleanup_free char *path = NULL;
	struct place inside = members_enter(place, member_key(member), &path);

	members_count(report, place, tilings, match);
	compare_claims(report, place, tilings, match);
	members_compare_tiles(report, &inside, tilings, match);
	if (report->comparison->accounting.found != before)
		find_twice(report, &inside, members, match);
	tiling_forget(tilings->published, match->published);
	tiling_forget(tilings->rebuilt, match->rebuilt);
}

/* Lists of what the members are come last: what they follow from has been seen by then.
 */
static void
compare_all(struct report *report, const struct place *place,
	    const struct members *members)
{
	const struct tilings *tilings = members->tilings;
	const struct pairing *pairing = members->pairing;

	for (int last = 0; last <= 1; last++) {
		for (size_t i = 0; i < pairing->match_count; i++) {
			const struct match *match = &pairing->matches[i];

			if (claims_come_last(
				    place,
				    tilings->published->members[match->published].name) ==
			    (last == 1))
				compare_members(report, place, members, match);
		}
		if (last == 0)
			members_compare_leftovers(report, place, members);
	}
}

void
members_name(struct names *names, const struct tiling *tiling)
{
	names_init(names, tiling->member_count);
	for (size_t i = 0; i < tiling->member_count; i++)
		names_add(names, member_key(&tiling->members[i]), i);
}

bool
members_have_no_order(const struct tiling *tiling, const struct names *names)
{
	for (size_t i = 0; i < tiling->member_count; i++)
		if (tiling->members[i].type == 'h')
			return false;
	return !names_repeat(names);
}

/* Where nobody has said what kind of package it is, the published one shows. */
static void
find_context(struct report *report, const struct tilings *tilings)
{
	if (report->options->context != NULL || report->context != NULL)
		return;
	report->context = context_of(tilings->published);
	report->excuses = report->context != NULL &&
			  context_of(tilings->rebuilt) == report->context;
}

void
compare_tilings(struct report *report, const struct place *place,
		const struct tilings *tilings)
{
	cleanup_names struct names published = { 0 }, rebuilt = { 0 };
	cleanup_pairing struct pairing pairing = { 0 };
	cleanup_spellings struct spellings spellings = { 0 };
	struct members members = { tilings, &published, &rebuilt, &pairing, &spellings };

	if (place->depth == 0)
		find_context(report, tilings);
	members_compare_tiles(report, place, tilings,
			      &(struct match){ NO_MEMBER, NO_MEMBER });
	members_name(&published, tilings->published);
	members_name(&rebuilt, tilings->rebuilt);
	pair_names(&pairing, &published, &rebuilt);
	compare_all(report, place, &members);
	if (tilings->unordered)
		return;
	compare_order(report, place, tilings, &pairing,
		      members_have_no_order(tilings->published, &published) &&
			      !names_repeat(&rebuilt));
}
