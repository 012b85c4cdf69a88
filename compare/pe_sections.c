/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a PE file's sections: each is a member with the fields of its header and
 * its content, out of which the parts are cut that have a name of their own.
 *
 * What the file has of a section beyond its size in memory fills it up to the alignment
 * of files.  It is loaded all the same, up to the end of the page, so that anything but
 * zeros there is a content of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/pe_tiles.h"
#include "compare/pe_words.h"

enum { NAME_SIZE = 8, LONG = 4, WORD = 2, BREAKPOINT = 0xcc };

struct pe_span *
pe_note(struct pe_tiles *tiles, struct bytes bytes, const char *key)
{
	struct tiling *tiling = tiles->tiler->tiling;

	if (bytes.size == 0 || tiles->span_count >= PE_SPANS_MAX)
		return NULL;
	array_append(tiles->spans, tiles->span_count,
		     ((struct pe_span){ .offset = pe_offset(&tiles->pe, bytes),
					.size = bytes.size,
					.key = tiling_text(tiling, key),
					.number = NOT_A_NUMBER }));
	return &tiles->spans[tiles->span_count - 1];
}

void
pe_note_time(struct pe_tiles *tiles, struct bytes bytes, const char *key)
{
	uint32_t time = pe_u32(bytes, 0);
	struct pe_span *span = bytes.size < LONG
				       ? NULL
				       : pe_note(tiles, bytes_slice(bytes, 0, LONG), key);

	if (span == NULL)
		return;
	span->value = tiling_text(tiles->tiler->tiling, pe_describe_time(tiles, time));
	buffer_clear(&tiles->text);
	span->number = time;
}

bool
pe_state(struct pe_tiles *tiles, const char *key, const char *value)
{
	if (tiles->facts == 0) {
		budget_hit(tiles->tiler->budget, "pe: more than %d names", PE_FACTS_MAX);
		return false;
	}
	tiles->facts--;
	tile_seek(tiles->tiler, 0);
	tile_field(tiles->tiler, 0, key, "%s", value);
	return true;
}

static int
order_spans(const void *a, const void *b)
{
	const struct pe_span *left = a, *right = b;

	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	/* The smaller one says more of the bytes that both begin with. */
	return (left->size > right->size) - (left->size < right->size);
}

static void
take_span(struct pe_tiles *tiles, const struct pe_span *span)
{
	struct tiler *tiler = tiles->tiler;

	if (span->content) {
		tile_content(tiler, span->size, span->key);
		return;
	}
	tile_text(tiler, span->size, span->key);
	if (span->value != NULL)
		tile_set_value(tiler, bytes_of_text(span->value));
	tile_set_number(tiler, span->number);
	if (span->symbolic)
		tile_set_symbolic(tiler);
}

/* The first span at or behind an offset. */
static size_t
find_span(const struct pe_tiles *tiles, size_t offset)
{
	size_t low = 0, high = tiles->span_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (tiles->spans[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
take_plain(struct pe_tiles *tiles, size_t end, const char *key)
{
	if (tiles->tiler->at < end)
		tile_content(tiles->tiler, end - tiles->tiler->at, key);
}

/* A span that reaches over another, or out of the section, is left to the content. */
static void
take_content(struct pe_tiles *tiles, size_t end, const char *key)
{
	for (size_t i = find_span(tiles, tiles->tiler->at);
	     i < tiles->span_count && tiles->spans[i].offset < end; i++) {
		const struct pe_span *span = &tiles->spans[i];

		if (span->offset < tiles->tiler->at || span->size > end - span->offset)
			continue;
		take_plain(tiles, span->offset, key);
		take_span(tiles, span);
	}
	take_plain(tiles, end, key);
}

/* The number of a section that is known by its place in "layout". */
static void
take_placed(struct pe_tiles *tiles, unsigned index, const char *key, uint32_t number)
{
	if (index < PE_LOOKED_THROUGH)
		tile_derived(tiles->tiler, LONG, key, true);
	else
		tile_field(tiles->tiler, LONG, key, "0x%x", number);
}

static void
take_header(struct pe_tiles *tiles, unsigned index, const struct pe_section *section)
{
	struct tiler *tiler = tiles->tiler;
	size_t start = tiles->pe.sections + (size_t)index * PE_SECTION_SIZE;
	struct bytes header = bytes_slice(tiles->pe.content, start, PE_SECTION_SIZE);
	enum { RELOCATIONS = 24, LINES = 28, RELOCATION_COUNT = 32, LINE_COUNT = 34 };

	tile_seek(tiler, start);
	tile_text(tiler, NAME_SIZE, "header/name");
	if (header.size > 0 && header.data[0] == '/') {
		tile_set_value(tiler, pe_section_name(&tiles->pe, index));
		tile_set_symbolic(tiler);
	}
	take_placed(tiles, index, "header/size", section->size);
	take_placed(tiles, index, "header/address", section->address);
	take_placed(tiles, index, "header/raw-size", section->raw_size);
	take_placed(tiles, index, "header/raw", section->raw);
	if (section->raw != 0 &&
	    pe_section_bytes(&tiles->pe, section).size < section->raw_size)
		tile_complain(tiler, "reaches past the end of the file");
	tile_number(tiler, LONG, "header/relocations", pe_u32(header, RELOCATIONS));
	tile_number(tiler, LONG, "header/lines", pe_u32(header, LINES));
	tile_number(tiler, WORD, "header/relocation-count",
		    pe_u16(header, RELOCATION_COUNT));
	tile_number(tiler, WORD, "header/line-count", pe_u16(header, LINE_COUNT));
	pe_take_flags(tiles, LONG, "header/characteristics", PE_SECTION_FLAGS,
		      section->flags);
}

/* What fills the section up: zeros, or instructions that stop a program. */
static void
take_filling(struct pe_tiles *tiles, size_t end)
{
	struct bytes rest =
		bytes_slice(tiler_rest(tiles->tiler), 0, end - tiles->tiler->at);

	if (rest.size == 0)
		return;
	if (bytes_are_all(rest, 0) || bytes_are_all(rest, BREAKPOINT))
		tile_padding(tiles->tiler, rest.size, "padding", rest.data[0]);
	else
		take_content(tiles, end, "filling");
}

/* Contents may lie on each other, in a file that wants to be compared many times over. */
static bool
may_take(struct pe_tiles *tiles, size_t size)
{
	uint64_t most = 2 * (uint64_t)tiles->pe.content.size;

	if (size > most - MIN(most, tiles->content))
		return false;
	tiles->content += size;
	return true;
}

static bool
take_section(struct pe_tiles *tiles, unsigned index)
{
	struct pe_section section = pe_section(&tiles->pe, index);
	struct bytes name = pe_section_name(&tiles->pe, index);
	struct bytes content = pe_section_bytes(&tiles->pe, &section);
	char number[32];

	snprintf(number, sizeof(number), "section:%u", index);
	if (!tiler_member(tiles->tiler,
			  name.size > 0 ? bytes_slice(name, 0, PE_KEY_MAX)
					: bytes_of_text(number),
			  's'))
		return false;
	take_header(tiles, index, &section);
	if (content.size > 0 && !may_take(tiles, content.size)) {
		tile_opaque(tiles->tiler, 0, "content",
			    "stands on bytes that belong to many other sections");
	} else if (content.size > 0) {
		size_t used = section.size == 0 ? content.size
						: MIN(content.size, section.size);

		tile_seek(tiles->tiler, section.raw);
		take_content(tiles, section.raw + used, "content");
		take_filling(tiles, section.raw + content.size);
	}
	tiler_end_member(tiles->tiler);
	return true;
}

void
pe_tile_sections(struct pe_tiles *tiles)
{
	if (tiles->span_count > 0)
		qsort(tiles->spans, tiles->span_count, sizeof(*tiles->spans),
		      order_spans);
	for (unsigned i = 0; i < tiles->pe.section_count; i++)
		if (!take_section(tiles, i))
			return;
}
