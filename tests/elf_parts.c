/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of an ELF file that is made for a test. */
#include "tests/elf_making.h"

static void
add(struct making *making, const char *name, uint64_t flags, struct bytes content)
{
	elf_begin(making, name, SHT_PROGBITS, flags);
	buffer_append(making->out, content);
	elf_end(making);
}

static void
add_text(struct making *making, const char *name, uint64_t flags, const char *text)
{
	add(making, name, flags,
	    (struct bytes){ (const uint8_t *)text, strlen(text) + 1 });
}

static void
add_build_id(struct making *making)
{
	uint8_t byte = making->plan->build_id != 0 ? making->plan->build_id : 0xab;

	elf_begin(making, ".note.gnu.build-id", SHT_NOTE, SHF_ALLOC);
	elf_put(making, 4, sizeof(ELF_NOTE_GNU));
	elf_put(making, 4, BUILD_ID_SIZE);
	elf_put(making, 4, NT_GNU_BUILD_ID);
	buffer_append(making->out, BYTES_OF(ELF_NOTE_GNU));
	for (size_t i = 0; i < BUILD_ID_SIZE; i++)
		buffer_append_byte(making->out, byte);
	elf_end(making);
}

struct strings_at {
	uint64_t needed[4], runpath, soname;
};

static void
add_dynstr(struct making *making, struct strings_at *at)
{
	const struct elf_plan *plan = making->plan;

	elf_begin(making, ".dynstr", SHT_STRTAB, SHF_ALLOC);
	elf_put_string(making, "");
	at->soname = elf_put_string(making, "libmade.so.1");
	for (size_t i = 0; i < 4; i++) {
		const char *library = plan->needed[i];

		if (library == NULL && i == 0)
			library = "libc.so.6";
		at->needed[i] = library == NULL ? 0 : elf_put_string(making, library);
	}
	at->runpath = plan->runpath == NULL ? 0 : elf_put_string(making, plan->runpath);
	elf_end(making);
}

static void
put_entry(struct making *making, uint64_t tag, uint64_t value)
{
	elf_put_wide(making, tag);
	elf_put_wide(making, value);
}

static void
add_dynamic(struct making *making, const struct strings_at *at)
{
	struct made_section *section;
	size_t dynstr = elf_find(making, ".dynstr");

	section = elf_begin(making, ".dynamic", SHT_DYNAMIC, SHF_ALLOC | SHF_WRITE);
	section->link = (uint32_t)dynstr;
	section->entsize = 2 * elf_wide(making);
	for (size_t i = 0; i < 4; i++)
		if (at->needed[i] != 0)
			put_entry(making, DT_NEEDED, at->needed[i]);
	put_entry(making, DT_SONAME, at->soname);
	if (at->runpath != 0)
		put_entry(making, DT_RUNPATH, at->runpath);
	put_entry(making, DT_INIT_ARRAY, elf_address(making, ".init_array"));
	put_entry(making, DT_INIT_ARRAYSZ,
		  making->sections[elf_find(making, ".init_array")].size);
	put_entry(making, DT_STRTAB, elf_address(making, ".dynstr"));
	put_entry(making, DT_STRSZ, making->sections[dynstr].size);
	if (!making->plan->late)
		put_entry(making, DT_FLAGS, DF_BIND_NOW);
	put_entry(making, DT_NULL, 0);
	elf_end(making);
}

static void
add_array(struct making *making)
{
	elf_begin(making, ".init_array", SHT_INIT_ARRAY, SHF_ALLOC | SHF_WRITE)->entsize =
		elf_wide(making);
	for (size_t i = 0; i <= making->plan->constructors; i++)
		elf_put_wide(making, elf_address(making, ".text") + i * ALIGN);
	elf_end(making);
}

static void
add_debug_link(struct making *making)
{
	const struct elf_plan *plan = making->plan;

	elf_begin(making, ".gnu_debuglink", SHT_PROGBITS, 0);
	elf_put_string(making, plan->debug_file != NULL ? plan->debug_file : "x.debug");
	while (elf_offset(making) % 4 != 0)
		buffer_append_byte(making->out, 0);
	elf_put(making, 4, plan->debug_crc);
	elf_end(making);
}

static void
put_symbol(struct making *making, uint64_t name, const struct elf_plan_function *function)
{
	uint64_t value = 0, size = 0;
	uint8_t info = 0;
	uint16_t section = 0;

	if (function != NULL) {
		value = elf_address(making, ".text") + function->offset;
		size = function->size;
		info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC);
		section = (uint16_t)elf_find(making, ".text");
	}
	elf_put(making, 4, name);
	if (making->plan->narrow) {
		elf_put(making, 4, value);
		elf_put(making, 4, size);
	}
	elf_put(making, 1, info);
	elf_put(making, 1, 0);
	elf_put(making, 2, section);
	if (!making->plan->narrow) {
		elf_put(making, 8, value);
		elf_put(making, 8, size);
	}
}

static void
add_symbols(struct making *making)
{
	static const struct elf_plan_function usual[] = { { "first", 0, 32 },
							  { "second", 32, 32 },
							  { NULL, 0, 0 } };
	const struct elf_plan_function *functions =
		making->plan->functions != NULL ? making->plan->functions : usual;
	struct made_section *section = elf_begin(making, ".symtab", SHT_SYMTAB, 0);
	uint64_t name = 1;

	section->entsize = making->plan->narrow ? sizeof(Elf32_Sym) : sizeof(Elf64_Sym);
	section->link = (uint32_t)making->count + 1;
	section->info = 1;
	put_symbol(making, 0, NULL);
	for (size_t i = 0; functions[i].name != NULL; i++) {
		put_symbol(making, name, &functions[i]);
		name += strlen(functions[i].name) + 1;
	}
	elf_end(making);
	elf_begin(making, ".strtab", SHT_STRTAB, 0);
	elf_put_string(making, "");
	for (size_t i = 0; functions[i].name != NULL; i++)
		elf_put_string(making, functions[i].name);
	elf_end(making);
}

static void
add_code(struct making *making)
{
	static const uint8_t returns[] = {
		0x55, 0x48, 0x89, 0xe5, 0x31, 0xc0, 0x5d, 0xc3
	};
	struct bytes text = making->plan->text;

	elf_begin(making, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR);
	buffer_append(making->out, text);
	for (size_t i = 0; text.size == 0 && i < 8; i++)
		buffer_append(making->out, BYTES_OF(returns));
	elf_end(making);
}

void
elf_add_sections(struct making *making)
{
	const struct elf_plan *plan = making->plan;
	struct strings_at at;

	add_text(making, ".interp", SHF_ALLOC,
		 plan->interpreter != NULL ? plan->interpreter : "/lib/ld.so.1");
	add_build_id(making);
	buffer_append(making->out, plan->gap);
	add_dynstr(making, &at);
	if (plan->data.size > 0)
		add(making, ".rodata", SHF_ALLOC, plan->data);
	else
		add_text(making, ".rodata", SHF_ALLOC, "some words");
	add_code(making);
	add_array(making);
	add_dynamic(making, &at);
	add_text(making, ".comment", SHF_MERGE | SHF_STRINGS,
		 plan->compiler != NULL ? plan->compiler
					: "GCC: (Debian 12.2.0-14) 12.2.0");
	add_debug_link(making);
	if (plan->debug.size > 0)
		add(making, ".debug_str", SHF_MERGE | SHF_STRINGS, plan->debug);
	if (plan->compressed.size > 0)
		add(making, ".debug_line_str", SHF_COMPRESSED, plan->compressed);
	add_symbols(making);
}
