/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a PE file's optional header and of its data directories.
 *
 * Where everything stands changes with the size of every part.  So numbers that only say
 * where follow, and one field, "layout", says it all: a difference between two layouts is
 * one finding.  What a directory points to is said by section and distance.
 */
#include <stdio.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/authenticode.h"
#include "compare/pe_tiles.h"
#include "compare/pe_words.h"

enum { LONG = 4, DIRECTORY_SIZE = 8 };

enum how {
	HOW_NUMBER,
	HOW_HEX,
	HOW_VERSION, /* two numbers of half the size */
	HOW_ADDRESS,
	HOW_LAYOUT, /* "layout" says it */
	HOW_CHECKSUM,
	HOW_SUBSYSTEM,
	HOW_DLL_FLAGS,
};

/* Sizes in PE32 and in PE32+; 0: there is no such field. */
static const struct optional_field {
	const char *key;
	uint8_t narrow, wide;
	enum how how;
} optional_fields[] = {
	{ "optional-magic", 2, 2, HOW_HEX },
	{ "linker-version", 2, 2, HOW_VERSION },
	{ "code-size", 4, 4, HOW_LAYOUT },
	{ "data-size", 4, 4, HOW_LAYOUT },
	{ "zeros-size", 4, 4, HOW_LAYOUT },
	{ "entry", 4, 4, HOW_ADDRESS },
	{ "code-base", 4, 4, HOW_LAYOUT },
	{ "data-base", 4, 0, HOW_LAYOUT },
	{ "image-base", 4, 8, HOW_HEX },
	{ "section-alignment", 4, 4, HOW_NUMBER },
	{ "file-alignment", 4, 4, HOW_NUMBER },
	{ "system-version", 4, 4, HOW_VERSION },
	{ "image-version", 4, 4, HOW_VERSION },
	{ "subsystem-version", 4, 4, HOW_VERSION },
	{ "win32-version", 4, 4, HOW_NUMBER },
	{ "image-size", 4, 4, HOW_LAYOUT },
	{ "headers-size", 4, 4, HOW_LAYOUT },
	{ "checksum", 4, 4, HOW_CHECKSUM },
	{ "subsystem", 2, 2, HOW_SUBSYSTEM },
	{ "dll-characteristics", 2, 2, HOW_DLL_FLAGS },
	{ "stack-reserve", 4, 8, HOW_NUMBER },
	{ "stack-commit", 4, 8, HOW_NUMBER },
	{ "heap-reserve", 4, 8, HOW_NUMBER },
	{ "heap-commit", 4, 8, HOW_NUMBER },
	{ "loader-flags", 4, 4, HOW_NUMBER },
	{ "directory-count", 4, 4, HOW_NUMBER },
};

/* Linkers leave it out, and signing computes it. */
static void
take_checksum(struct pe_tiles *tiles, const char *key, uint32_t number)
{
	bool right = number == pe_checksum(tiles->pe.content, tiles->tiler->at);

	tile_field(tiles->tiler, LONG, key, "%s", number == 0 ? "none" : "of the file");
	tile_set_symbolic(tiles->tiler);
	if (number != 0 && !right)
		tile_complain(tiles->tiler, "is not the checksum of the file");
}

static void
take_version(struct pe_tiles *tiles, const struct optional_field *field, size_t size)
{
	struct bytes rest = tiler_rest(tiles->tiler);

	if (size == LONG)
		tile_field(tiles->tiler, size, field->key, "%u.%u", pe_u16(rest, 0),
			   pe_u16(rest, 2));
	else
		tile_field(tiles->tiler, size, field->key, "%u.%u",
			   pe_u16(rest, 0) & 0xff, pe_u16(rest, 0) >> 8);
}

static void
take_optional_field(struct pe_tiles *tiles, const struct optional_field *field)
{
	struct tiler *tiler = tiles->tiler;
	size_t size = tiles->pe.wide ? field->wide : field->narrow;
	struct bytes rest = bytes_slice(tiler_rest(tiler), 0, size);
	struct cursor at = cursor_on(rest);
	uint64_t number = size == 8   ? cursor_u64le(&at)
			  : size == 4 ? cursor_u32le(&at)
				      : cursor_u16le(&at);

	if (size == 0 || rest.size < size)
		return;
	switch (field->how) {
	case HOW_NUMBER:
		tile_number(tiler, size, field->key, (int64_t)number);
		break;
	case HOW_HEX:
		tile_field(tiler, size, field->key, "0x%llx", (unsigned long long)number);
		break;
	case HOW_VERSION:
		take_version(tiles, field, size);
		break;
	case HOW_ADDRESS:
		pe_name_address(&tiles->pe, number, &tiles->text);
		pe_take_text(tiles, size, field->key);
		tile_set_symbolic(tiler);
		break;
	case HOW_LAYOUT:
		tile_derived(tiler, size, field->key, true);
		break;
	case HOW_CHECKSUM:
		take_checksum(tiles, field->key, (uint32_t)number);
		break;
	case HOW_SUBSYSTEM:
		pe_append_word(PE_SUBSYSTEMS, (uint32_t)number, &tiles->text);
		pe_take_text(tiles, size, field->key);
		break;
	case HOW_DLL_FLAGS:
		pe_take_flags(tiles, size, field->key, PE_DLL_FLAGS, (uint32_t)number);
		break;
	}
}

/* The one directory that has a place in the file: it is where the signatures are, or it
 * lies. */
static void
take_security(struct pe_tiles *tiles, const char *key, const struct pe_directory *place)
{
	struct bytes table = authenticode_table(&tiles->pe);

	tile_derived(tiles->tiler, DIRECTORY_SIZE, key,
		     (place->address == 0 && place->size == 0) ||
			     (table.size == place->size && place->size > 0 &&
			      place->address >= pe_end(&tiles->pe)));
}

static void
take_directory(struct pe_tiles *tiles, unsigned index)
{
	struct pe_directory place = pe_directory(&tiles->pe, index);
	char key[PE_KEY_MAX];

	snprintf(key, sizeof(key), "directory/%s", pe_directory_name(index));
	if (index == PE_SECURITY) {
		take_security(tiles, key, &place);
		return;
	}
	if (place.address == 0 && place.size == 0) {
		tile_field(tiles->tiler, DIRECTORY_SIZE, key, "none");
		return;
	}
	pe_name_address(&tiles->pe, place.address, &tiles->text);
	buffer_printf(&tiles->text, ", %u bytes", place.size);
	pe_take_text(tiles, DIRECTORY_SIZE, key);
	tile_set_symbolic(tiles->tiler);
}

void
pe_tile_optional(struct pe_tiles *tiles)
{
	const struct pe *pe = &tiles->pe;
	size_t end = pe->optional + pe->optional_size;

	for (size_t i = 0; i < array_length(optional_fields); i++) {
		size_t size =
			pe->wide ? optional_fields[i].wide : optional_fields[i].narrow;

		if (tiles->tiler->at + size <= end)
			take_optional_field(tiles, &optional_fields[i]);
	}
	for (unsigned i = 0; i < MIN(pe->directory_count, (uint32_t)PE_DIRECTORIES); i++)
		take_directory(tiles, i);
	if (tiles->tiler->at < end)
		tile_opaque(tiles->tiler, end - tiles->tiler->at, "optional-rest",
			    "data behind the data directories");
}

/* Numbers of the optional header that say where or how much. */
static void
append_sizes(const struct pe *pe, struct buffer *layout)
{
	size_t at = pe->optional;

	for (size_t i = 0; i < array_length(optional_fields); i++) {
		const struct optional_field *field = &optional_fields[i];

		if (field->how == HOW_LAYOUT && (!pe->wide || field->wide > 0))
			buffer_printf(layout, " %s 0x%x", field->key,
				      pe_u32(pe->content, at));
		at += pe->wide ? field->wide : field->narrow;
	}
}

void
pe_state_layout(struct pe_tiles *tiles)
{
	const struct pe *pe = &tiles->pe;
	cleanup_buffer struct buffer layout = BUFFER_INIT(SIZE_MAX);

	buffer_printf(&layout, "headers 0x%zx+0x%zx", pe->header, pe->optional_size);
	append_sizes(pe, &layout);
	for (unsigned i = 0; i < MIN(pe->section_count, (unsigned)PE_LOOKED_THROUGH);
	     i++) {
		struct pe_section section = pe_section(pe, i);

		buffer_append_text(&layout, "; ");
		buffer_append_escaped(&layout,
				      bytes_slice(pe_section_name(pe, i), 0, PE_KEY_MAX));
		buffer_printf(&layout, " 0x%x+0x%x in file 0x%x+0x%x", section.address,
			      section.size, section.raw, section.raw_size);
	}
	if (pe->symbols != 0)
		buffer_printf(&layout, "; %u symbols at 0x%x", pe->symbol_count,
			      pe->symbols);
	tile_seek(tiles->tiler, pe->header);
	tile_field(tiles->tiler, 0, "layout", "%s", buffer_text(&layout));
}
