/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/elf_pairs.h"

struct disassembler;

/* Appends the instructions in which a function differs from its partner, with those
 * around them, in at most `lines` lines; false, with nothing appended, where that can not
 * be shown. */
bool elf_list_change(struct disassembler *disassembler, const struct elf_pairs *pairs,
		     size_t function, uint64_t lines, struct buffer *out);
