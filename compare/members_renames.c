/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What members that one side alone names are called on the other: by equal content, where
 * fingerprints find candidates and their bytes decide, then by similar content, then by
 * names that differ in versions or in how the file is compressed.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fingerprint.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/members.h"
#include "compare/similarity.h"

/* Members with content that only the rebuilt side names, by fingerprint. */
struct candidates {
	struct candidate {
		uint64_t fingerprint;
		size_t index; /* in pairing->removed */
		size_t taken; /* in the first of one fingerprint: how many of them */
	} * at;		      /* owned */
	size_t count;
	bool *taken; /* borrowed */
};

static int
order_candidates(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;

	if (left->fingerprint != right->fingerprint)
		return left->fingerprint < right->fingerprint ? -1 : 1;
	return (left->index > right->index) - (left->index < right->index);
}

static bool
has_content(const struct tile *content)
{
	return content != NULL && tile_content_of(content).size > 0;
}

static void
list_candidates(struct candidates *candidates, const struct members *members)
{
	const struct tiling *rebuilt = members->tilings->rebuilt;
	const struct pairing *pairing = members->pairing;

	candidates->at = xcalloc(pairing->removed_count + 1, sizeof(*candidates->at));
	for (size_t i = 0; i < pairing->removed_count; i++) {
		const struct tile *content =
			members_content(rebuilt, pairing->removed[i]);

		if (has_content(content))
			candidates->at[candidates->count++] = (struct candidate){
				.fingerprint = fingerprint_of(tile_content_of(content)),
				.index = i,
			};
		tiling_forget(rebuilt, pairing->removed[i]);
	}
	qsort(candidates->at, candidates->count, sizeof(*candidates->at),
	      order_candidates);
}

/* The first member with this content that has not been taken yet, which it then is. */
static size_t
take_candidate(struct candidates *candidates, const struct members *members,
	       const struct tile *content)
{
	const struct tiling *rebuilt = members->tilings->rebuilt;
	uint64_t fingerprint = fingerprint_of(tile_content_of(content));
	size_t low = 0, high = candidates->count;
	struct candidate *first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (candidates->at[middle].fingerprint < fingerprint)
			low = middle + 1;
		else
			high = middle;
	}
	first = &candidates->at[low];
	low += low < candidates->count ? first->taken : 0;
	for (; low < candidates->count && candidates->at[low].fingerprint == fingerprint;
	     low++) {
		size_t index = candidates->at[low].index;
		size_t member = members->pairing->removed[index];
		bool same = !candidates->taken[index] &&
			    tile_holds_same(members_content(rebuilt, member), content);

		tiling_forget(rebuilt, member);
		if (!same)
			continue;
		first->taken += &candidates->at[low] == first + first->taken;
		candidates->taken[index] = true;
		return member;
	}
	return NONE;
}

static void
pair_equal(const struct members *members, struct rename *renames, bool *taken)
{
	const struct tiling *published = members->tilings->published;
	struct candidates candidates = { .taken = taken };

	list_candidates(&candidates, members);
	for (size_t i = 0; i < members->pairing->added_count; i++) {
		const struct tile *content =
			members_content(published, members->pairing->added[i]);

		renames[i] = (struct rename){ NONE, LIKE_IN_CONTENT };
		if (has_content(content))
			renames[i].rebuilt =
				take_candidate(&candidates, members, content);
		tiling_forget(published, members->pairing->added[i]);
	}
	free(candidates.at);
}

/* A row of files that are still without a partner. */
struct row {
	struct sketched *at; /* owned */
	size_t count;
};

static void
row_add(struct row *row, const struct tiling *tiling, size_t member, size_t index)
{
	const struct tile *content = members_content(tiling, member);
	struct sketched *fresh = &row->at[row->count];

	if (tiling->members[member].type == 'f' && has_content(content)) {
		fresh->name = member_key(&tiling->members[member]);
		fresh->index = index;
		sketch_make(&fresh->sketch, tile_content_of(content));
		row->count++;
	}
	tiling_forget(tiling, member);
}

static void
pair_similar(const struct members *members, struct rename *renames, bool *taken)
{
	const struct pairing *pairing = members->pairing;
	const struct tilings *tilings = members->tilings;
	cleanup_free struct sketched *left =
		xcalloc(pairing->added_count + 1, sizeof(*left));
	cleanup_free struct sketched *right =
		xcalloc(pairing->removed_count + 1, sizeof(*right));
	cleanup_free size_t *found = xcalloc(pairing->added_count + 1, sizeof(*found));
	struct row added = { left, 0 }, removed = { right, 0 };

	for (size_t i = 0; i < pairing->removed_count; i++)
		if (!taken[i])
			row_add(&removed, tilings->rebuilt, pairing->removed[i], i);
	for (size_t i = 0; i < pairing->added_count && removed.count > 0; i++)
		if (renames[i].rebuilt == NONE)
			row_add(&added, tilings->published, pairing->added[i], i);
	sketches_pair(added.at, added.count, removed.at, removed.count, found);
	for (size_t i = 0; i < added.count; i++) {
		if (found[i] == removed.count)
			continue;
		taken[removed.at[found[i]].index] = true;
		renames[added.at[i].index] =
			(struct rename){ pairing->removed[removed.at[found[i]].index],
					 LIKE_IN_PART };
	}
}

static size_t
version_size(const char *text)
{
	size_t size = strspn(text, "0123456789");

	while (size > 0 && text[size] != '\0' && strchr(".-+~:_", text[size]) != NULL &&
	       isdigit((unsigned char)text[size + 1]))
		size += 1 + strspn(text + size + 1, "0123456789");
	return size;
}

/* The name without versions and the suffix of a compressor; the caller frees it. */
static char *
lasting_name(const char *name)
{
	static const char *const suffixes[] = { ".gz", ".xz", ".zst", ".bz2", ".lz" };
	cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);

	while (*name != '\0') {
		size_t size = version_size(name);

		buffer_append_byte(&out, size > 0 ? '#' : (uint8_t)*name);
		name += size > 0 ? size : 1;
	}
	for (size_t i = 0; i < array_length(suffixes); i++)
		if (text_ends_with(buffer_text(&out), suffixes[i]))
			return xstrndup(buffer_text(&out),
					out.size - strlen(suffixes[i]));
	return xstrdup(buffer_text(&out));
}

/* Names of members without a partner, by what lasts of them; index is that in pairing. */
static void
name_leftovers(struct names *names, const struct tiling *tiling, const size_t *leftovers,
	       size_t count, const bool *taken)
{
	names_init(names, count);
	for (size_t i = 0; i < count; i++) {
		const struct member *member = &tiling->members[leftovers[i]];

		if (!taken[i] && member->type == 'f')
			names_add(names, lasting_name(member_key(member)), i);
	}
}

/* What several share says nothing of one. */
static void
keep_unique(struct names *names)
{
	size_t kept = 0, end;

	names_sort(names);
	for (size_t i = 0; i < names->count; i = end) {
		for (end = i + 1; end < names->count; end++)
			if (strcmp(names->at[i].name, names->at[end].name) != 0)
				break;
		if (end == i + 1) {
			names->at[kept++] = names->at[i];
			continue;
		}
		for (size_t j = i; j < end; j++)
			free((char *)(uintptr_t)names->at[j].name);
	}
	names->count = kept;
}

static void
free_names(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free((char *)(uintptr_t)names->at[i].name);
	names_release(names);
}

static void
pair_named(const struct members *members, struct rename *renames, bool *taken)
{
	const struct pairing *left = members->pairing;
	cleanup_free bool *paired = xcalloc(left->added_count + 1, sizeof(*paired));
	cleanup_pairing struct pairing pairing = { 0 };
	struct names added, removed;

	for (size_t i = 0; i < left->added_count; i++)
		paired[i] = renames[i].rebuilt != NONE;
	name_leftovers(&added, members->tilings->published, left->added,
		       left->added_count, paired);
	name_leftovers(&removed, members->tilings->rebuilt, left->removed,
		       left->removed_count, taken);
	keep_unique(&added);
	keep_unique(&removed);
	pair_names(&pairing, &added, &removed);
	for (size_t i = 0; i < pairing.match_count; i++) {
		const struct match *match = &pairing.matches[i];

		renames[match->published] =
			(struct rename){ left->removed[match->rebuilt], LIKE_IN_NAME };
		taken[match->rebuilt] = true;
	}
	free_names(&added);
	free_names(&removed);
}

void
members_find_renames(const struct members *members, struct rename *renames, bool *taken)
{
	if (members->pairing->added_count == 0 || members->pairing->removed_count == 0) {
		for (size_t i = 0; i < members->pairing->added_count; i++)
			renames[i].rebuilt = NONE;
		return;
	}
	pair_equal(members, renames, taken);
	pair_similar(members, renames, taken);
	pair_named(members, renames, taken);
}
