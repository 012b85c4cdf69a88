/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The only code that knows that there are two sides.  compare.c decides what two contents
 * are and recurses; compare_tilings.c pairs members and tiles by key, compare_leftovers.c
 * members by content; compare_tile.c judges one pair; compare_order.c the order.  Every
 * byte that differs goes into one report_finding(), report_normalized() or
 * report_follows().
 */

#include "compare/context.h"
#include "compare/format.h"
#include "compare/pairing.h"
#include "compare/report.h"

/* The published side first. */
struct pair {
	struct bytes published, rebuilt;
};

struct tilings {
	const struct format *format;
	const struct tiling *published, *rebuilt; /* borrowed */
	bool unordered; /* a folder: its members stand nowhere */
};

/* Two contents at one place, and what holds them. */
struct contents {
	struct pair pair;
	const struct difference *outer; /* borrowed; NULL */
};

/* Two contents at one place; equal ones cost one look at their bytes.  `outer` is NULL,
 * or the two tiles that hold them. */
void compare_content(struct report *report, const struct place *place,
		     const struct pair *pair, const struct difference *outer);

/* In compare_leaf.c: as a whole, by a format without parts. */
void compare_leaf(struct report *report, const struct place *place,
		  const struct format *format, const struct contents *contents);

struct formats {
	const struct format *published, *rebuilt;
};

/* Two kinds of file. */
void compare_kinds(struct report *report, const struct place *place,
		   const struct formats *formats, const struct contents *contents);

/* Cuts both sides into tiles, at the same time where that is worth it. */
void compare_tile_sides(struct report *report, const struct formats *formats,
			const struct pair *pair, struct tiling *published,
			struct tiling *rebuilt);

void compare_tilings(struct report *report, const struct place *place,
		     const struct tilings *tilings);

/* In compare_streams.c: files that are nothing but streams, cut differently; false for
 * any others. */
bool compare_streams(struct report *report, const struct place *place,
		     const struct tilings *tilings);

/* Two tiles of one key, or one tile (the other NULL) that has none like it. */
void compare_tile(struct report *report, const struct place *place,
		  const struct difference *difference);

/* In compare_view.c: what views of both files show, in the finding about their bytes. */
void compare_view(struct report *report, const struct place *place,
		  const struct difference *difference, struct finding *finding);

/* The same of a folder beside a file, which may be an archive of it. */
struct folder_beside {
	const struct tiling *folder; /* borrowed */
	struct bytes file;
	bool folder_is_published;
};
void compare_view_of_folder(struct report *report, const struct place *place,
			    const struct folder_beside *beside, struct finding *finding);

/* What stands in another order: members (rules see the key "order" with neither tile, and
 * are asked only where `excusable`), or the tiles of one member ("tile-order"). */
void compare_order(struct report *report, const struct place *place,
		   const struct tilings *tilings, const struct pairing *pairing,
		   bool excusable);
void compare_tile_order(struct report *report, const struct place *place,
			const struct tilings *tilings, const struct pairing *pairing);

/* Holds a member's contents (or, with NONE, that of one side) against what each side's
 * package says of them. */
void compare_claims(struct report *report, const struct place *place,
		    const struct tilings *tilings, const struct match *match);

/* Whether a member is, or holds, the list of what the other members are. */
bool claims_come_last(const struct place *place, const char *member);

/* Whether two contents are lists that differ only because the members do. */
bool claims_follow_here(const struct place *place, const struct pair *pair);

/* Whether two claims about a member differ only because that does. */
bool claims_follow_tile(const struct place *place, const struct difference *difference);

/* The rule that covers two lists whose lines stand in another order; NULL. */
const struct rule *claims_rule_here(const struct report *report,
				    const struct place *place, const struct pair *pair);

/* A line in the ledger for contents of which only the sizes are shown. */
void compare_excuse(struct report *report, const struct place *place,
		    const struct rule *rule, const char *key, const struct pair *pair);

/* The context looks at a file of the package; an absent side is NULL. */
void compare_ask_context(struct report *report, const struct place *place,
			 const struct bytes *published, const struct bytes *rebuilt);

/* Both versions of what differs at the place, for other tools (--dump), unless it is a
 * part of a leaf, which is kept as a whole; an absent side is NULL, `key` where it has a
 * name of its own. */
void compare_keep(struct report *report, const struct place *place, const char *key,
		  const struct bytes *published, const struct bytes *rebuilt);

/* Whether what is inside are parts, not files: of an archive and of a compressed file
 * other tools want what they hold. */
bool compare_is_leaf(const struct tilings *tilings);
