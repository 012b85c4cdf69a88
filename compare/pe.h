/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A PE file (PE32, PE32+) as its headers describe it: read one by one when they are asked
 * for.  Whatever an input says, no read leaves it: what is not there reads as zeros.
 */

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

enum {
	PE_SECTION_SIZE = 40,
	PE_SYMBOL_SIZE = 18,
	PE_LOOKED_THROUGH = 256, /* sections, to find the one at an address */
	PE_NAME_MAX = 4096,	 /* of something that is imported or exported */
};

/* Offsets within the COFF header and the optional header, as both widths have them. */
enum {
	PE_COFF_SIZE = 20,
	PE_COFF_TIMESTAMP = 4,
	PE_CHECKSUM = 64, /* in the optional header */
};

enum pe_directory_index {
	PE_EXPORT,
	PE_IMPORT,
	PE_RESOURCE,
	PE_EXCEPTION,
	PE_SECURITY,
	PE_RELOCATION,
	PE_DEBUG,
	PE_ARCHITECTURE,
	PE_GLOBAL,
	PE_TLS,
	PE_LOAD_CONFIG,
	PE_BOUND_IMPORT,
	PE_ADDRESSES,
	PE_DELAY_IMPORT,
	PE_CLR,
	PE_RESERVED,
	PE_DIRECTORIES,
};

struct pe {
	struct bytes content; /* borrowed */
	size_t header;	      /* where "PE\0\0" stands */
	size_t optional, optional_size;
	bool wide; /* PE32+ */
	size_t directories;
	uint32_t directory_count; /* that stand in the optional header */
	size_t sections;
	unsigned section_count; /* that stand in the file */
	uint32_t headers_size;	/* what is loaded of them */
	uint64_t base;		/* the image's address */
	uint32_t symbols, symbol_count;
};

struct pe_section {
	uint32_t size, address; /* in memory */
	uint32_t raw_size, raw; /* in the file */
	uint32_t flags;
};

/* A stretch of addresses. */
struct pe_directory {
	uint32_t address, size;
};

/* -1 when it is no PE file. */
int pe_open(struct pe *pe, struct bytes content, struct error *err);

/* Little-endian numbers at an offset; 0 where there is none. */
uint16_t pe_u16(struct bytes bytes, uint64_t offset);
uint32_t pe_u32(struct bytes bytes, uint64_t offset);
uint64_t pe_u64(struct bytes bytes, uint64_t offset);

struct pe_section pe_section(const struct pe *pe, unsigned index);

/* What the section has in the file, cut where the file ends. */
struct bytes pe_section_bytes(const struct pe *pe, const struct pe_section *section);

/* Its name: from the string table where it is too long for the header. */
struct bytes pe_section_name(const struct pe *pe, unsigned index);

/* All zeros where there is none. */
struct pe_directory pe_directory(const struct pe *pe, enum pe_directory_index index);

/* What is loaded at the address, up to the end of the section; nothing where the file
 * has nothing. */
struct bytes pe_at(const struct pe *pe, uint64_t address);

/* A text that is loaded there, without its NUL, cut after PE_NAME_MAX. */
struct bytes pe_text_at(const struct pe *pe, uint64_t address);

/* Where in the file such bytes stand. */
static inline size_t
pe_offset(const struct pe *pe, struct bytes bytes)
{
	return (size_t)(bytes.data - pe->content.data);
}

/* Appends ".text+0x40", or the address. */
void pe_name_address(const struct pe *pe, uint64_t address, struct buffer *out);

/* Where the last part ends that a header knows: certificates, which no section holds,
 * apart. */
size_t pe_end(const struct pe *pe);

/* Symbols (COFF), and behind them the strings. */
struct bytes pe_symbols(const struct pe *pe);
struct bytes pe_strings(const struct pe *pe);

/* The sum over all of the file that the header's own field must have. */
uint32_t pe_checksum(struct bytes content, size_t field);
