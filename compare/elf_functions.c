/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_functions.h"

#include <stdlib.h>
#include <sys/param.h>

#include "base/memory.h"
#include "compare/elf_symbols.h"
#include "compare/pairing.h"

enum { SYMBOLS_MAX = 1 << 20 };

void
elf_functions_release(struct elf_functions *functions)
{
	free(functions->at);
	*functions = (struct elf_functions){ 0 };
}

static bool
is_function(const struct elf_symbol *symbol)
{
	return (symbol->type == STT_FUNC || symbol->type == STT_GNU_IFUNC) &&
	       symbol->name.size > 0 && symbol->name.size < ELF_STRING_MAX &&
	       symbol->section != SHN_UNDEF;
}

static void
add_symbol(struct elf_functions *out, const struct elf *elf,
	   const struct elf_section *section, const struct elf_symbol *symbol)
{
	uint64_t address = symbol->value;

	if (elf->machine == EM_ARM && (address & 1) != 0) {
		out->thumb = true;
		address--;
	}
	if (address < section->addr || address - section->addr >= section->size)
		return;
	array_append(out->at, out->count,
		     ((struct elf_function){ symbol->name, address, symbol->size }));
}

/* The symbols of one table that are functions in the section. */
static void
add_symbols(struct elf_functions *out, const struct elf *elf, size_t table, size_t index)
{
	struct elf_symbols symbols = elf_symbols(elf, table);
	struct elf_section section = elf_section(elf, index);

	if (table == 0)
		return;
	for (size_t i = 0; i < MIN(symbols.count, (size_t)SYMBOLS_MAX); i++) {
		struct elf_symbol symbol = elf_symbol(&symbols, i);

		if (is_function(&symbol) &&
		    (elf->type != ET_REL || symbol.section == index))
			add_symbol(out, elf, &section, &symbol);
	}
}

/* Of several at one address the one with a name comes first; of several names the one
 * that sorts first. */
static int
order_functions(const void *a, const void *b)
{
	const struct elf_function *left = a, *right = b;

	if (left->address != right->address)
		return left->address < right->address ? -1 : 1;
	if ((left->name.size == 0) != (right->name.size == 0))
		return left->name.size == 0 ? 1 : -1;
	return bytes_order(left->name, right->name);
}

static void
drop_doubles(struct elf_functions *functions)
{
	size_t kept = 0;

	for (size_t i = 0; i < functions->count; i++) {
		struct elf_function *last = kept > 0 ? &functions->at[kept - 1] : NULL;

		if (last == NULL || functions->at[i].address != last->address)
			functions->at[kept++] = functions->at[i];
		else if (last->size == 0)
			last->size = functions->at[i].size;
	}
	functions->count = kept;
}

/* What has no size, or reaches too far, ends where the next begins. */
static void
cut_sizes(struct elf_functions *functions, uint64_t end)
{
	for (size_t i = 0; i < functions->count; i++) {
		struct elf_function *at = &functions->at[i];
		uint64_t next = i + 1 < functions->count ? at[1].address : end;

		if (at->size == 0 || at->size > next - at->address)
			at->size = next - at->address;
	}
}

/* Stubs have no symbols; the libraries' functions that they call do. */
static void
add_stubs(struct elf_functions *out, const struct elf *elf,
	  const struct elf_section *section)
{
	cleanup_functions struct elf_functions imports = { 0 };

	if (!bytes_start_with(elf_section_name(elf, section), bytes_of_text(".plt")))
		return;
	elf_imports_find(&imports, elf);
	for (size_t i = 0; i < imports.count; i++)
		if (imports.at[i].address >= section->addr &&
		    imports.at[i].address - section->addr < section->size)
			array_append(out->at, out->count, imports.at[i]);
}

void
elf_functions_find(struct elf_functions *out, const struct elf *elf, size_t index)
{
	struct elf_section section = elf_section(elf, index);
	size_t symbols = elf_find_section_type(elf, SHT_SYMTAB);

	*out = (struct elf_functions){ 0 };
	if (symbols == 0)
		symbols = elf_find_section_type(elf, SHT_DYNSYM);
	if (elf->section_count <= ELF_WITH_FUNCTIONS) {
		add_symbols(out, elf, symbols, index);
		add_stubs(out, elf, &section);
		elf_unwind_functions(out, elf, &section);
	}
	if (out->count == 0)
		array_append(out->at, out->count,
			     ((struct elf_function){ elf_section_name(elf, &section),
						     section.addr, section.size }));
	qsort(out->at, out->count, sizeof(*out->at), order_functions);
	drop_doubles(out);
	cut_sizes(out, section.addr + section.size);
}

size_t
elf_functions_at(const struct elf_functions *functions, uint64_t address)
{
	size_t low = 0, high = functions->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (functions->at[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 ||
	    address - functions->at[low - 1].address >= functions->at[low - 1].size)
		return NONE;
	return low - 1;
}

void
elf_function_name(const struct elf *elf, const struct elf_function *function,
		  struct buffer *out)
{
	enum { NAME_SHOWN_MAX = 120 };

	if (function->name.size > 0) {
		buffer_append_escaped(out,
				      bytes_slice(function->name, 0, NAME_SHOWN_MAX));
		buffer_append_text(out,
				   function->name.size > NAME_SHOWN_MAX ? "..." : "");
		return;
	}
	buffer_append_byte(out, '[');
	if (!elf_name_address(elf, function->address, out))
		buffer_printf(out, "0x%llx", (unsigned long long)function->address);
	buffer_append_byte(out, ']');
}
