/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What compare_tilings.c, which pairs members, has in common with compare_leftovers.c and
 * compare_order.c. */

#include "compare/compare.h"

struct spellings;

/* Members of both sides with what pairs them; the names are sorted. */
struct members {
	const struct tilings *tilings; /* borrowed, all of these */
	const struct names *published, *rebuilt;
	const struct pairing *pairing;
	struct spellings *spellings; /* of the published one; made when it is asked */
};

/* The names of all members, unsorted. */
void members_name(struct names *names, const struct tiling *tiling);

/* Whether the order of members says nothing: each (sorted) name stands once, and no member
 * is a second name for one before it. */
bool members_have_no_order(const struct tiling *tiling, const struct names *names);

/* The place of a member within a place; *path, the caller's, keeps its text. */
struct place members_enter(const struct place *place, const char *name, char **path);

/* The member's own content, or NULL. */
const struct tile *members_content(const struct tiling *tiling, size_t member);

/* All of the member's bytes, headers and padding too. */
uint64_t members_bytes(const struct tiling *tiling, size_t member);

/* Counts a file of the outermost archive, and whether the other side has its content. */
void members_count(struct report *report, const struct place *place,
		   const struct tilings *tilings, const struct match *match);

/* The tiles of a member of each side, or those that belong to none (NO_MEMBER). */
void members_compare_tiles(struct report *report, const struct place *place,
			   const struct tilings *tilings, const struct match *match);

/* What a published member is called in the rebuilt one, and how that was found. */
struct rename {
	size_t rebuilt; /* the member, or NONE */
	enum likeness { LIKE_IN_CONTENT, LIKE_IN_PART, LIKE_IN_NAME } likeness;
};

/* Pairs what pairing has left over, by equal content, by similar content, then by name:
 * renames[i] is about added[i]; taken[i] becomes whether removed[i] belongs to one, and begins
 * as false. */
void members_find_renames(const struct members *members, struct rename *renames,
			  bool *taken);

/* What pairing has left over. */
void members_compare_leftovers(struct report *report, const struct place *place,
			       const struct members *members);
