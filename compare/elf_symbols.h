/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The symbol tables of an ELF file, entry by entry. */

#include "compare/elf.h"

struct elf_symbol {
	struct bytes name; /* borrowed from the file */
	uint64_t value, size;
	uint16_t section;
	uint8_t type, binding, visibility;
};

struct elf_symbols {
	const struct elf *elf; /* borrowed */
	struct bytes content, strings;
	size_t count;
};

/* The table that is this section, with the strings that it links to. */
struct elf_symbols elf_symbols(const struct elf *elf, size_t section);

/* All zeros past the end. */
struct elf_symbol elf_symbol(const struct elf_symbols *symbols, size_t index);
