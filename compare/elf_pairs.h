/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The functions of two sections with code, paired: by name, then by what they do once the
 * addresses in them are left out, then by their order.  For explanations only.
 */

#include "compare/elf_functions.h"
#include "compare/elf_part.h"
#include "compare/elf_targets.h"

enum elf_pair_state {
	ELF_PAIR_SAME,	/* the same bytes */
	ELF_PAIR_MOVED, /* other bytes only where they refer to what stands elsewhere */
	ELF_PAIR_CHANGED,
};

/* The state that counts[] counts; lone functions are in added and removed. */
struct elf_pairs {
	const struct elf_parts *parts; /* borrowed */
	struct elf_functions published, rebuilt;
	struct elf_functions published_imports, rebuilt_imports;
	struct elf_places published_places, rebuilt_places;
	size_t *partners;	     /* owned: of each published function; NONE */
	size_t *partners_back;	     /* owned: of each rebuilt function; NONE */
	enum elf_pair_state *states; /* owned: of each published function with one */
	size_t counts[ELF_PAIR_CHANGED + 1];
	size_t added, removed;
};

#define cleanup_pairs __attribute__((cleanup(elf_pairs_release)))
void elf_pairs_release(struct elf_pairs *pairs);

void elf_pairs_find(struct elf_pairs *out, const struct elf_parts *parts);

/* The function's bytes. */
struct bytes elf_function_bytes(const struct elf_part *part,
				const struct elf_function *function);

/* In elf_masks.c.  Appends the code with zeros for what refers to addresses. */
void elf_mask_addresses(const struct elf *elf, struct bytes code, struct buffer *out);

/* In elf_masks.c: two codes of one size, at these addresses. */
struct elf_codes {
	struct bytes published, rebuilt;
	uint64_t published_at, rebuilt_at;
};

/* Whether they differ only where they refer to the same things, that stand elsewhere. */
bool elf_codes_are_moved(const struct elf_pairs *pairs, const struct elf_codes *codes);

/* Whether an address on each side is that of the same thing. */
bool elf_targets_match(const struct elf_pairs *pairs, uint64_t published,
		       uint64_t rebuilt);
