/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which section has an address, asked many times over. */

#include "compare/elf.h"

struct elf_place {
	uint64_t start, end;
	size_t section;
};

struct elf_places {
	struct elf_place *at; /* owned; sorted */
	size_t count;
};

void elf_places_release(struct elf_places *places);
void elf_places_find(struct elf_places *out, const struct elf *elf);

/* NULL where no loaded section has the address. */
const struct elf_place *elf_place_at(const struct elf_places *places, uint64_t address);

/* Whether two sections have one name. */
bool elf_sections_are_twins(const struct elf *a, size_t index_a, const struct elf *b,
			    size_t index_b);
