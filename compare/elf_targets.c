/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_targets.h"

#include <stdlib.h>
#include <sys/param.h>

#include "base/memory.h"

void
elf_places_release(struct elf_places *places)
{
	free(places->at);
	*places = (struct elf_places){ 0 };
}

static int
order_places(const void *a, const void *b)
{
	const struct elf_place *left = a, *right = b;

	return (left->start > right->start) - (left->start < right->start);
}

void
elf_places_find(struct elf_places *out, const struct elf *elf)
{
	*out = (struct elf_places){ 0 };
	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);

		if ((section.flags & SHF_ALLOC) == 0 || section.size == 0 ||
		    (section.type == SHT_NOBITS && (section.flags & SHF_TLS) != 0) ||
		    !elf_section_is_placed(elf, &section))
			continue;
		array_append(out->at, out->count,
			     ((struct elf_place){ section.addr,
						  section.addr + section.size, i }));
	}
	if (out->count > 0)
		qsort(out->at, out->count, sizeof(*out->at), order_places);
}

const struct elf_place *
elf_place_at(const struct elf_places *places, uint64_t address)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (places->at[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* The end of a section has an address too, where nothing else begins. */
	return low > 0 && address <= places->at[low - 1].end ? &places->at[low - 1]
							     : NULL;
}

bool
elf_sections_are_twins(const struct elf *a, size_t index_a, const struct elf *b,
		       size_t index_b)
{
	struct elf_section left = elf_section(a, index_a);
	struct elf_section right = elf_section(b, index_b);

	return bytes_equal(elf_section_name(a, &left), elf_section_name(b, &right));
}
