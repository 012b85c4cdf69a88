/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A Mach-O file as its header and load commands describe it: read one by one when they
 * are asked for, both widths and both byte orders.  Whatever an input says, no read
 * leaves it: what is not there reads as zeros.
 */

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

enum {
	MACHO_NAME_SIZE = 16, /* of a segment, and of a section */
	MACHO_COMMANDS_MAX = 4096,
	MACHO_SECTIONS_MAX = 4096, /* of all segments together */
	MACHO_TEXT_MAX = 4096,	   /* of a path, or a symbol's name */
};

/* Load commands that are looked for (mach-o/loader.h). */
enum macho_command_number {
	MACHO_SEGMENT = 0x1,
	MACHO_SYMTAB = 0x2,
	MACHO_SEGMENT_64 = 0x19,
	MACHO_CODE_SIGNATURE = 0x1d,
};

struct macho {
	struct bytes content; /* borrowed */
	bool wide, big;	      /* 64 bits; the most significant byte first */
	uint32_t cpu, cpu_kind, type, flags;
	unsigned command_count; /* that stand in the file */
	unsigned said_count;	/* that the header names */
	size_t header_size;
	struct bytes commands; /* borrowed */
};

struct macho_command {
	uint32_t number;
	size_t offset;	    /* in the file */
	struct bytes bytes; /* borrowed: with its number and size */
};

struct macho_segment {
	struct bytes name; /* borrowed: without NULs */
	uint64_t address, size, offset, file_size;
	uint32_t most, first, count, flags; /* protections; sections */
};

struct macho_section {
	struct bytes name, segment; /* borrowed */
	uint64_t address, size;
	uint32_t offset, align, relocations, relocation_count, flags;
};

/* -1 when it is no Mach-O file of one architecture. */
int macho_open(struct macho *macho, struct bytes content, struct error *err);

/* The next number of so many bytes, or as wide as an address. */
uint64_t macho_take(const struct macho *macho, struct cursor *at, size_t size);
uint64_t macho_take_wide(const struct macho *macho, struct cursor *at);

/* Numbers of 32 bits at an offset of a command. */
uint32_t macho_u32(const struct macho *macho, struct bytes bytes, size_t offset);

/* Walks through the commands: false behind the last one.  Begin with a command that is
 * all zeros. */
bool macho_next(const struct macho *macho, struct macho_command *command);

/* The first command of a number; false when there is none. */
bool macho_find(const struct macho *macho, uint32_t number,
		struct macho_command *command);

bool macho_is_segment(const struct macho_command *command);
struct macho_segment macho_segment(const struct macho *macho,
				   const struct macho_command *command);

/* How many of a segment's sections stand in its command, and one of them. */
unsigned macho_section_count(const struct macho *macho,
			     const struct macho_command *command);
struct macho_section macho_section(const struct macho *macho,
				   const struct macho_command *command, unsigned index);
size_t macho_segment_size(const struct macho *macho);
size_t macho_section_size(const struct macho *macho);

/* What the section has in the file. */
struct bytes macho_section_bytes(const struct macho *macho,
				 const struct macho_section *section);

/* The part of the file, cut where it ends. */
struct bytes macho_part(const struct macho *macho, uint64_t offset, uint64_t size);

/* A text within a command, whose place is said at an offset; without its NUL. */
struct bytes macho_text(const struct macho *macho, const struct macho_command *command,
			size_t offset);

/* Appends "__TEXT,__text+0x40" for a place in the file, or the place. */
void macho_name_offset(const struct macho *macho, uint64_t offset, struct buffer *out);
