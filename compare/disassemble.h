/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Machine code as a person reads it, through capstone: for explanations, never to decide
 * anything.  The library is large, and is opened only where code may have to be shown.
 */

#include "base/bytes.h"
#include "base/error.h"

/* Opens the library, before a process closes its doors; where that was not done no code
 * is shown.  -1 when there is none. */
int disassemble_prepare(struct error *err);

/* What decides how code is read: e_machine, and the ELF file's class and byte order. */
struct disassemble_machine {
	uint16_t machine;
	bool wide, big, thumb;
};

struct disassembler;

/* NULL for a machine that we can not show, and where the library is not open. */
struct disassembler *disassembler_open(const struct disassemble_machine *machine);
void disassembler_close(struct disassembler *disassembler);

struct instruction {
	uint64_t address;
	size_t size;
	char mnemonic[32], operands[160];
};

/* The instruction at the start of the code, or what stands for bytes that are none; false
 * when there are no bytes. */
bool disassembler_next(struct disassembler *disassembler, struct bytes code,
		       uint64_t address, struct instruction *out);
