/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a PE file's first headers: DOS header and program, what Microsoft's linker
 * says of itself, COFF header.
 *
 * What stands between "DanS" and "Rich" is written down nowhere by Microsoft; it is known
 * from what people found out ("The Undocumented Microsoft 'Rich' Header", Bytepointer).
 */
#include <stdio.h>
#include <sys/param.h>

#include "base/clock.h"
#include "base/memory.h"
#include "compare/pe_tiles.h"
#include "compare/pe_words.h"

enum { DOS_HEADER = 64, WORD = 2, LONG = 4 };

const char *
pe_describe_time(struct pe_tiles *tiles, uint32_t time)
{
	char text[CLOCK_TEXT_MAX];

	buffer_clear(&tiles->text);
	if (tiles->hashed) {
		buffer_printf(&tiles->text, "hash 0x%08x", time);
		return buffer_text(&tiles->text);
	}
	clock_to_text(time, text);
	buffer_printf(&tiles->text, "%u (%s)", time, text);
	return buffer_text(&tiles->text);
}

void
pe_take_text(struct pe_tiles *tiles, size_t size, const char *key)
{
	tile_field(tiles->tiler, size, key, "%s", buffer_text(&tiles->text));
	buffer_clear(&tiles->text);
}

void
pe_take_flags(struct pe_tiles *tiles, size_t size, const char *key, enum pe_words words,
	      uint32_t flags)
{
	pe_append_flags(words, flags, &tiles->text);
	pe_take_text(tiles, size, key);
	tile_set_number(tiles->tiler, flags);
}

/* A program for DOS, which says that it does not run there. */
static void
take_dos(struct pe_tiles *tiles)
{
	static const struct {
		const char *key;
		size_t size;
	} fields[] = {
		{ "dos/magic", 2 },	  { "dos/last-page", 2 },   { "dos/pages", 2 },
		{ "dos/relocations", 2 }, { "dos/header-size", 2 }, { "dos/memory", 4 },
		{ "dos/stack", 4 },	  { "dos/checksum", 2 },    { "dos/entry", 4 },
		{ "dos/table", 2 },	  { "dos/overlay", 2 },	    { "dos/reserved", 8 },
		{ "dos/oem", 4 },	  { "dos/reserved-2", 20 },
	};
	struct tiler *tiler = tiles->tiler;

	if (tiles->pe.header < DOS_HEADER) {
		tile_content(tiler, tiles->pe.header, "dos");
		return;
	}
	for (size_t i = 0; i < array_length(fields); i++)
		tile_text(tiler, fields[i].size, fields[i].key);
	tile_derived(tiler, LONG, "header-place", true);
}

/* What the entries are covered with, which is a sum over them and the DOS program. */
static uint32_t
rich_key(struct bytes content, size_t start, size_t end, uint32_t key)
{
	enum { PLACE = 60, ENTRY = 8, HEAD = 16, BITS = 31 };
	uint32_t sum = (uint32_t)start;

	for (size_t i = 0; i < start; i++) {
		uint32_t byte = i >= PLACE && i < PLACE + LONG ? 0 : content.data[i];

		sum += byte << (i & BITS) | byte >> ((32 - (i & BITS)) & BITS);
	}
	for (size_t at = start + HEAD; at + ENTRY <= end; at += ENTRY) {
		uint32_t tool = pe_u32(content, at) ^ key;
		unsigned count = (pe_u32(content, at + LONG) ^ key) & BITS;

		sum += tool << count | tool >> ((32 - count) & BITS);
	}
	return sum;
}

/* The last "Rich" between the DOS header and the PE header, and the "DanS" before it. */
static bool
find_rich(const struct pe *pe, size_t *start, size_t *end)
{
	enum { RICH = 0x68636952, DANS = 0x536e6144, STUB_MAX = 4096 };
	size_t last = MIN(pe->header, (size_t)STUB_MAX) / LONG * LONG;

	for (*end = last; *end >= DOS_HEADER + 2 * LONG; *end -= LONG)
		if (pe_u32(pe->content, *end) == RICH && *end + 2 * LONG <= pe->header)
			break;
	if (*end < DOS_HEADER + 2 * LONG)
		return false;
	for (*start = *end - LONG; *start >= DOS_HEADER; *start -= LONG)
		if ((pe_u32(pe->content, *start) ^ pe_u32(pe->content, *end + LONG)) ==
		    DANS)
			return true;
	return false;
}

/* Each entry: the number and version of a tool, and how many objects it made.  All are
 * covered with the same four bytes, so that one that changes changes how all are written.
 */
static void
take_rich(struct pe_tiles *tiles, size_t start, size_t end)
{
	enum { ENTRY = 8, HEAD = 16, VERSION_BITS = 16 };
	struct bytes content = tiles->pe.content;
	uint32_t key = pe_u32(content, end + LONG);

	tile_field(tiles->tiler, HEAD, "rich/start", "DanS %x %x %x",
		   pe_u32(content, start + LONG) ^ key,
		   pe_u32(content, start + 2 * LONG) ^ key,
		   pe_u32(content, start + 3 * LONG) ^ key);
	tile_set_symbolic(tiles->tiler);
	for (size_t at = start + HEAD; at + ENTRY <= end; at += ENTRY) {
		uint32_t tool = pe_u32(content, at) ^ key;
		char name[PE_KEY_MAX];

		snprintf(name, sizeof(name), "rich/tool:%u-%u", tool >> VERSION_BITS,
			 tool & 0xffff);
		tile_field(tiles->tiler, ENTRY, name, "%u",
			   pe_u32(content, at + LONG) ^ key);
		tile_set_symbolic(tiles->tiler);
	}
	tile_text(tiles->tiler, end - tiles->tiler->at, "rich/end");
	tile_text(tiles->tiler, LONG, "rich/magic");
	tile_derived(tiles->tiler, LONG, "rich/key",
		     key == rich_key(content, start, end, key));
}

static void
take_stub(struct pe_tiles *tiles)
{
	size_t start, end, header = tiles->pe.header;

	if (header <= DOS_HEADER)
		return;
	if (find_rich(&tiles->pe, &start, &end) && end - start >= 4 * LONG) {
		if (start > DOS_HEADER)
			tile_content(tiles->tiler, start - DOS_HEADER, "dos-program");
		take_rich(tiles, start, end);
	} else {
		tile_content(tiles->tiler, header - DOS_HEADER, "dos-program");
	}
}

static void
take_coff(struct pe_tiles *tiles)
{
	struct cursor at = cursor_on(
		bytes_slice(tiles->pe.content, tiles->pe.header + LONG, PE_COFF_SIZE));
	struct tiler *tiler = tiles->tiler;
	uint32_t time;

	tile_seek(tiler, tiles->pe.header);
	tile_text(tiler, LONG, "magic");
	pe_append_word(PE_MACHINES, cursor_u16le(&at), &tiles->text);
	pe_take_text(tiles, WORD, "machine");
	tile_derived(tiler, WORD, "section-count",
		     cursor_u16le(&at) == tiles->pe.section_count);
	time = cursor_u32le(&at);
	tile_field(tiler, LONG, "timestamp", "%s", pe_describe_time(tiles, time));
	buffer_clear(&tiles->text);
	tile_set_number(tiler, time);
	tile_derived(tiler, 2 * LONG, "symbols-place", true);
	tile_derived(tiler, WORD, "optional-size", true);
	cursor_take(&at, 2 * LONG + WORD);
	pe_take_flags(tiles, WORD, "characteristics", PE_FILE_FLAGS, cursor_u16le(&at));
}

void
pe_tile_headers(struct pe_tiles *tiles)
{
	take_dos(tiles);
	take_stub(tiles);
	take_coff(tiles);
	pe_tile_optional(tiles);
	pe_state_layout(tiles);
}
