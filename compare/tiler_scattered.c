/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tilings of formats that point around.  Their handlers take tiles wherever a header
 * sends them; here the account is made: which bytes nobody took, which were taken twice,
 * and in which order everything stands in the file.
 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/tile.h"

static int
order_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Tiles of the file itself first, then member by member; the address settles ties. */
static int
order_tiles(const void *a, const void *b)
{
	const struct tile *left = *(const struct tile *const *)a;
	const struct tile *right = *(const struct tile *const *)b;
	int order = order_numbers(left->offset, right->offset);

	return order != 0 ? order : order_numbers((uintptr_t)left, (uintptr_t)right);
}

/* All tiles by where they stand; the caller frees it. */
static struct tile **
list_tiles(const struct tiling *tiling)
{
	struct tile **list = xcalloc(tiling->tile_count + 1, sizeof(struct tile *));

	for (size_t i = 0; i < tiling->tile_count; i++)
		list[i] = &tiling->tiles[i];
	if (tiling->tile_count > 0)
		qsort(list, tiling->tile_count, sizeof(struct tile *), order_tiles);
	return list;
}

static void
take_gap(struct tiler *tiler, size_t from, size_t to, const char *complaint)
{
	const char *why = complaint != NULL ? complaint : tiler->gap_complaint;

	tiler->at = from;
	if (tiler->zero_gaps && complaint == NULL &&
	    bytes_are_all(bytes_slice(tiler->content, from, to - from), 0))
		tile_padding(tiler, to - from, "gap", 0);
	else
		tile_opaque(tiler, to - from, "gap", why);
}

/* Tiles without bytes are facts that stand nowhere. */
static void
fill_gaps(struct tiler *tiler, const char *complaint)
{
	struct tiling *tiling = tiler->tiling;
	cleanup_free struct tile **list = list_tiles(tiling);
	size_t count = tiling->tile_count, gap_count = 0;
	cleanup_free struct bytes *gaps = xcalloc(count + 1, sizeof(*gaps));
	size_t end = 0;

	for (size_t i = 0; i < count; i++) {
		if (list[i]->bytes.size == 0)
			continue;
		if (list[i]->offset > end)
			gaps[gap_count++] =
				bytes_slice(tiler->content, end, list[i]->offset - end);
		else if (list[i]->offset < end)
			list[i]->complaint =
				"stands on bytes that belong to another part";
		if (list[i]->offset + list[i]->bytes.size > end)
			end = list[i]->offset + list[i]->bytes.size;
	}
	gaps[gap_count++] = bytes_slice(tiler->content, end, SIZE_MAX);
	for (size_t i = 0; i < gap_count; i++) {
		size_t from = (size_t)(gaps[i].data - tiler->content.data);

		if (gaps[i].size > 0)
			take_gap(tiler, from, from + gaps[i].size, complaint);
	}
}

/* A member, with where it begins, which settles its place among the others. */
struct spot {
	uint64_t offset;
	size_t member;
};

static int
order_spots(const void *a, const void *b)
{
	const struct spot *left = a, *right = b;
	int order = order_numbers(left->offset, right->offset);

	return order != 0 ? order : order_numbers(left->member, right->member);
}

static struct spot *
list_members(const struct tiling *tiling)
{
	struct spot *spots = xcalloc(tiling->member_count + 1, sizeof(*spots));

	for (size_t i = 0; i < tiling->member_count; i++)
		spots[i] = (struct spot){ UINT64_MAX, i };
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->member != NO_MEMBER && tile->bytes.size > 0 &&
		    tile->offset < spots[tile->member].offset)
			spots[tile->member].offset = tile->offset;
	}
	if (tiling->member_count > 0)
		qsort(spots, tiling->member_count, sizeof(*spots), order_spots);
	return spots;
}

/* The new index of each member, by its old one. */
static size_t *
place_members(struct tiling *tiling)
{
	cleanup_free struct spot *spots = list_members(tiling);
	size_t *places = xcalloc(tiling->member_count + 1, sizeof(*places));
	struct member *members = xcalloc(tiling->member_count + 1, sizeof(*members));

	for (size_t i = 0; i < tiling->member_count; i++) {
		places[spots[i].member] = i;
		members[i] = tiling->members[spots[i].member];
		members[i].first = members[i].count = 0;
	}
	free(tiling->members);
	tiling->members = members;
	return places;
}

/* Every group's tiles in the order of the file, the groups one behind the other. */
static void
place_tiles(struct tiling *tiling, const size_t *places)
{
	cleanup_free struct tile **list = list_tiles(tiling);
	struct tile *tiles = xcalloc(tiling->tile_count + 1, sizeof(*tiles));
	size_t at = 0, own = 0;

	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].member == NO_MEMBER)
			at++;
		else
			tiling->members[places[tiling->tiles[i].member]].count++;
	for (size_t i = 0; i < tiling->member_count; i++) {
		tiling->members[i].first = at;
		at += tiling->members[i].count;
		tiling->members[i].count = 0;
	}
	for (size_t i = 0; i < tiling->tile_count; i++) {
		struct tile tile = *list[i];

		if (tile.member == NO_MEMBER) {
			tiles[own++] = tile;
			continue;
		}
		tile.member = places[tile.member];
		tiles[tiling->members[tile.member].first +
		      tiling->members[tile.member].count++] = tile;
	}
	free(tiling->tiles);
	tiling->tiles = tiles;
}

void
tiler_gather(struct tiler *tiler, const char *complaint)
{
	cleanup_free size_t *places = NULL;

	tiler_end_member(tiler);
	fill_gaps(tiler, complaint);
	places = place_members(tiler->tiling);
	place_tiles(tiler->tiling, places);
}
