/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Small ELF files, made part by part, so that each part can be another one. */

#include <elf.h>

#include "base/buffer.h"

struct elf_plan_function {
	const char *name;    /* NULL ends a list */
	size_t offset, size; /* in .text */
};

/* All zeros is a 64-bit, little-endian library with the usual parts. */
struct elf_plan {
	bool narrow, big;
	uint16_t machine;      /* 0: x86-64 */
	uint32_t note_segment; /* type of the note's segment; 0: PT_NOTE */
	uint32_t text_flags;   /* of the segment of code; 0: r-x */
	uint32_t stack_flags;  /* 0: rw- */
	bool no_relro, no_stack;
	const char *interpreter;		   /* NULL: "/lib/ld.so.1" */
	const char *needed[4];			   /* the first NULL: "libc.so.6" */
	const char *runpath;			   /* NULL: none */
	bool late;				   /* without DF_BIND_NOW */
	struct bytes text;			   /* empty: 64 bytes that return */
	struct bytes data;			   /* of .rodata; empty: "some words" */
	const struct elf_plan_function *functions; /* NULL: "first", "second" */
	unsigned constructors;			   /* more than the one of .init_array */
	uint64_t entry;				   /* offset in .text */
	uint8_t build_id;			   /* each of its bytes; 0: 0xab */
	const char *compiler;	/* NULL: "GCC: (Debian 12.2.0-14) 12.2.0" */
	const char *debug_file; /* NULL: "x.debug" */
	uint32_t debug_crc;
	struct bytes debug; /* .debug_str, as it is */
	struct bytes
		compressed;   /* .debug_line_str with SHF_COMPRESSED: head and stream */
	struct bytes gap;     /* stands between sections */
	struct bytes overlay; /* stands behind the end */
	bool no_sections, swap_headers;
};

/* Appends the file. */
void elf_make(struct buffer *out, const struct elf_plan *plan);

/* Where a section of a file that was made so begins; fails on one that is not there. */
size_t elf_made_offset(struct bytes file, const char *section);
