/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where code refers to addresses: what changes in it when something else has moved.
 *
 * x86 (Intel SDM volume 2): calls and jumps have a distance of four bytes behind e8, e9
 * or 0f 80 to 0f 8f; 64-bit code reaches data by a distance behind a ModRM byte with the
 * mode 0 and the register 5, counted from the end of the instruction.  AArch64 (Arm ARM
 * C6): branches have 26 bits, ADRP the distance of a page, and what follows it in ADD,
 * loads and stores the place in that page.
 *
 * Instructions are not taken apart here.  To find functions again, more is left out than
 * has to be; to call two the same, what differs must be such a distance on both sides,
 * and both must lead to the same thing.
 */
#include <sys/param.h>

#include "compare/elf_pairs.h"

enum { DISTANCE = 4 };

static bool
is_x86(const struct elf *elf)
{
	return elf->machine == EM_X86_64 || elf->machine == EM_386;
}

static bool
is_branch(struct bytes code, size_t at)
{
	return (at >= 1 && (code.data[at - 1] == 0xe8 || code.data[at - 1] == 0xe9)) ||
	       (at >= 2 && code.data[at - 2] == 0x0f && code.data[at - 1] >> 4 == 8);
}

static bool
is_data_reference(struct bytes code, size_t at)
{
	return at >= 2 && (code.data[at - 1] & 0xc7) == 0x05;
}

static void
mask_x86(struct bytes code, uint8_t *masked)
{
	for (size_t at = 1; at + DISTANCE <= code.size; at++) {
		if (!is_branch(code, at) && !is_data_reference(code, at))
			continue;
		memset(masked + at, 0, DISTANCE);
		at += DISTANCE - 1;
	}
}

static uint32_t
word_at(struct bytes code, size_t at)
{
	struct cursor cursor = cursor_on(bytes_slice(code, at, 4));

	return cursor_u32le(&cursor);
}

/* The bits of an AArch64 instruction that tell a distance or a place in a page. */
static uint32_t
distance_bits(uint32_t word)
{
	enum { BRANCH = 0x03ffffff, PLACE = 0x003ffc00 };

	if ((word & 0x7c000000) == 0x14000000) /* B, BL */
		return BRANCH;
	if ((word & 0x1f000000) == 0x10000000) /* ADR, ADRP */
		return 0x60ffffe0;
	if ((word & 0x7f800000) == 0x11000000 || /* ADD immediate */
	    (word & 0x3b000000) == 0x39000000)	 /* LDR, STR with an unsigned offset */
		return PLACE;
	return 0;
}

static void
mask_aarch64(struct bytes code, uint8_t *masked)
{
	for (size_t at = 0; at + 4 <= code.size; at += 4) {
		uint32_t keep = ~distance_bits(word_at(code, at));

		for (size_t i = 0; i < 4; i++)
			masked[at + i] &= (uint8_t)(keep >> (8 * i));
	}
}

void
elf_mask_addresses(const struct elf *elf, struct bytes code, struct buffer *out)
{
	size_t start = out->size;

	buffer_append(out, code);
	if (out->overflow || code.size == 0)
		return;
	if (is_x86(elf))
		mask_x86(code, out->data + start);
	else if (elf->machine == EM_AARCH64)
		mask_aarch64(code, out->data + start);
}

/* Where a distance at this place leads; with `after` bytes before the instruction ends.
 */
static uint64_t
lead(struct bytes code, uint64_t address, size_t at, size_t after)
{
	return address + at + DISTANCE + after +
	       (uint64_t)(int64_t)(int32_t)word_at(code, at);
}

static bool
is_moved_distance(const struct elf_pairs *pairs, const struct elf_codes *codes, size_t at)
{
	static const size_t after[] = { 0, 1, 4, 2 };
	bool branch = is_branch(codes->published, at) && is_branch(codes->rebuilt, at);
	bool data = is_data_reference(codes->published, at) &&
		    is_data_reference(codes->rebuilt, at);

	for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++)
		if ((i == 0 ? branch || data : data) &&
		    elf_targets_match(
			    pairs,
			    lead(codes->published, codes->published_at, at, after[i]),
			    lead(codes->rebuilt, codes->rebuilt_at, at, after[i])))
			return true;
	return false;
}

/* Stubs of functions that are bound late push the number of a relocation, which changes
 * with each one more or less. */
static bool
is_stub_number(const struct elf_pairs *pairs, const struct elf_codes *codes, size_t at)
{
	enum { PUSH = 0x68 };
	const struct elf_part *part = &pairs->parts->published;

	return at >= 1 && codes->published.data[at - 1] == PUSH &&
	       codes->rebuilt.data[at - 1] == PUSH &&
	       elf_section_is(&part->elf, &part->section, ".plt");
}

/* In 32-bit code addresses stand as they are. */
static bool
is_moved_address(const struct elf_pairs *pairs, const struct elf_codes *codes, size_t at)
{
	return pairs->parts->published.elf.machine == EM_386 &&
	       elf_targets_match(pairs, word_at(codes->published, at),
				 word_at(codes->rebuilt, at));
}

static bool
are_moved_x86(const struct elf_pairs *pairs, const struct elf_codes *codes)
{
	size_t at = 0, size = codes->published.size;

	for (;;) {
		size_t back = 0;

		at += bytes_common(bytes_slice(codes->published, at, size),
				   bytes_slice(codes->rebuilt, at, size));
		if (at >= size)
			return true;
		for (; back < DISTANCE && back < at; back++) {
			size_t start = at - back;

			if (start + DISTANCE <= size &&
			    (is_moved_distance(pairs, codes, start) ||
			     is_moved_address(pairs, codes, start) ||
			     is_stub_number(pairs, codes, start)))
				break;
		}
		if (back == MIN((size_t)DISTANCE, at))
			return false;
		at += DISTANCE - back;
	}
}

static uint64_t
lead_aarch64(uint32_t word, uint64_t address)
{
	int64_t distance = (int32_t)(word << 6) >> 6;

	return address + (uint64_t)(distance * 4);
}

static bool
are_moved_aarch64(const struct elf_pairs *pairs, const struct elf_codes *codes)
{
	for (size_t at = 0; at + 4 <= codes->published.size; at += 4) {
		uint32_t ours = word_at(codes->published, at);
		uint32_t theirs = word_at(codes->rebuilt, at);
		uint32_t bits = distance_bits(ours);

		if (ours == theirs)
			continue;
		if (bits == 0 || bits != distance_bits(theirs) ||
		    ((ours ^ theirs) & ~bits) != 0)
			return false;
		if ((ours & 0x7c000000) == 0x14000000 &&
		    !elf_targets_match(pairs,
				       lead_aarch64(ours, codes->published_at + at),
				       lead_aarch64(theirs, codes->rebuilt_at + at)))
			return false;
	}
	return codes->published.size % 4 == 0;
}

bool
elf_codes_are_moved(const struct elf_pairs *pairs, const struct elf_codes *codes)
{
	const struct elf *elf = &pairs->parts->published.elf;

	if (elf->machine != pairs->parts->rebuilt.elf.machine)
		return false;
	if (is_x86(elf))
		return are_moved_x86(pairs, codes);
	return elf->machine == EM_AARCH64 && are_moved_aarch64(pairs, codes);
}
