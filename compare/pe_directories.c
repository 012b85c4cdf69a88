/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is found through a PE file's data directories, apart from imports and resources:
 * the debug directory, exports, and callbacks that run before the entry.
 *
 * The debug directory ties the file to its debug data: by a GUID, an age and a path, all
 * of them free to choose.  An entry of type 16 says that the linker made every time in
 * the file a hash of what it wrote (link /Brepro).
 */
#include <stdio.h>
#include <string.h>
#include <sys/param.h>

#include "compare/pe_tiles.h"
#include "compare/pe_words.h"

enum {
	LONG = 4,
	DEBUG_SIZE = 28,
	DEBUG_TIME = 4,
	DEBUG_TYPE = 12,
	DEBUG_DATA_SIZE = 16,
	DEBUG_DATA = 24,
	DEBUG_MAX = 64,
	TYPE_CODEVIEW = 2,
	TYPE_REPRODUCIBLE = 16,
};

/* The entry's headers, one behind the other. */
static struct bytes
debug_directory(const struct pe *pe)
{
	struct pe_directory place = pe_directory(pe, PE_DEBUG);

	return bytes_slice(pe_at(pe, place.address), 0,
			   MIN(place.size, (uint32_t)(DEBUG_MAX * DEBUG_SIZE)));
}

bool
pe_is_hashed(const struct pe *pe)
{
	struct bytes directory = debug_directory(pe);

	for (size_t at = 0; at + DEBUG_SIZE <= directory.size; at += DEBUG_SIZE)
		if (pe_u32(directory, at + DEBUG_TYPE) == TYPE_REPRODUCIBLE)
			return true;
	return false;
}

static void
append_guid(struct buffer *out, struct bytes guid)
{
	enum { TAIL = 8, SIZE = 16, DASH = 10 };

	buffer_printf(out, "%08x-%04x-%04x-", pe_u32(guid, 0), pe_u16(guid, LONG),
		      pe_u16(guid, LONG + 2));
	for (size_t i = TAIL; i < SIZE && i < guid.size; i++)
		buffer_printf(out, "%s%02x", i == DASH ? "-" : "", guid.data[i]);
}

static void
set_value(struct pe_tiles *tiles, struct pe_span *span, const char *value)
{
	if (span != NULL)
		span->value = tiling_text(tiles->tiler->tiling, value);
	buffer_clear(&tiles->text);
}

/* "RSDS", a GUID, an age, the path of the debug data. */
static void
note_codeview(struct pe_tiles *tiles, struct bytes data)
{
	enum { GUID = 16, HEAD = 24 };
	static const uint8_t magic[] = { 'R', 'S', 'D', 'S' };
	struct pe_span *span;

	if (!bytes_start_with(data, BYTES_OF(magic)) || data.size < HEAD)
		return;
	append_guid(&tiles->text, bytes_slice(data, LONG, GUID));
	span = pe_note(tiles, bytes_slice(data, LONG, GUID), "debug/guid");
	set_value(tiles, span, buffer_text(&tiles->text));
	buffer_printf(&tiles->text, "%u", pe_u32(data, LONG + GUID));
	span = pe_note(tiles, bytes_slice(data, LONG + GUID, LONG), "debug/age");
	set_value(tiles, span, buffer_text(&tiles->text));
	pe_note(tiles, bytes_before(bytes_slice(data, HEAD, PE_NAME_MAX), 0),
		"debug/path");
}

/* A length and a hash of the file, or nothing. */
static void
note_hash(struct pe_tiles *tiles, struct bytes data)
{
	size_t size = pe_u32(data, 0);
	struct pe_span *span;

	if (data.size < LONG || size != data.size - LONG)
		return;
	for (size_t i = LONG; i < data.size; i++)
		buffer_printf(&tiles->text, "%02x", data.data[i]);
	span = pe_note(tiles, bytes_slice(data, LONG, SIZE_MAX), "debug/hash");
	set_value(tiles, span, buffer_text(&tiles->text));
}

void
pe_note_debug(struct pe_tiles *tiles)
{
	enum { HASH_MAX = 68 };
	struct bytes directory = debug_directory(&tiles->pe);

	for (size_t at = 0; at + DEBUG_SIZE <= directory.size; at += DEBUG_SIZE) {
		uint32_t type = pe_u32(directory, at + DEBUG_TYPE);
		size_t size = pe_u32(directory, at + DEBUG_DATA_SIZE);
		struct bytes data = bytes_slice(tiles->pe.content,
						pe_u32(directory, at + DEBUG_DATA), size);
		char key[PE_KEY_MAX];

		buffer_clear(&tiles->text);
		pe_append_word(PE_DEBUG_TYPES, type, &tiles->text);
		snprintf(key, sizeof(key), "debug/%s/timestamp",
			 buffer_text(&tiles->text));
		pe_note_time(tiles, bytes_slice(directory, at + DEBUG_TIME, LONG), key);
		if (type == TYPE_CODEVIEW)
			note_codeview(tiles, data);
		else if (type == TYPE_REPRODUCIBLE && size <= HASH_MAX)
			note_hash(tiles, data);
	}
}

/* A name whose address is in the directory itself stands for a function elsewhere. */
static bool
state_export(struct pe_tiles *tiles, uint32_t name, uint32_t address)
{
	struct pe_directory place = pe_directory(&tiles->pe, PE_EXPORT);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&key, "export:");
	buffer_append_escaped(&key, pe_text_at(&tiles->pe, name));
	buffer_clear(&tiles->text);
	if (address - place.address < place.size)
		buffer_append_escaped(&tiles->text, pe_text_at(&tiles->pe, address));
	else
		buffer_append_text(&tiles->text, "its own");
	return pe_state(tiles, buffer_text(&key), buffer_text(&tiles->text));
}

/* Three lists: of names, of a number for each name, and of what has that number. */
static void
state_exports(struct pe_tiles *tiles, struct bytes directory)
{
	enum { COUNT = 24, FUNCTIONS = 28, NAMES = 32, ORDINALS = 36, WORD = 2 };
	const struct pe *pe = &tiles->pe;
	struct bytes functions = pe_at(pe, pe_u32(directory, FUNCTIONS));
	struct bytes names = pe_at(pe, pe_u32(directory, NAMES));
	struct bytes ordinals = pe_at(pe, pe_u32(directory, ORDINALS));
	uint64_t count = MIN(pe_u32(directory, COUNT), names.size / LONG);

	for (uint64_t i = 0; i < count; i++) {
		uint64_t function = pe_u16(ordinals, i * WORD) * UINT64_C(4);

		if (!state_export(tiles, pe_u32(names, i * LONG),
				  pe_u32(functions, function)))
			return;
	}
}

void
pe_note_exports(struct pe_tiles *tiles)
{
	enum { SIZE = 40, TIME = 4 };
	struct pe_directory place = pe_directory(&tiles->pe, PE_EXPORT);
	struct bytes directory = bytes_slice(pe_at(&tiles->pe, place.address), 0, SIZE);

	if (place.address == 0 || directory.size < SIZE)
		return;
	pe_note_time(tiles, bytes_slice(directory, TIME, LONG), "export/timestamp");
	state_exports(tiles, directory);
}

/* Functions that the loader calls before the entry, each by its address in memory. */
void
pe_note_callbacks(struct pe_tiles *tiles)
{
	enum { CALLBACKS_MAX = 256 };
	const struct pe *pe = &tiles->pe;
	struct pe_directory place = pe_directory(pe, PE_TLS);
	size_t wide = pe->wide ? sizeof(uint64_t) : sizeof(uint32_t);
	struct bytes directory = pe_at(pe, place.address), list;
	uint64_t at =
		pe->wide ? pe_u64(directory, 3 * wide) : pe_u32(directory, 3 * wide);

	if (place.address == 0 || at <= pe->base)
		return;
	list = pe_at(pe, at - pe->base);
	for (unsigned i = 0; i < CALLBACKS_MAX; i++) {
		uint64_t address =
			pe->wide ? pe_u64(list, i * wide) : pe_u32(list, i * wide);

		if (address == 0)
			return;
		buffer_clear(&tiles->text);
		pe_name_address(pe, address - pe->base, &tiles->text);
		pe_state(tiles, "tls-callback", buffer_text(&tiles->text));
		tile_set_symbolic(tiles->tiler);
	}
}
