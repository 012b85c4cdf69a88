/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a Mach-O file's segments and sections, and of its symbols.
 *
 * A segment is what the loader maps, and with which protection; the sections in it are
 * what it is made of, so they are the members.  A segment without sections is a member
 * itself, but for "__LINKEDIT", whose parts other commands name.  Its size follows from
 * these parts, of which the signature is added later.
 */
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/macho_tiles.h"
#include "compare/macho_words.h"

enum { LONG = 4, HEAD = 8, RELOCATION = 8 };

static void
make_key(struct macho_tiles *tiles, const struct macho_segment *segment, const char *name)
{
	buffer_clear(&tiles->key);
	buffer_append_text(&tiles->key, "segment:");
	buffer_append_escaped(&tiles->key, segment->name);
	buffer_printf(&tiles->key, "/%s", name);
}

/* It ends where the file does, in its last page; 16 KiB is the largest one. */
static bool
is_size_of_links(const struct macho_tiles *tiles, const struct macho_segment *segment)
{
	enum { PAGE = 16384 };

	return bytes_equal_text(segment->name, "__LINKEDIT") &&
	       segment->offset + segment->file_size == tiles->macho.content.size &&
	       segment->size >= segment->file_size &&
	       segment->size - segment->file_size < PAGE;
}

/* Where the segment is: "layout" says it. */
static void
take_places(struct macho_tiles *tiles, const struct macho_segment *segment)
{
	size_t wide = tiles->macho.wide ? sizeof(uint64_t) : sizeof(uint32_t);

	make_key(tiles, segment, "place");
	tile_derived(tiles->tiler, 4 * wide, buffer_text(&tiles->key), true);
	buffer_append_text(&tiles->layout, "; ");
	buffer_append_escaped(&tiles->layout, segment->name);
	buffer_printf(&tiles->layout, " 0x%llx", (unsigned long long)segment->address);
	if (is_size_of_links(tiles, segment))
		buffer_printf(&tiles->layout, " in file 0x%llx",
			      (unsigned long long)segment->offset);
	else
		buffer_printf(&tiles->layout, "+0x%llx in file 0x%llx+0x%llx",
			      (unsigned long long)segment->size,
			      (unsigned long long)segment->offset,
			      (unsigned long long)segment->file_size);
	if (segment->offset + segment->file_size > segment->offset)
		tiles->end =
			MAX(tiles->end, (size_t)MIN(segment->offset + segment->file_size,
						    tiles->macho.content.size));
}

static void
take_protections(struct macho_tiles *tiles, const struct macho_segment *segment)
{
	const uint32_t bits[] = { segment->most, segment->first };
	static const char *const names[] = { "most-protection", "protection" };

	for (size_t i = 0; i < array_length(bits); i++) {
		macho_append_protection(bits[i], &tiles->text);
		make_key(tiles, segment, names[i]);
		macho_take_text(tiles, LONG, buffer_text(&tiles->key));
		tile_set_number(tiles->tiler, bits[i]);
	}
	make_key(tiles, segment, "section-count");
	tile_derived(tiles->tiler, LONG, buffer_text(&tiles->key), true);
	make_key(tiles, segment, "flags");
	tile_field(tiles->tiler, LONG, buffer_text(&tiles->key), "0x%x", segment->flags);
}

static void
take_section_header(struct macho_tiles *tiles, const struct macho_section *section,
		    struct bytes name)
{
	enum { NAMES = 2 * MACHO_NAME_SIZE };
	struct tiler *tiler = tiles->tiler;
	size_t wide = tiles->macho.wide ? sizeof(uint64_t) : sizeof(uint32_t);
	size_t reserved = tiles->macho.wide ? 3 : 2;
	struct bytes rest;

	tile_text(tiler, NAMES, "header/name");
	tile_set_value(tiler, name);
	tile_derived(tiler, 2 * wide + LONG, "header/place", true);
	tile_number(tiler, LONG, "header/align", section->align);
	tile_derived(tiler, 2 * LONG, "header/relocations", true);
	tile_field(tiler, LONG, "header/flags", "0x%x", section->flags);
	rest = bytes_slice(tiler_rest(tiler), 0, reserved * LONG);
	for (size_t i = 0; i < reserved; i++)
		buffer_printf(&tiles->text, "%s%u", i == 0 ? "" : " ",
			      macho_u32(&tiles->macho, rest, i * LONG));
	macho_take_text(tiles, rest.size, "header/reserved");
	buffer_append_text(&tiles->layout, "; ");
	buffer_append_escaped(&tiles->layout, section->name);
	buffer_printf(&tiles->layout, " 0x%llx+0x%llx in file 0x%x",
		      (unsigned long long)section->address,
		      (unsigned long long)section->size, section->offset);
	if (section->relocation_count > 0)
		buffer_printf(&tiles->layout, ", %u relocations at 0x%x",
			      section->relocation_count, section->relocations);
}

static void
take_bytes(struct macho_tiles *tiles, struct bytes bytes, const char *key)
{
	if (bytes.size == 0)
		return;
	if (!macho_may_take(tiles, bytes.size)) {
		tile_opaque(tiles->tiler, 0, key,
			    "stands on bytes that belong to many other sections");
		return;
	}
	tile_seek(tiles->tiler, (size_t)(bytes.data - tiles->macho.content.data));
	tile_content(tiles->tiler, bytes.size, key);
	tiles->end = MAX(tiles->end, tiles->tiler->at);
}

static bool
take_section(struct macho_tiles *tiles, const struct macho_section *section)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	size_t back = tiles->tiler->at + macho_section_size(&tiles->macho);

	if (tiles->sections == 0)
		return false;
	tiles->sections--;
	buffer_append(&name, section->segment);
	buffer_append_text(&name, ",");
	buffer_append(&name, section->name);
	if (!tiler_member(tiles->tiler, buffer_bytes(&name), 's'))
		return false;
	take_section_header(tiles, section, buffer_bytes(&name));
	take_bytes(tiles, macho_section_bytes(&tiles->macho, section), "content");
	if (section->relocation_count > 0)
		take_bytes(tiles,
			   macho_part(&tiles->macho, section->relocations,
				      (uint64_t)section->relocation_count * RELOCATION),
			   "relocations");
	tiler_end_member(tiles->tiler);
	tile_seek(tiles->tiler, back);
	return true;
}

/* The content of a segment that has no sections to be cut into. */
static void
take_plain(struct macho_tiles *tiles, const struct macho_segment *segment)
{
	size_t back = tiles->tiler->at;
	struct bytes content =
		macho_part(&tiles->macho, segment->offset, segment->file_size);

	if (content.size == 0 || segment->offset == 0 || segment->count > 0 ||
	    bytes_equal_text(segment->name, "__LINKEDIT") ||
	    !tiler_member(tiles->tiler, segment->name, 's'))
		return;
	take_bytes(tiles, content, "content");
	tiler_end_member(tiles->tiler);
	tile_seek(tiles->tiler, back);
}

void
macho_tile_segment(struct macho_tiles *tiles, const struct macho_command *command,
		   const char *word)
{
	struct macho_segment segment = macho_segment(&tiles->macho, command);
	unsigned count = macho_section_count(&tiles->macho, command);

	(void)word;
	if (command->bytes.size < macho_segment_size(&tiles->macho) ||
	    (command->number == MACHO_SEGMENT_64) != tiles->macho.wide)
		return;
	make_key(tiles, &segment, "name");
	tile_text(tiles->tiler, HEAD + MACHO_NAME_SIZE, buffer_text(&tiles->key));
	tile_set_value(tiles->tiler, segment.name);
	if (!bytes_are_all(bytes_slice(command->bytes, HEAD + segment.name.size,
				       MACHO_NAME_SIZE - segment.name.size),
			   0))
		tile_complain(tiles->tiler, "holds data behind its text");
	tile_set_symbolic(tiles->tiler);
	take_places(tiles, &segment);
	take_protections(tiles, &segment);
	take_plain(tiles, &segment);
	for (unsigned i = 0; i < count; i++) {
		struct macho_section section = macho_section(&tiles->macho, command, i);

		if (!take_section(tiles, &section))
			return;
	}
}

/* A symbol that nobody here defines: "import:_puts" with the library's number. */
static bool
state_symbol(struct macho_tiles *tiles, struct bytes symbol, struct bytes strings)
{
	enum { TYPE = 4, DESCRIPTION = 6, DEBUG = 0xe0, KIND = 0x0e, EXTERNAL = 1 };
	uint8_t type = symbol.size > TYPE ? symbol.data[TYPE] : 0;
	struct cursor at = cursor_on(bytes_slice(symbol, DESCRIPTION, 2));
	uint16_t description = tiles->macho.big ? cursor_u16be(&at) : cursor_u16le(&at);
	uint32_t name = macho_u32(&tiles->macho, symbol, 0);

	if ((type & DEBUG) != 0 || (type & KIND) != 0 || (type & EXTERNAL) == 0)
		return true;
	if (tiles->facts == 0) {
		budget_hit(tiles->tiler->budget, "macho: more than %d imports",
			   MACHO_FACTS_MAX);
		return false;
	}
	tiles->facts--;
	buffer_clear(&tiles->key);
	buffer_append_text(&tiles->key, "import:");
	buffer_append_escaped(
		&tiles->key, bytes_before(bytes_slice(strings, name, MACHO_TEXT_MAX), 0));
	tile_seek(tiles->tiler, 0);
	tile_field(tiles->tiler, 0, buffer_text(&tiles->key), "library %u",
		   description >> 8);
	return true;
}

static void
state_symbols(struct macho_tiles *tiles, struct bytes symbols, struct bytes strings)
{
	enum { NARROW = 12, WIDE = 16 };
	size_t size = tiles->macho.wide ? WIDE : NARROW;

	for (size_t at = 0; at + size <= symbols.size; at += size)
		if (!state_symbol(tiles, bytes_slice(symbols, at, size), strings))
			return;
}

void
macho_tile_symbols(struct macho_tiles *tiles, const struct macho_command *command,
		   const char *word)
{
	enum { SYMBOLS = 8, COUNT = 12, STRINGS = 16, STRINGS_SIZE = 20, END = 24 };
	const struct macho *macho = &tiles->macho;
	uint32_t symbols = macho_u32(macho, command->bytes, SYMBOLS);
	uint32_t strings = macho_u32(macho, command->bytes, STRINGS);
	uint32_t strings_size = macho_u32(macho, command->bytes, STRINGS_SIZE);
	uint64_t size = (uint64_t)macho_u32(macho, command->bytes, COUNT) *
			(macho->wide ? 16 : 12);

	if (command->bytes.size < END)
		return;
	(void)word;
	tile_derived(tiles->tiler, END, "symbols/place", true);
	macho_tile_part(tiles, "symbols", symbols, size);
	macho_tile_part(tiles, "strings", strings, strings_size);
	state_symbols(tiles, macho_part(macho, symbols, size),
		      macho_part(macho, strings, strings_size));
	tile_seek(tiles->tiler, command->offset + END);
}
