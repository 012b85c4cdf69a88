/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the numbers in PE headers are called. */

#include "base/buffer.h"

enum pe_words {
	PE_MACHINES,
	PE_SUBSYSTEMS,
	PE_DEBUG_TYPES,
	PE_RESOURCE_TYPES,
	PE_FILE_FLAGS,
	PE_DLL_FLAGS,
	PE_SECTION_FLAGS,
};

/* Appends the word for a number, or the number. */
void pe_append_word(enum pe_words words, uint32_t number, struct buffer *out);

/* Appends the words for the bits that are set, and those without one in hexadecimal. */
void pe_append_flags(enum pe_words words, uint32_t flags, struct buffer *out);

/* "import", ... */
const char *pe_directory_name(unsigned index);
