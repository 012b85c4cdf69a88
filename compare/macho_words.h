/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the numbers in Mach-O headers are called. */

#include "base/buffer.h"

enum macho_words {
	MACHO_TYPES,	 /* of files: "execute" */
	MACHO_PLATFORMS, /* "macOS" */
	MACHO_TOOLS,	 /* "ld" */
};

/* Appends the word for a number, or the number. */
void macho_append_word(enum macho_words words, uint32_t number, struct buffer *out);

/* "x86_64", "arm64e", or both numbers. */
void macho_append_cpu(uint32_t cpu, uint32_t kind, struct buffer *out);

/* "dyld-link pie"; bits without a name in hexadecimal. */
void macho_append_flags(uint32_t flags, struct buffer *out);

/* "r-x" */
void macho_append_protection(uint32_t bits, struct buffer *out);

/* "1.2.3", from a number of 16, 8 and 8 bits. */
void macho_append_version(uint32_t version, struct buffer *out);
