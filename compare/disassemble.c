/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/disassemble.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "compare/capstone_library.h"

int
disassemble_prepare(struct error *err)
{
	return later_open(&capstone_later, err);
}

static const struct {
	uint16_t machine;
	cs_arch architecture;
	unsigned narrow, wide;
} machines[] = {
#define MACHINE(machine, architecture, narrow, wide)                                     \
	{ machine, architecture, narrow, wide },
#include "compare/disassemble_machines.def"
#undef MACHINE
};

struct disassembler {
	csh handle;
	cs_insn *room; /* owned */
	size_t step;   /* what is taken where nothing can be read */
};

static size_t
step_of(const struct disassemble_machine *machine)
{
	if (machine->machine == EM_386 || machine->machine == EM_X86_64)
		return 1;
	return machine->machine == EM_S390 || machine->thumb ? 2 : 4;
}

static unsigned
mode_of(size_t index, const struct disassemble_machine *machine)
{
	unsigned mode = machine->wide ? machines[index].wide : machines[index].narrow;

	if (machine->machine == EM_ARM && machine->thumb)
		mode |= CS_MODE_THUMB;
	if (machine->big)
		mode |= (unsigned)CS_MODE_BIG_ENDIAN;
	return mode;
}

struct disassembler *
disassembler_open(const struct disassemble_machine *machine)
{
	struct disassembler *opened;
	csh handle;

	if (!later_is_open(&capstone_later))
		return NULL;
	for (size_t i = 0; i < array_length(machines); i++) {
		if (machines[i].machine != machine->machine)
			continue;
		if (cs_open(machines[i].architecture, (cs_mode)mode_of(i, machine),
			    &handle) != CS_ERR_OK)
			break;
		opened = xcalloc(1, sizeof(*opened));
		*opened = (struct disassembler){ handle, cs_malloc(handle),
						 step_of(machine) };
		return opened;
	}
	return NULL;
}

void
disassembler_close(struct disassembler *disassembler)
{
	if (disassembler == NULL)
		return;
	if (disassembler->room != NULL)
		cs_free(disassembler->room, 1);
	cs_close(&disassembler->handle);
	free(disassembler);
}

/* Bytes that are no instruction. */
static void
show_bytes(const struct disassembler *disassembler, struct bytes code,
	   struct instruction *out)
{
	struct bytes bytes = bytes_slice(code, 0, disassembler->step);
	size_t at = 0;

	out->size = bytes.size;
	snprintf(out->mnemonic, sizeof(out->mnemonic), ".byte");
	out->operands[0] = '\0';
	for (size_t i = 0; i < bytes.size; i++)
		at += (size_t)snprintf(out->operands + at, sizeof(out->operands) - at,
				       "%s0x%02x", i > 0 ? ", " : "", bytes.data[i]);
}

bool
disassembler_next(struct disassembler *disassembler, struct bytes code, uint64_t address,
		  struct instruction *out)
{
	cs_insn *room = disassembler->room;
	const uint8_t *at = code.data;
	size_t size = code.size;
	uint64_t place = address;

	if (code.size == 0)
		return false;
	out->address = address;
	if (room == NULL ||
	    !cs_disasm_iter(disassembler->handle, &at, &size, &place, room)) {
		show_bytes(disassembler, code, out);
		return true;
	}
	out->size = room->size;
	snprintf(out->mnemonic, sizeof(out->mnemonic), "%s", room->mnemonic);
	snprintf(out->operands, sizeof(out->operands), "%s", room->op_str);
	return true;
}
