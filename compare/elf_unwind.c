/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * .eh_frame_hdr (LSB Core, "Exception Frames"): a table, sorted, of where each function
 * begins and where .eh_frame tells how to leave it.  Four bytes say how its numbers are
 * written; the one way that linkers use is read.  An entry of .eh_frame (an FDE) has its
 * length, a number of the entry that it refers to, where the function begins, and its
 * size.
 */
#include <sys/param.h>

#include "base/memory.h"
#include "compare/elf_functions.h"

enum {
	HEADER_VERSION = 1,
	PCREL_SDATA4 = 0x1b,
	UDATA4 = 0x03,
	DATAREL_SDATA4 = 0x3b,
	FDES_MAX = 1 << 20,
};

struct table {
	const struct elf *elf; /* borrowed */
	uint64_t address;      /* of the header, which entries count from */
	uint64_t frames_at;    /* address of .eh_frame */
	struct bytes frames;   /* its content */
	struct bytes entries;  /* eight bytes each */
};

static uint64_t
take_relative(const struct table *table, struct cursor *at)
{
	return table->address +
	       (uint64_t)(int64_t)(int32_t)(uint32_t)elf_take(table->elf, at, 4);
}

static bool
open_table(struct table *table, const struct elf *elf)
{
	static const uint8_t usual[] = { HEADER_VERSION, PCREL_SDATA4, UDATA4,
					 DATAREL_SDATA4 };
	struct elf_section header =
		elf_section(elf, elf_find_section(elf, ".eh_frame_hdr"));
	struct elf_section frames = elf_section(elf, elf_find_section(elf, ".eh_frame"));
	struct cursor at = cursor_on(elf_section_bytes(elf, &header));
	uint64_t count;

	if (!bytes_equal(cursor_take(&at, sizeof(usual)), BYTES_OF(usual)))
		return false;
	elf_take(elf, &at, 4);
	count = elf_take(elf, &at, 4);
	*table = (struct table){ .elf = elf,
				 .address = header.addr,
				 .frames_at = frames.addr,
				 .frames = elf_section_bytes(elf, &frames),
				 .entries = bytes_slice(at.rest, 0, count * 8) };
	return count <= FDES_MAX;
}

/* How large the function is; 0 where the entry does not tell. */
static uint64_t
size_of(const struct table *table, uint64_t frame)
{
	enum { BEFORE_SIZE = 12 };
	struct cursor at;

	if (frame < table->frames_at)
		return 0;
	at = cursor_on(
		elf_part(table->frames, frame - table->frames_at, BEFORE_SIZE + 4));
	cursor_take(&at, BEFORE_SIZE);
	return elf_take(table->elf, &at, 4);
}

void
elf_unwind_functions(struct elf_functions *out, const struct elf *elf,
		     const struct elf_section *section)
{
	struct table table;
	struct cursor at;

	if (!open_table(&table, elf))
		return;
	at = cursor_on(table.entries);
	while (at.rest.size >= 8) {
		uint64_t address = take_relative(&table, &at);
		uint64_t frame = take_relative(&table, &at);

		if (address < section->addr || address - section->addr >= section->size)
			continue;
		array_append(out->at, out->count,
			     ((struct elf_function){
				     .address = address,
				     .size = size_of(&table, frame),
			     }));
	}
}
