/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * An ELF file as its headers describe it: read one by one when they are asked for, both
 * widths and both byte orders, nothing kept but the file's own header.  Whatever an input
 * says, no read leaves it: what does not fit is counted out when the file is opened.
 */

#include <elf.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

enum {
	ELF_SEGMENTS_MAX = 256,	  /* that are looked at one by one */
	ELF_SECTIONS_MAX = 65536, /* more are a limit */
	ELF_LOOKED_THROUGH = 256, /* sections, to find the one at an address */
	ELF_NAME_MAX = 200,	  /* of a section */
	ELF_STRING_MAX = 4096,
};

struct elf {
	struct bytes content; /* borrowed */
	bool wide, big;	      /* 64 bits; the most significant byte first */
	uint16_t type, machine;
	uint64_t entry, segments_at, sections_at;
	size_t header_size, segment_size, section_size; /* what an entry takes */
	size_t segment_count, section_count;		/* that stand in the file */
	const char *segments_wrong, *sections_wrong;	/* why there are fewer; NULL */
	size_t names_index;
	struct bytes names; /* the sections' */
};

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf_section {
	uint32_t name, type, link, info;
	uint64_t flags, addr, offset, size, addralign, entsize;
};

/* As bytes_slice(), of numbers that are wider than memory may be. */
static inline struct bytes
elf_part(struct bytes bytes, uint64_t offset, uint64_t size)
{
	return bytes_slice(bytes, offset > SIZE_MAX ? SIZE_MAX : (size_t)offset,
			   size > SIZE_MAX ? SIZE_MAX : (size_t)size);
}

/* -1 when the file has no ELF header that says how to read it. */
int elf_open(struct elf *elf, struct bytes content, struct error *err);

/* The next number of 1, 2, 4 or 8 bytes, or as wide as an address. */
uint64_t elf_take(const struct elf *elf, struct cursor *at, size_t size);
uint64_t elf_take_address(const struct elf *elf, struct cursor *at);

/* How many bytes the headers are supposed to have, and an address has. */
size_t elf_header_size(const struct elf *elf);
size_t elf_segment_size(const struct elf *elf);
size_t elf_section_size(const struct elf *elf);
size_t elf_address_size(const struct elf *elf);

/* All zeros where there is none. */
struct elf_segment elf_segment(const struct elf *elf, size_t index);
struct elf_section elf_section(const struct elf *elf, size_t index);

/* The first segment of a type; false when there is none. */
bool elf_find_segment(const struct elf *elf, uint32_t type, struct elf_segment *segment);

/* What the section has in the file, cut where the file ends; nothing for SHT_NOBITS. */
struct bytes elf_section_bytes(const struct elf *elf, const struct elf_section *section);

/* Without its NUL, cut after ELF_NAME_MAX + 1 bytes. */
struct bytes elf_section_name(const struct elf *elf, const struct elf_section *section);
bool elf_section_is(const struct elf *elf, const struct elf_section *section,
		    const char *name);

/* The string at an offset of a table, without its NUL, cut after ELF_STRING_MAX bytes. */
struct bytes elf_string(struct bytes table, uint64_t offset);

/* The index of the first section of a name or type; 0 when there is none. */
size_t elf_find_section(const struct elf *elf, const char *name);
size_t elf_find_section_type(const struct elf *elf, uint32_t type);

/* The bytes that a loader puts at the address, up to the end of the segment. */
struct bytes elf_at(const struct elf *elf, uint64_t address);

/* Whether the section's address is the one that the segments give to its bytes. */
bool elf_section_is_placed(const struct elf *elf, const struct elf_section *section);

/* The first section that an address is in; 0 when there is none, or when the segments
 * place it elsewhere. */
size_t elf_section_at(const struct elf *elf, uint64_t address);

/* Appends what the section is called: ".text", ".group#2", "section:7". */
void elf_name_section(const struct elf *elf, size_t index, struct buffer *out);

/* Appends ".text+0x40"; false, with nothing appended, when no section has the address. */
bool elf_name_address(const struct elf *elf, uint64_t address, struct buffer *out);
