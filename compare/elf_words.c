/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_words.h"

#include <elf.h>

#include "base/memory.h"

struct word {
	uint64_t number;
	const char *name;
};

static const struct word types[] = {
	{ ET_REL, "REL" },
	{ ET_EXEC, "EXEC" },
	{ ET_DYN, "DYN" },
	{ ET_CORE, "CORE" },
};

static const struct word machines[] = {
	{ EM_386, "i386" },
	{ EM_X86_64, "x86-64" },
	{ EM_ARM, "ARM" },
	{ EM_AARCH64, "AArch64" },
	{ EM_RISCV, "RISC-V" },
	{ EM_PPC, "PowerPC" },
	{ EM_PPC64, "PowerPC64" },
	{ EM_MIPS, "MIPS" },
	{ EM_S390, "S/390" },
	{ EM_SPARC, "SPARC" },
	{ EM_SPARCV9, "SPARC V9" },
	{ EM_68K, "m68k" },
	{ EM_LOONGARCH, "LoongArch" },
	{ EM_PARISC, "PA-RISC" },
	{ EM_ALPHA, "Alpha" },
	{ EM_SH, "SuperH" },
	{ EM_IA_64, "IA-64" },
	{ EM_BPF, "BPF" },
};

static const struct word segment_types[] = {
	{ PT_NULL, "NULL" },
	{ PT_LOAD, "LOAD" },
	{ PT_DYNAMIC, "DYNAMIC" },
	{ PT_INTERP, "INTERP" },
	{ PT_NOTE, "NOTE" },
	{ PT_SHLIB, "SHLIB" },
	{ PT_PHDR, "PHDR" },
	{ PT_TLS, "TLS" },
	{ PT_GNU_EH_FRAME, "GNU_EH_FRAME" },
	{ PT_GNU_STACK, "GNU_STACK" },
	{ PT_GNU_RELRO, "GNU_RELRO" },
	{ PT_GNU_PROPERTY, "GNU_PROPERTY" },
};

static const struct word section_types[] = {
	{ SHT_NULL, "NULL" },
	{ SHT_PROGBITS, "PROGBITS" },
	{ SHT_SYMTAB, "SYMTAB" },
	{ SHT_STRTAB, "STRTAB" },
	{ SHT_RELA, "RELA" },
	{ SHT_HASH, "HASH" },
	{ SHT_DYNAMIC, "DYNAMIC" },
	{ SHT_NOTE, "NOTE" },
	{ SHT_NOBITS, "NOBITS" },
	{ SHT_REL, "REL" },
	{ SHT_SHLIB, "SHLIB" },
	{ SHT_DYNSYM, "DYNSYM" },
	{ SHT_INIT_ARRAY, "INIT_ARRAY" },
	{ SHT_FINI_ARRAY, "FINI_ARRAY" },
	{ SHT_PREINIT_ARRAY, "PREINIT_ARRAY" },
	{ SHT_GROUP, "GROUP" },
	{ SHT_SYMTAB_SHNDX, "SYMTAB_SHNDX" },
	{ SHT_GNU_ATTRIBUTES, "GNU_ATTRIBUTES" },
	{ SHT_GNU_HASH, "GNU_HASH" },
	{ SHT_GNU_verdef, "GNU_verdef" },
	{ SHT_GNU_verneed, "GNU_verneed" },
	{ SHT_GNU_versym, "GNU_versym" },
};

static const struct word segment_flags[] = {
	{ PF_R, "r" },
	{ PF_W, "w" },
	{ PF_X, "x" },
};

static const struct word section_flags[] = {
	{ SHF_WRITE, "write" },		  { SHF_ALLOC, "alloc" },
	{ SHF_EXECINSTR, "exec" },	  { SHF_MERGE, "merge" },
	{ SHF_STRINGS, "strings" },	  { SHF_INFO_LINK, "info-link" },
	{ SHF_LINK_ORDER, "link-order" }, { SHF_OS_NONCONFORMING, "os-nonconforming" },
	{ SHF_GROUP, "group" },		  { SHF_TLS, "tls" },
	{ SHF_COMPRESSED, "compressed" }, { SHF_GNU_RETAIN, "retain" },
	{ SHF_EXCLUDE, "exclude" },
};

static const struct elf_tag tags[] = {
	{ DT_NULL, "null", ELF_TAG_NUMBER, 0 },
	{ DT_NEEDED, "needed", ELF_TAG_STRING, 0 },
	{ DT_PLTRELSZ, "pltrelsz", ELF_TAG_SIZE, DT_JMPREL },
	{ DT_PLTGOT, "pltgot", ELF_TAG_ADDRESS, 0 },
	{ DT_HASH, "hash", ELF_TAG_ADDRESS, 0 },
	{ DT_STRTAB, "strtab", ELF_TAG_ADDRESS, 0 },
	{ DT_SYMTAB, "symtab", ELF_TAG_ADDRESS, 0 },
	{ DT_RELA, "rela", ELF_TAG_ADDRESS, 0 },
	{ DT_RELASZ, "relasz", ELF_TAG_SIZE, DT_RELA },
	{ DT_RELAENT, "relaent", ELF_TAG_NUMBER, 0 },
	{ DT_STRSZ, "strsz", ELF_TAG_SIZE, DT_STRTAB },
	{ DT_SYMENT, "syment", ELF_TAG_NUMBER, 0 },
	{ DT_INIT, "init", ELF_TAG_ADDRESS, 0 },
	{ DT_FINI, "fini", ELF_TAG_ADDRESS, 0 },
	{ DT_SONAME, "soname", ELF_TAG_STRING, 0 },
	{ DT_RPATH, "rpath", ELF_TAG_STRING, 0 },
	{ DT_SYMBOLIC, "symbolic", ELF_TAG_NUMBER, 0 },
	{ DT_REL, "rel", ELF_TAG_ADDRESS, 0 },
	{ DT_RELSZ, "relsz", ELF_TAG_SIZE, DT_REL },
	{ DT_RELENT, "relent", ELF_TAG_NUMBER, 0 },
	{ DT_PLTREL, "pltrel", ELF_TAG_NUMBER, 0 },
	{ DT_DEBUG, "debug", ELF_TAG_NUMBER, 0 },
	{ DT_TEXTREL, "textrel", ELF_TAG_NUMBER, 0 },
	{ DT_JMPREL, "jmprel", ELF_TAG_ADDRESS, 0 },
	{ DT_BIND_NOW, "bind_now", ELF_TAG_NUMBER, 0 },
	{ DT_INIT_ARRAY, "init_array", ELF_TAG_ADDRESS, 0 },
	{ DT_FINI_ARRAY, "fini_array", ELF_TAG_ADDRESS, 0 },
	{ DT_INIT_ARRAYSZ, "init_arraysz", ELF_TAG_SIZE, DT_INIT_ARRAY },
	{ DT_FINI_ARRAYSZ, "fini_arraysz", ELF_TAG_SIZE, DT_FINI_ARRAY },
	{ DT_RUNPATH, "runpath", ELF_TAG_STRING, 0 },
	{ DT_FLAGS, "flags", ELF_TAG_NUMBER, 0 },
	{ DT_PREINIT_ARRAY, "preinit_array", ELF_TAG_ADDRESS, 0 },
	{ DT_PREINIT_ARRAYSZ, "preinit_arraysz", ELF_TAG_SIZE, DT_PREINIT_ARRAY },
	{ DT_SYMTAB_SHNDX, "symtab_shndx", ELF_TAG_ADDRESS, 0 },
	{ DT_RELRSZ, "relrsz", ELF_TAG_SIZE, DT_RELR },
	{ DT_RELR, "relr", ELF_TAG_ADDRESS, 0 },
	{ DT_RELRENT, "relrent", ELF_TAG_NUMBER, 0 },
	{ DT_GNU_HASH, "gnu_hash", ELF_TAG_ADDRESS, 0 },
	{ DT_TLSDESC_PLT, "tlsdesc_plt", ELF_TAG_ADDRESS, 0 },
	{ DT_TLSDESC_GOT, "tlsdesc_got", ELF_TAG_ADDRESS, 0 },
	{ DT_VERSYM, "versym", ELF_TAG_ADDRESS, 0 },
	{ DT_RELACOUNT, "relacount", ELF_TAG_NUMBER, 0 },
	{ DT_RELCOUNT, "relcount", ELF_TAG_NUMBER, 0 },
	{ DT_FLAGS_1, "flags_1", ELF_TAG_NUMBER, 0 },
	{ DT_VERDEF, "verdef", ELF_TAG_ADDRESS, 0 },
	{ DT_VERDEFNUM, "verdefnum", ELF_TAG_NUMBER, 0 },
	{ DT_VERNEED, "verneed", ELF_TAG_ADDRESS, 0 },
	{ DT_VERNEEDNUM, "verneednum", ELF_TAG_NUMBER, 0 },
	{ DT_AUDIT, "audit", ELF_TAG_STRING, 0 },
	{ DT_DEPAUDIT, "depaudit", ELF_TAG_STRING, 0 },
	{ DT_CONFIG, "config", ELF_TAG_STRING, 0 },
	{ DT_AUXILIARY, "auxiliary", ELF_TAG_STRING, 0 },
	{ DT_FILTER, "filter", ELF_TAG_STRING, 0 },
};

const struct elf_tag *
elf_tag(uint64_t tag)
{
	for (size_t i = 0; i < array_length(tags); i++)
		if (tags[i].tag == tag)
			return &tags[i];
	return NULL;
}

static const char *
find_word(const struct word *words, size_t count, uint64_t number)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].number == number)
			return words[i].name;
	return NULL;
}

const char *
elf_word(enum elf_words words, uint64_t number)
{
	const struct elf_tag *tag;

	switch (words) {
	case ELF_TYPES:
		return find_word(types, array_length(types), number);
	case ELF_MACHINES:
		return find_word(machines, array_length(machines), number);
	case ELF_SEGMENT_TYPES:
		return find_word(segment_types, array_length(segment_types), number);
	case ELF_SECTION_TYPES:
		return find_word(section_types, array_length(section_types), number);
	case ELF_TAGS:
		tag = elf_tag(number);
		return tag == NULL ? NULL : tag->name;
	}
	return NULL;
}

static void
append_hex(struct buffer *out, uint64_t number)
{
	buffer_printf(out, "0x%llx", (unsigned long long)number);
}

void
elf_append_word(enum elf_words words, uint64_t number, struct buffer *out)
{
	const char *word = elf_word(words, number);

	if (word != NULL)
		buffer_append_text(out, word);
	else
		append_hex(out, number);
}

void
elf_append_segment_flags(uint32_t flags, struct buffer *out)
{
	for (size_t i = 0; i < array_length(segment_flags); i++) {
		bool set = (flags & segment_flags[i].number) != 0;

		buffer_append_text(out, set ? segment_flags[i].name : "-");
		flags &= ~(uint32_t)segment_flags[i].number;
	}
	if (flags != 0)
		buffer_printf(out, " 0x%x", flags);
}

void
elf_append_section_flags(uint64_t flags, struct buffer *out)
{
	const char *between = "";

	for (size_t i = 0; i < array_length(section_flags); i++) {
		if ((flags & section_flags[i].number) == 0)
			continue;
		buffer_printf(out, "%s%s", between, section_flags[i].name);
		flags &= ~section_flags[i].number;
		between = " ";
	}
	if (flags != 0 || *between == '\0') {
		buffer_append_text(out, between);
		append_hex(out, flags);
	}
}
