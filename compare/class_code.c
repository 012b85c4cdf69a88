/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Code of the JVM (JVM Specification, sections 4.7.3 and 6.5), one instruction behind the
 * other.  Jumps are told by how far they lead, so that what is inserted elsewhere
 * changes none.  The operands of a switch begin at a multiple of four, behind bytes
 * that nobody looks at.
 */
#include "compare/class_file.h"

#include <sys/param.h>

#include "base/memory.h"

static const struct {
	const char *name, *operands;
} opcodes[] = {
#define OPCODE(name, operands) { name, operands },
#include "compare/class_opcodes.def"
#undef OPCODE
};

enum { WIDE_IINC = 0x84 };

/* Code while it is read; without a file, nothing is written. */
struct listing {
	struct class_file *file; /* borrowed; NULL */
	struct bytes code;
	struct cursor at;
	struct buffer *out; /* borrowed; NULL */
};

static void
put_number(struct listing *listing, long long number)
{
	if (listing->out != NULL)
		buffer_printf(listing->out, " %lld", number);
}

static void
put_jump(struct listing *listing, long long distance)
{
	if (listing->out != NULL)
		buffer_printf(listing->out, " %+lld", distance);
}

static void
put_constant(struct listing *listing, unsigned number)
{
	if (listing->out == NULL)
		return;
	buffer_append_text(listing->out, " ");
	class_append_constant(listing->file, number, listing->out);
}

static int32_t
take_s32(struct listing *listing)
{
	return (int32_t)cursor_u32be(&listing->at);
}

static void
take_padding(struct listing *listing)
{
	size_t at = listing->code.size - listing->at.rest.size;
	struct bytes padding = cursor_take(&listing->at, (4 - at % 4) % 4);

	if (bytes_are_all(padding, 0) || listing->out == NULL)
		return;
	buffer_append_text(listing->out, " padding");
	for (size_t i = 0; i < padding.size; i++)
		buffer_printf(listing->out, " %02x", padding.data[i]);
}

/* Each case is a jump, or a value and one. */
static void
take_cases(struct listing *listing, int64_t count, bool values)
{
	if (count < 0 || (uint64_t)count > listing->at.rest.size) {
		cursor_take(&listing->at, SIZE_MAX);
		return;
	}
	for (int64_t i = 0; i < count && !listing->at.overrun; i++) {
		if (values)
			put_number(listing, take_s32(listing));
		put_jump(listing, take_s32(listing));
	}
}

static void
take_switch(struct listing *listing, bool table)
{
	int64_t low, high;

	take_padding(listing);
	put_jump(listing, take_s32(listing));
	low = take_s32(listing);
	put_number(listing, low);
	if (!table) {
		take_cases(listing, low, true);
		return;
	}
	high = take_s32(listing);
	put_number(listing, high);
	take_cases(listing, high - low + 1, false);
}

static void
take_wide(struct listing *listing)
{
	uint8_t opcode = cursor_u8(&listing->at);

	if (opcode >= array_length(opcodes) || opcodes[opcode].operands[0] != 'v') {
		cursor_take(&listing->at, SIZE_MAX);
		return;
	}
	if (listing->out != NULL)
		buffer_printf(listing->out, " %s", opcodes[opcode].name);
	put_number(listing, cursor_u16be(&listing->at));
	if (opcode == WIDE_IINC)
		put_number(listing, (int16_t)cursor_u16be(&listing->at));
}

static void
take_operand(struct listing *listing, char operand)
{
	switch (operand) {
	case 'b':
		put_number(listing, (int8_t)cursor_u8(&listing->at));
		break;
	case 's':
		put_number(listing, (int16_t)cursor_u16be(&listing->at));
		break;
	case 'v':
		put_number(listing, cursor_u8(&listing->at));
		break;
	case 'k':
		put_constant(listing, cursor_u8(&listing->at));
		break;
	case 'K':
		put_constant(listing, cursor_u16be(&listing->at));
		break;
	case 'j':
		put_jump(listing, (int16_t)cursor_u16be(&listing->at));
		break;
	case 'J':
		put_jump(listing, take_s32(listing));
		break;
	case 'w':
		take_wide(listing);
		break;
	default:
		take_switch(listing, operand == 't');
	}
}

static bool
take_instruction(struct listing *listing)
{
	bool first = listing->at.rest.size == listing->code.size;
	uint8_t opcode = cursor_u8(&listing->at);

	if (opcode >= array_length(opcodes))
		return false;
	if (listing->out != NULL)
		buffer_printf(listing->out, "%s%s", first ? "" : CLASS_NEXT,
			      opcodes[opcode].name);
	for (const char *at = opcodes[opcode].operands; *at != '\0'; at++)
		take_operand(listing, *at);
	return !listing->at.overrun;
}

bool
class_append_code(struct class_file *file, struct bytes code, struct buffer *out)
{
	struct listing listing = { file, code, cursor_on(code), out };

	while (listing.at.rest.size > 0)
		if (!take_instruction(&listing) || out->overflow)
			return false;
	return true;
}

size_t
class_code_offset(struct bytes code, size_t number)
{
	struct listing listing = { NULL, code, cursor_on(code), NULL };

	for (size_t i = 0; i < number && listing.at.rest.size > 0; i++)
		if (!take_instruction(&listing))
			break;
	return code.size - listing.at.rest.size;
}
