/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ELF: programs, libraries, objects (System V ABI, chapters 4 and 5; gABI drafts).
 *
 * A file header names two tables that describe the same bytes.  Program headers are for
 * the loader: which stretch of the file goes where, and whether it may be written or run.
 * Section headers are for linkers, debuggers and people; nothing that runs reads them. So
 * the tiles are sections, which have names, but what a loader acts on (segments, the
 * interpreter, the dynamic entries and their strings) is read as a loader reads it, and
 * is only said in terms of sections where both tables agree.
 *
 * Between builds vary: the build-id and the link to debug data, which follow from all
 * else; paths in debug data; the compiler's version; and with the size of one part the
 * place of every other.  To hide something there are: bytes behind the end, bytes that
 * belong to no section, segments that load what no section owns (a PT_NOTE made a
 * PT_LOAD), pages that are both written and run, one more library, a library's path.
 */
#include "compare/format.h"

#include <sys/param.h>

#include "compare/elf_judge.h"
#include "compare/elf_normalize.h"
#include "compare/elf_part.h"
#include "compare/elf_tiles.h"

enum { ENTRIES_MAX = 16384, LOOKUPS_MAX = 4096, TEXT_MAX = 64 << 10 };

static int
elf_recognize(struct bytes content)
{
	struct elf elf;
	struct error err;

	return elf_open(&elf, content, &err) == 0 ? 95 : 0;
}

/* The section that is exactly what a segment of this type has; 0: none is. */
static size_t
find_part(const struct elf *elf, uint32_t type)
{
	struct elf_segment segment;

	if (!elf_find_segment(elf, type, &segment) || segment.filesz == 0)
		return 0;
	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);

		if (section.type != SHT_NOBITS && section.offset == segment.offset &&
		    section.size == segment.filesz)
			return i;
	}
	return 0;
}

static uint64_t
end_of(uint64_t offset, uint64_t size, uint64_t most)
{
	return offset > most ? 0 : offset + MIN(size, most - offset);
}

/* Behind it the file has nothing that a header knows. */
static uint64_t
find_end(const struct elf *elf)
{
	uint64_t most = elf->content.size;
	uint64_t end = elf_header_size(elf);

	end = MAX(end,
		  end_of(elf->segments_at, elf->segment_count * elf->segment_size, most));
	end = MAX(end,
		  end_of(elf->sections_at, elf->section_count * elf->section_size, most));
	for (size_t i = 0; i < elf->segment_count; i++) {
		struct elf_segment segment = elf_segment(elf, i);

		end = MAX(end, end_of(segment.offset, segment.filesz, most));
	}
	for (size_t i = 1; i < elf->section_count; i++) {
		struct elf_section section = elf_section(elf, i);

		if (section.type != SHT_NOBITS)
			end = MAX(end, end_of(section.offset, section.size, most));
	}
	return end;
}

static void
tile_overlay(struct elf_tiles *tiles)
{
	uint64_t end = find_end(&tiles->elf);

	if (end >= tiles->elf.content.size)
		return;
	tile_seek(tiles->tiler, end);
	tile_opaque(tiles->tiler, SIZE_MAX, "overlay",
		    "data after the end of the ELF file");
}

static int
elf_tile(struct tiler *tiler, struct error *err)
{
	struct elf_tiles tiles = { .tiler = tiler,
				   .entries = ENTRIES_MAX,
				   .lookups = LOOKUPS_MAX,
				   .text = BUFFER_INIT(TEXT_MAX) };

	if (elf_open(&tiles.elf, tiler->content, err) < 0)
		return -1;
	tiler->zero_gaps = true;
	tiler->gap_complaint = "bytes that belong to no section";
	tiles.interpreter = find_part(&tiles.elf, PT_INTERP);
	tiles.dynamic = find_part(&tiles.elf, PT_DYNAMIC);
	elf_identity_find(&tiles.elf, &tiles.identity);
	tiles.symbols = elf_find_section_type(&tiles.elf, SHT_SYMTAB);
	elf_tile_header(&tiles);
	elf_tile_segments(&tiles);
	if (tiles.elf.section_count > 1)
		elf_tile_sections(&tiles);
	else
		elf_tile_loads(&tiles);
	tile_overlay(&tiles);
	buffer_release(&tiles.text);
	return 0;
}

const struct format format_elf = {
	.name = "elf",
	.said = "an ELF file",
	.recognize = elf_recognize,
	.tile = elf_tile,
	.explain_part = elf_explain_part,
	.judge = elf_judge,
	.normalize = elf_normalize,
};
