/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What tests/elf.c and tests/elf_parts.c share. */

#include "base/memory.h"
#include "tests/elf.h"

enum {
	SEGMENTS = 8,
	SECTIONS_MAX = 24,
	ALIGN = 16,
	BUILD_ID_SIZE = 20,
	BASE_ADDRESS = 0x400000,
};

struct made_section {
	const char *name;
	uint32_t type, link, info;
	uint64_t flags, offset, size, entsize;
};

struct making {
	const struct elf_plan *plan;
	struct buffer *out, names;
	size_t start; /* of the file in *out */
	struct made_section sections[SECTIONS_MAX];
	size_t count;
};

/* A number in the file's byte order, of `size` bytes or as wide as an address. */
void elf_put(struct making *making, size_t size, uint64_t number);
void elf_put_wide(struct making *making, uint64_t number);
size_t elf_wide(const struct making *making);

/* Where the next byte comes to stand. */
size_t elf_offset(const struct making *making);
void elf_align(struct making *making);

/* A section around all that is put between the two. */
struct made_section *elf_begin(struct making *making, const char *name, uint32_t type,
			       uint64_t flags);
void elf_end(struct making *making);

/* By name; the test ends where there is none. */
size_t elf_find(const struct making *making, const char *name);
uint64_t elf_address(const struct making *making, const char *name);

/* With its NUL; where in the section it stands. */
uint64_t elf_put_string(struct making *making, const char *text);

/* All that the plan has. */
void elf_add_sections(struct making *making);
