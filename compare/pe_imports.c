/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a PE file takes from others.  A descriptor names a library and has the address of
 * a list of numbers or of names, each with a hint in front; the loader calls for every
 * one of them.  Delay-loaded libraries have descriptors of their own, which are used when
 * the first function is called.
 */
#include "base/cleanup.h"
#include "compare/pe_tiles.h"

enum { LIBRARIES_MAX = 4096, HINT = 2 };

static const struct import_kind {
	enum pe_directory_index directory;
	const char *word;
	size_t size, name, names, addresses; /* of a descriptor, and in it */
} kinds[] = {
	{ PE_IMPORT, "import", 20, 12, 0, 16 },
	{ PE_DELAY_IMPORT, "delay-import", 32, 4, 16, 12 },
};

/* One thing of a library: "import:kernel32.dll!ExitProcess". */
static bool
state_import(struct pe_tiles *tiles, const char *library, uint64_t entry)
{
	const struct pe *pe = &tiles->pe;
	uint64_t by_number = pe->wide ? UINT64_C(1) << 63 : UINT64_C(1) << 31;
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_printf(&key, "%s!", library);
	if ((entry & by_number) != 0)
		buffer_printf(&key, "%u", (unsigned)(entry & UINT16_MAX));
	else
		buffer_append_escaped(&key, pe_text_at(pe, entry + HINT));
	return pe_state(tiles, buffer_text(&key), "imported");
}

static bool
state_library(struct pe_tiles *tiles, const struct import_kind *kind,
	      struct bytes descriptor)
{
	const struct pe *pe = &tiles->pe;
	size_t wide = pe->wide ? sizeof(uint64_t) : sizeof(uint32_t);
	uint32_t names = pe_u32(descriptor, kind->names);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	struct bytes list;

	buffer_printf(&key, "%s:", kind->word);
	buffer_append_escaped(&key, pe_text_at(pe, pe_u32(descriptor, kind->name)));
	if (!pe_state(tiles, buffer_text(&key), "loaded"))
		return false;
	/* Borland's linker has but one list, which the loader writes over. */
	list = pe_at(pe, names != 0 ? names : pe_u32(descriptor, kind->addresses));
	for (size_t at = 0; at + wide <= list.size; at += wide) {
		uint64_t entry = pe->wide ? pe_u64(list, at) : pe_u32(list, at);

		if (entry == 0)
			break;
		if (!state_import(tiles, buffer_text(&key), entry))
			return false;
	}
	return true;
}

void
pe_note_imports(struct pe_tiles *tiles)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct import_kind *kind = &kinds[i];
		struct pe_directory place = pe_directory(&tiles->pe, kind->directory);
		struct bytes rest = pe_at(&tiles->pe, place.address);

		for (unsigned k = 0; place.address != 0 && k < LIBRARIES_MAX; k++) {
			struct bytes descriptor =
				bytes_slice(rest, k * kind->size, kind->size);

			if (descriptor.size < kind->size ||
			    pe_u32(descriptor, kind->name) == 0)
				break;
			if (!state_library(tiles, kind, descriptor))
				return;
		}
	}
}
