/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a program calls and uses of its libraries: slots in .got that relocations fill
 * with the address of a symbol, and the stubs in .plt that jump to where such a slot says
 * (psABI of x86-64 and of AArch64, "Procedure Linkage Table").  A stub is known by its
 * slot, not by its number, which changes with each library function more or less.
 */
#include <stdlib.h>
#include <sys/param.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/elf_functions.h"
#include "compare/elf_symbols.h"
#include "compare/pairing.h"

enum { SLOTS_MAX = 200000, STUB_SIZE = 16, STUB_ALIGN = 8 };

static int
order_imports(const void *a, const void *b)
{
	const struct elf_function *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	return bytes_order(left->name, right->name);
}

/* Sorted, with none on another. */
static void
put_in_order(struct elf_functions *imports)
{
	size_t kept = 0;

	if (imports->count > 0)
		qsort(imports->at, imports->count, sizeof(*imports->at), order_imports);
	for (size_t i = 0; i < imports->count; i++) {
		struct elf_function *last = kept > 0 ? &imports->at[kept - 1] : NULL;

		if (last != NULL && last->address == imports->at[i].address)
			continue;
		if (last != NULL)
			last->size =
				MIN(last->size, imports->at[i].address - last->address);
		imports->at[kept++] = imports->at[i];
	}
	imports->count = kept;
}

static bool
starts_with(const struct elf *elf, const struct elf_section *section, const char *start)
{
	return bytes_start_with(elf_section_name(elf, section), bytes_of_text(start));
}

/* The symbols of one table of relocations, with the slots that they fill. */
static void
add_slots(struct elf_functions *out, const struct elf *elf,
	  const struct elf_section *table)
{
	struct elf_symbols symbols = elf_symbols(elf, 0);
	struct cursor at = cursor_on(elf_section_bytes(elf, table));
	size_t wide = elf_address_size(elf);
	size_t size = (table->type == SHT_RELA ? 3 : 2) * wide;

	if (table->link > 0)
		symbols = elf_symbols(elf, table->link);
	while (at.rest.size >= size && out->count < SLOTS_MAX) {
		uint64_t slot = elf_take(elf, &at, wide);
		uint64_t info = elf_take(elf, &at, wide);
		size_t index =
			(size_t)(elf->wide ? ELF64_R_SYM(info) : ELF32_R_SYM(info));
		struct bytes name = elf_symbol(&symbols, index).name;

		cursor_take(&at, size - 2 * wide);
		if (index > 0 && name.size > 0)
			array_append(out->at, out->count,
				     ((struct elf_function){ name, slot, wide }));
	}
}

/* Keeps the slots that stand in .got and its kin. */
static void
keep_slots(struct elf_functions *imports, const struct elf *elf)
{
	struct elf_functions all = *imports;

	imports->at = NULL;
	imports->count = 0;
	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);

		if (!starts_with(elf, &section, ".got"))
			continue;
		for (size_t j = 0; j < all.count; j++)
			if (all.at[j].address >= section.addr &&
			    all.at[j].address - section.addr < section.size)
				array_append(imports->at, imports->count, all.at[j]);
	}
	free(all.at);
}

static void
add_stub(struct elf_functions *stubs, const struct elf_functions *slots, uint64_t slot,
	 uint64_t address)
{
	size_t index = elf_functions_at(slots, slot);

	if (index != NONE && slots->at[index].address == slot)
		array_append(stubs->at, stubs->count,
			     ((struct elf_function){ slots->at[index].name, address,
						     STUB_SIZE }));
}

static uint32_t
word_at(struct bytes code, size_t at)
{
	struct cursor cursor = cursor_on(bytes_slice(code, at, 4));

	return cursor_u32le(&cursor);
}

/* jmp *distance(%rip), with or without endbr64 and bnd before it. */
static void
add_stubs_x86_64(struct elf_functions *stubs, const struct elf_functions *slots,
		 struct bytes code, uint64_t address)
{
	enum { JUMP_SIZE = 6 };

	for (size_t at = 0; at + JUMP_SIZE <= code.size; at++)
		if (code.data[at] == 0xff && code.data[at + 1] == 0x25)
			add_stub(
				stubs, slots,
				address + at + JUMP_SIZE +
					(uint64_t)(int64_t)(int32_t)word_at(code, at + 2),
				(address + at) / STUB_ALIGN * STUB_ALIGN);
}

/* adrp x16, the slot's page; ldr x17, [x16, the rest]. */
static void
add_stubs_aarch64(struct elf_functions *stubs, const struct elf_functions *slots,
		  struct bytes code, uint64_t address)
{
	enum { PAGE = 4096 };

	for (size_t at = 0; at + 8 <= code.size; at += 4) {
		uint32_t page = word_at(code, at), load = word_at(code, at + 4);
		int64_t pages = (int32_t)((page >> 5 << 13 & 0xffffe000U) |
					  (page >> 29 & 3) << 11) >>
				11;

		if ((page & 0x9f00001f) == 0x90000010 &&
		    (load & 0xffc003ff) == 0xf9400211)
			add_stub(stubs, slots,
				 (address + at) / PAGE * PAGE + (uint64_t)(pages * PAGE) +
					 (load >> 10 & 0xfff) * 8,
				 address + at);
	}
}

static void
add_stubs(struct elf_functions *imports, const struct elf *elf)
{
	struct elf_functions stubs = { 0 };

	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);
		struct bytes code = elf_section_bytes(elf, &section);

		if (!starts_with(elf, &section, ".plt"))
			continue;
		if (elf->machine == EM_X86_64)
			add_stubs_x86_64(&stubs, imports, code, section.addr);
		else if (elf->machine == EM_AARCH64)
			add_stubs_aarch64(&stubs, imports, code, section.addr);
	}
	for (size_t i = 0; i < stubs.count; i++)
		array_append(imports->at, imports->count, stubs.at[i]);
	elf_functions_release(&stubs);
}

void
elf_imports_find(struct elf_functions *out, const struct elf *elf)
{
	*out = (struct elf_functions){ 0 };
	if (elf->type == ET_REL || elf->section_count > ELF_WITH_FUNCTIONS)
		return;
	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);

		if ((section.type == SHT_RELA || section.type == SHT_REL) &&
		    (section.flags & SHF_ALLOC) != 0)
			add_slots(out, elf, &section);
	}
	keep_slots(out, elf);
	put_in_order(out);
	add_stubs(out, elf);
	put_in_order(out);
}
