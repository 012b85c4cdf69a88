/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the numbers in ELF headers are called. */

#include "base/buffer.h"

enum elf_words {
	ELF_TYPES,	   /* of files: "EXEC" */
	ELF_MACHINES,	   /* "x86-64" */
	ELF_SEGMENT_TYPES, /* "LOAD" */
	ELF_SECTION_TYPES, /* "PROGBITS" */
	ELF_TAGS,	   /* of the dynamic section: "needed" */
};

/* The word for a number, or NULL. */
const char *elf_word(enum elf_words words, uint64_t number);

/* Appends the word, or the number in hexadecimal. */
void elf_append_word(enum elf_words words, uint64_t number, struct buffer *out);

/* Appends "r-x", or "alloc exec"; bits without a name in hexadecimal. */
void elf_append_segment_flags(uint32_t flags, struct buffer *out);
void elf_append_section_flags(uint64_t flags, struct buffer *out);

/* How the value of a dynamic entry is meant. */
enum elf_tag_kind {
	ELF_TAG_NUMBER,
	ELF_TAG_STRING,	 /* an offset into the string table */
	ELF_TAG_ADDRESS, /* of something that is loaded */
	ELF_TAG_SIZE,	 /* of what another entry has the address of */
};

struct elf_tag {
	uint64_t tag;
	const char *name;
	enum elf_tag_kind kind;
	uint64_t of; /* ELF_TAG_SIZE: the other entry's tag */
};

/* NULL for a tag that we do not know. */
const struct elf_tag *elf_tag(uint64_t tag);
