/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_pairs.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/fingerprint.h"
#include "base/memory.h"
#include "compare/pairing.h"

void
elf_pairs_release(struct elf_pairs *pairs)
{
	elf_functions_release(&pairs->published);
	elf_functions_release(&pairs->rebuilt);
	elf_functions_release(&pairs->published_imports);
	elf_functions_release(&pairs->rebuilt_imports);
	elf_places_release(&pairs->published_places);
	elf_places_release(&pairs->rebuilt_places);
	free(pairs->partners);
	free(pairs->partners_back);
	free(pairs->states);
	*pairs = (struct elf_pairs){ 0 };
}

struct bytes
elf_function_bytes(const struct elf_part *part, const struct elf_function *function)
{
	return elf_part(part->content, function->address - part->section.addr,
			function->size);
}

/* A function with what it is found by. */
struct sought {
	struct bytes name;
	uint64_t fingerprint;
	size_t index;
};

static int
order_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By what they are found by alone. */
static int
order_keys(const struct sought *left, const struct sought *right)
{
	int order = bytes_order(left->name, right->name);

	return order != 0 ? order : order_numbers(left->fingerprint, right->fingerprint);
}

static int
order_sought(const void *a, const void *b)
{
	const struct sought *left = a, *right = b;
	int order = order_keys(left, right);

	return order != 0 ? order : order_numbers(left->index, right->index);
}

/* Those that have no partner yet: by name, or with `by_code` by their masked code. */
static struct sought *
list_sought(const struct elf_part *part, const struct elf_functions *functions,
	    const size_t *partners, bool by_code, size_t *count)
{
	struct sought *list = xcalloc(functions->count + 1, sizeof(*list));
	cleanup_buffer struct buffer masked = BUFFER_INIT(SIZE_MAX);

	*count = 0;
	for (size_t i = 0; i < functions->count; i++) {
		const struct elf_function *at = &functions->at[i];
		struct sought sought = { .name = at->name, .index = i };

		if (partners[i] != NONE || (at->name.size == 0) != by_code)
			continue;
		if (by_code) {
			buffer_clear(&masked);
			elf_mask_addresses(&part->elf, elf_function_bytes(part, at),
					   &masked);
			sought.fingerprint = fingerprint_of(buffer_bytes(&masked));
		}
		list[(*count)++] = sought;
	}
	qsort(list, *count, sizeof(*list), order_sought);
	return list;
}

static void
join(struct elf_pairs *pairs, size_t published, size_t rebuilt)
{
	pairs->partners[published] = rebuilt;
	pairs->partners_back[rebuilt] = published;
}

static void
pair_sought(struct elf_pairs *pairs, bool by_code)
{
	const struct elf_parts *parts = pairs->parts;
	size_t ours, theirs, j = 0;
	cleanup_free struct sought *left = list_sought(
		&parts->published, &pairs->published, pairs->partners, by_code, &ours);
	cleanup_free struct sought *right = list_sought(
		&parts->rebuilt, &pairs->rebuilt, pairs->partners_back, by_code, &theirs);

	for (size_t i = 0; i < ours; i++) {
		while (j < theirs && order_keys(&right[j], &left[i]) < 0)
			j++;
		if (j < theirs && order_keys(&right[j], &left[i]) == 0)
			join(pairs, left[i].index, right[j++].index);
	}
}

/* What stands behind the same neighbour and has no name either. */
static void
pair_neighbours(struct elf_pairs *pairs)
{
	size_t next = 0;

	for (size_t i = 0; i < pairs->published.count; i++) {
		if (pairs->partners[i] != NONE) {
			next = pairs->partners[i] + 1;
			continue;
		}
		if (pairs->published.at[i].name.size == 0 &&
		    next < pairs->rebuilt.count && pairs->partners_back[next] == NONE &&
		    pairs->rebuilt.at[next].name.size == 0)
			join(pairs, i, next++);
	}
}

/* Two places in the section that the pairs are of. */
static bool
is_same_function(const struct elf_pairs *pairs, uint64_t published, uint64_t rebuilt)
{
	size_t ours = elf_functions_at(&pairs->published, published);
	size_t theirs = elf_functions_at(&pairs->rebuilt, rebuilt);

	return ours != NONE && theirs != NONE && pairs->partners[ours] == theirs &&
	       published - pairs->published.at[ours].address ==
		       rebuilt - pairs->rebuilt.at[theirs].address;
}

/* Two slots or stubs for one symbol of a library; *known when either is any. */
static bool
is_same_import(const struct elf_pairs *pairs, uint64_t published, uint64_t rebuilt,
	       bool *known)
{
	size_t ours = elf_functions_at(&pairs->published_imports, published);
	size_t theirs = elf_functions_at(&pairs->rebuilt_imports, rebuilt);

	*known = ours != NONE || theirs != NONE;
	return ours != NONE && theirs != NONE &&
	       bytes_equal(pairs->published_imports.at[ours].name,
			   pairs->rebuilt_imports.at[theirs].name) &&
	       published - pairs->published_imports.at[ours].address ==
		       rebuilt - pairs->rebuilt_imports.at[theirs].address;
}

bool
elf_targets_match(const struct elf_pairs *pairs, uint64_t published, uint64_t rebuilt)
{
	const struct elf_part *left = &pairs->parts->published;
	const struct elf_part *right = &pairs->parts->rebuilt;
	const struct elf_place *ours = elf_place_at(&pairs->published_places, published);
	const struct elf_place *theirs = elf_place_at(&pairs->rebuilt_places, rebuilt);
	bool known, same = is_same_import(pairs, published, rebuilt, &known);

	if (known)
		return same;
	if (ours == NULL || theirs == NULL ||
	    !elf_sections_are_twins(&left->elf, ours->section, &right->elf,
				    theirs->section))
		return false;
	if (ours->section == left->index && theirs->section == right->index)
		return is_same_function(pairs, published, rebuilt);
	/* In what is larger or smaller on one side, things stand elsewhere. */
	return ours->end - ours->start != theirs->end - theirs->start ||
	       published - ours->start == rebuilt - theirs->start;
}

static enum elf_pair_state
judge(const struct elf_pairs *pairs, const struct elf_function *published,
      const struct elf_function *rebuilt)
{
	struct elf_codes codes = {
		elf_function_bytes(&pairs->parts->published, published),
		elf_function_bytes(&pairs->parts->rebuilt, rebuilt),
		published->address,
		rebuilt->address,
	};

	if (bytes_equal(codes.published, codes.rebuilt))
		return ELF_PAIR_SAME;
	if (codes.published.size == codes.rebuilt.size &&
	    elf_codes_are_moved(pairs, &codes))
		return ELF_PAIR_MOVED;
	return ELF_PAIR_CHANGED;
}

static void
count_pairs(struct elf_pairs *pairs)
{
	for (size_t i = 0; i < pairs->published.count; i++) {
		size_t partner = pairs->partners[i];

		if (partner == NONE) {
			pairs->added++;
			continue;
		}
		pairs->states[i] = judge(pairs, &pairs->published.at[i],
					 &pairs->rebuilt.at[partner]);
		pairs->counts[pairs->states[i]]++;
	}
	for (size_t i = 0; i < pairs->rebuilt.count; i++)
		pairs->removed += pairs->partners_back[i] == NONE;
}

static size_t *
no_partners(size_t count)
{
	size_t *partners = xcalloc(count + 1, sizeof(*partners));

	for (size_t i = 0; i < count; i++)
		partners[i] = NONE;
	return partners;
}

void
elf_pairs_find(struct elf_pairs *out, const struct elf_parts *parts)
{
	*out = (struct elf_pairs){ .parts = parts };
	elf_functions_find(&out->published, &parts->published.elf,
			   parts->published.index);
	elf_functions_find(&out->rebuilt, &parts->rebuilt.elf, parts->rebuilt.index);
	elf_imports_find(&out->published_imports, &parts->published.elf);
	elf_imports_find(&out->rebuilt_imports, &parts->rebuilt.elf);
	elf_places_find(&out->published_places, &parts->published.elf);
	elf_places_find(&out->rebuilt_places, &parts->rebuilt.elf);
	out->partners = no_partners(out->published.count);
	out->partners_back = no_partners(out->rebuilt.count);
	out->states = xcalloc(out->published.count + 1, sizeof(*out->states));
	pair_sought(out, false);
	pair_sought(out, true);
	pair_neighbours(out);
	count_pairs(out);
}
