/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of ELF's file header and program headers.
 *
 * Where everything stands changes with the size of every part.  So numbers that only say
 * where follow, and one field of each file, "layout", says it all: a difference between
 * two layouts is one finding, not sixty.  What an address refers to is said by section
 * and distance, as long as the sections agree with the segments, which alone are loaded.
 */
#include <stdio.h>
#include <sys/param.h>

#include "compare/elf_tiles.h"

#include "base/cleanup.h"
#include "base/memory.h"

enum { KEY_MAX = 64, LAYOUT_MAX = 64 << 10 };

void
elf_tile_text(struct elf_tiles *tiles, size_t size, const char *key)
{
	tile_field(tiles->tiler, size, key, "%s", buffer_text(&tiles->text));
	buffer_clear(&tiles->text);
}

void
elf_tile_word(struct elf_tiles *tiles, size_t size, const char *key, enum elf_words words,
	      uint64_t number)
{
	elf_append_word(words, number, &tiles->text);
	elf_tile_text(tiles, size, key);
	tile_set_number(tiles->tiler, (int64_t)number);
}

void
elf_tile_hex(struct elf_tiles *tiles, size_t size, const char *key, uint64_t number)
{
	tile_field(tiles->tiler, size, key, "0x%llx", (unsigned long long)number);
	tile_set_number(tiles->tiler, (int64_t)number);
}

bool
elf_look_up(struct elf_tiles *tiles, uint64_t address)
{
	if (tiles->lookups == 0)
		return false;
	tiles->lookups--;
	return elf_name_address(&tiles->elf, address, &tiles->text);
}

void
elf_tile_address(struct elf_tiles *tiles, size_t size, const char *key, uint64_t address)
{
	if (!elf_look_up(tiles, address)) {
		elf_tile_hex(tiles, size, key, address);
		return;
	}
	elf_tile_text(tiles, size, key);
	tile_set_symbolic(tiles->tiler);
}

bool
elf_take_entry(struct elf_tiles *tiles)
{
	if (tiles->entries == 0)
		return false;
	tiles->entries--;
	return true;
}

static void
take_ident(struct elf_tiles *tiles, struct cursor *at)
{
	struct tiler *tiler = tiles->tiler;

	cursor_take(at, SELFMAG);
	tile_text(tiler, SELFMAG, "magic");
	tile_number(tiler, 1, "class", cursor_u8(at) == ELFCLASS64 ? 64 : 32);
	tile_field(tiler, 1, "data", "%s",
		   cursor_u8(at) == ELFDATA2MSB ? "big" : "little");
	tile_number(tiler, 1, "ident-version", cursor_u8(at));
	tile_number(tiler, 1, "osabi", cursor_u8(at));
	tile_number(tiler, 1, "abiversion", cursor_u8(at));
	cursor_take(at, EI_NIDENT - EI_PAD);
	tile_padding(tiler, EI_NIDENT - EI_PAD, "ident-padding", 0);
}

/* How many there are follows from those that are there. */
static void
take_count(struct elf_tiles *tiles, struct cursor *at, const char *key, const char *wrong)
{
	elf_take(&tiles->elf, at, 2);
	tile_derived(tiles->tiler, 2, key, true);
	tile_complain(tiles->tiler, wrong);
}

static void
take_names_index(struct elf_tiles *tiles, struct cursor *at)
{
	uint64_t index = elf_take(&tiles->elf, at, 2);

	if (tiles->elf.names_index == 0) {
		tile_number(tiles->tiler, 2, "shstrndx", (int64_t)index);
		return;
	}
	elf_name_section(&tiles->elf, tiles->elf.names_index, &tiles->text);
	elf_tile_text(tiles, 2, "shstrndx");
	tile_set_symbolic(tiles->tiler);
}

void
elf_tile_header(struct elf_tiles *tiles)
{
	struct cursor at = cursor_on(tiles->elf.content);
	const struct elf *elf = &tiles->elf;
	size_t wide = elf_address_size(elf);
	struct tiler *tiler = tiles->tiler;

	take_ident(tiles, &at);
	elf_tile_word(tiles, 2, "type", ELF_TYPES, elf_take(elf, &at, 2));
	elf_tile_word(tiles, 2, "machine", ELF_MACHINES, elf_take(elf, &at, 2));
	tile_number(tiler, 4, "version", (int64_t)elf_take(elf, &at, 4));
	elf_tile_address(tiles, wide, "entry", elf_take(elf, &at, wide));
	elf_tile_hex(tiles, wide, "phoff", elf_take(elf, &at, wide));
	tile_derived(tiler, wide, "shoff", true);
	elf_take(elf, &at, wide);
	elf_tile_hex(tiles, 4, "flags", elf_take(elf, &at, 4));
	tile_number(tiler, 2, "ehsize", (int64_t)elf_take(elf, &at, 2));
	tile_number(tiler, 2, "phentsize", (int64_t)elf_take(elf, &at, 2));
	take_count(tiles, &at, "phnum", elf->segments_wrong);
	tile_number(tiler, 2, "shentsize", (int64_t)elf_take(elf, &at, 2));
	take_count(tiles, &at, "shnum", elf->sections_wrong);
	take_names_index(tiles, &at);
}

static const char *
key_of(char *key, size_t segment, const char *name)
{
	snprintf(key, KEY_MAX, "segment:%zu/%s", segment, name);
	return key;
}

static void
take_flags(struct elf_tiles *tiles, size_t index, uint32_t flags)
{
	char key[KEY_MAX];

	elf_append_segment_flags(flags, &tiles->text);
	elf_tile_text(tiles, 4, key_of(key, index, "flags"));
	tile_set_number(tiles->tiler, flags);
}

static void
take_segment(struct elf_tiles *tiles, size_t index, const struct elf_segment *segment)
{
	enum { PLACES = 5 }; /* offset, vaddr, paddr, filesz, memsz */
	const struct elf *elf = &tiles->elf;
	size_t wide = elf_address_size(elf);
	uint64_t at = elf->segments_at + index * elf->segment_size;
	char key[KEY_MAX];

	tile_seek(tiles->tiler, at);
	elf_tile_word(tiles, 4, key_of(key, index, "type"), ELF_SEGMENT_TYPES,
		      segment->type);
	if (elf->wide)
		take_flags(tiles, index, segment->flags);
	tile_derived(tiles->tiler, PLACES * wide, key_of(key, index, "place"), true);
	if (!elf->wide)
		take_flags(tiles, index, segment->flags);
	elf_tile_hex(tiles, wide, key_of(key, index, "align"), segment->align);
}

/* "LOAD 0x1000+0x175 at 0x2000": what loaders map where. */
static void
append_place(struct buffer *out, const struct elf_segment *segment)
{
	elf_append_word(ELF_SEGMENT_TYPES, segment->type, out);
	buffer_printf(
		out, " 0x%llx+0x%llx at 0x%llx", (unsigned long long)segment->offset,
		(unsigned long long)segment->filesz, (unsigned long long)segment->vaddr);
	if (segment->memsz != segment->filesz)
		buffer_printf(out, ", 0x%llx in memory",
			      (unsigned long long)segment->memsz);
	if (segment->paddr != segment->vaddr)
		buffer_printf(out, ", physically 0x%llx",
			      (unsigned long long)segment->paddr);
}

static void
take_interpreter(struct elf_tiles *tiles)
{
	struct elf_segment segment;

	if (tiles->interpreter != 0 ||
	    !elf_find_segment(&tiles->elf, PT_INTERP, &segment))
		return;
	tile_seek(tiles->tiler, segment.offset);
	tile_text(tiles->tiler, segment.filesz, "interpreter");
}

static void
take_dynamic(struct elf_tiles *tiles)
{
	struct elf_segment segment;

	if (tiles->dynamic != 0 || !elf_find_segment(&tiles->elf, PT_DYNAMIC, &segment) ||
	    segment.filesz == 0)
		return;
	tile_seek(tiles->tiler, segment.offset);
	elf_tile_dynamic(tiles,
			 elf_part(tiles->elf.content, segment.offset, segment.filesz),
			 "dynamic/");
}

void
elf_tile_segments(struct elf_tiles *tiles)
{
	const struct elf *elf = &tiles->elf;
	size_t count = MIN(elf->segment_count, (size_t)ELF_SEGMENTS_MAX);
	cleanup_buffer struct buffer layout = BUFFER_INIT(LAYOUT_MAX);

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		struct elf_segment segment = elf_segment(elf, i);

		take_segment(tiles, i, &segment);
		buffer_append_text(&layout, i > 0 ? "; " : "");
		append_place(&layout, &segment);
	}
	if (count < elf->segment_count) {
		tile_seek(tiles->tiler, elf->segments_at + count * elf->segment_size);
		tile_opaque(tiles->tiler,
			    (elf->segment_count - count) * elf->segment_size, "segments",
			    NULL);
	}
	tile_seek(tiles->tiler, elf->segments_at);
	tile_field(tiles->tiler, 0, "layout", "%s", buffer_text(&layout));
	take_interpreter(tiles);
	take_dynamic(tiles);
}

/* A stretch of the file that has been taken. */
struct stretch {
	size_t from, to;
};

static int
order_stretches(const void *a, const void *b)
{
	const struct stretch *left = a, *right = b;

	return (left->from > right->from) - (left->from < right->from);
}

static struct stretch *
list_taken(const struct tiling *tiling)
{
	struct stretch *list = xcalloc(tiling->tile_count + 1, sizeof(*list));

	for (size_t i = 0; i < tiling->tile_count; i++)
		list[i] = (struct stretch){ tiling->tiles[i].offset,
					    tiling->tiles[i].offset +
						    tiling->tiles[i].bytes.size };
	qsort(list, tiling->tile_count, sizeof(*list), order_stretches);
	return list;
}

static void
take_load(struct elf_tiles *tiles, const struct elf_segment *load,
	  const struct stretch *taken, size_t taken_count)
{
	size_t at = MIN(load->offset, tiles->elf.content.size);
	size_t end = at + elf_part(tiles->elf.content, at, load->filesz).size;

	for (size_t i = 0; i <= taken_count && at < end; i++) {
		size_t next = i == taken_count ? end : MIN(taken[i].from, end);

		if (next > at) {
			tile_seek(tiles->tiler, at);
			tile_content(tiles->tiler, next - at, "content");
		}
		if (i < taken_count)
			at = MAX(at, taken[i].to);
	}
}

void
elf_tile_loads(struct elf_tiles *tiles)
{
	const struct elf *elf = &tiles->elf;
	size_t count = tiles->tiler->tiling->tile_count;
	cleanup_free struct stretch *taken = list_taken(tiles->tiler->tiling);

	for (size_t i = 0; i < MIN(elf->segment_count, (size_t)ELF_SEGMENTS_MAX); i++) {
		struct elf_segment segment = elf_segment(elf, i);
		char name[KEY_MAX];

		/* Those that lie on each other are compared once. */
		if (segment.type != PT_LOAD || segment.filesz == 0 ||
		    segment.filesz > elf->content.size - tiles->content)
			continue;
		tiles->content += segment.filesz;
		snprintf(name, sizeof(name), "segment:%zu", i);
		if (!tiler_member(tiles->tiler, bytes_of_text(name), 's'))
			return;
		take_load(tiles, &segment, taken, count);
		tiler_end_member(tiles->tiler);
	}
}
