/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The functions of a section with code, as the symbols tell, and for what no symbol names
 * the table that unwinders search.  For explanations only.
 */

#include "compare/elf.h"

/* A file with more sections is an object of many small ones: each is a function. */
enum { ELF_WITH_FUNCTIONS = 100 };

struct elf_function {
	struct bytes name; /* borrowed from the file; empty where none is known */
	uint64_t address, size;
};

struct elf_functions {
	struct elf_function *at; /* owned; sorted by address, none on another */
	size_t count;
	bool thumb; /* ARM: addresses are those of Thumb code */
};

#define cleanup_functions __attribute__((cleanup(elf_functions_release)))
void elf_functions_release(struct elf_functions *functions);

/* One for the whole section where none is known, or where sections are too many. */
void elf_functions_find(struct elf_functions *out, const struct elf *elf, size_t section);

/* The function that has the address; NONE when none has. */
size_t elf_functions_at(const struct elf_functions *functions, uint64_t address);

/* Appends its name, or where it stands: "main", "[.text+0x40]". */
void elf_function_name(const struct elf *elf, const struct elf_function *function,
		       struct buffer *out);

/* In elf_unwind.c: the functions of .eh_frame_hdr that are in a section, appended. */
void elf_unwind_functions(struct elf_functions *out, const struct elf *elf,
			  const struct elf_section *section);

/* In elf_imports.c: slots in .got and stubs in .plt, by the symbols of libraries that
 * they lead to. */
void elf_imports_find(struct elf_functions *out, const struct elf *elf);
