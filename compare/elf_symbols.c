/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_symbols.h"

static size_t
entry_size(const struct elf *elf)
{
	return elf->wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
}

struct elf_symbols
elf_symbols(const struct elf *elf, size_t section)
{
	struct elf_section table = elf_section(elf, section);
	struct elf_section strings = elf_section(elf, table.link);
	struct elf_symbols symbols = { .elf = elf };

	symbols.content = elf_section_bytes(elf, &table);
	symbols.strings = elf_section_bytes(elf, &strings);
	symbols.count = symbols.content.size / entry_size(elf);
	return symbols;
}

struct elf_symbol
elf_symbol(const struct elf_symbols *symbols, size_t index)
{
	const struct elf *elf = symbols->elf;
	size_t size = entry_size(elf);
	struct cursor at = cursor_on(elf_part(symbols->content, index * size, size));
	struct elf_symbol symbol = { 0 };
	uint32_t name = (uint32_t)elf_take(elf, &at, 4);
	uint8_t info, other;

	if (!elf->wide) {
		symbol.value = elf_take(elf, &at, 4);
		symbol.size = elf_take(elf, &at, 4);
	}
	info = cursor_u8(&at);
	other = cursor_u8(&at);
	symbol.section = (uint16_t)elf_take(elf, &at, 2);
	if (elf->wide) {
		symbol.value = elf_take(elf, &at, 8);
		symbol.size = elf_take(elf, &at, 8);
	}
	symbol.name = elf_string(symbols->strings, name);
	symbol.type = ELF64_ST_TYPE(info);
	symbol.binding = ELF64_ST_BIND(info);
	symbol.visibility = ELF64_ST_VISIBILITY(other);
	return symbol;
}
