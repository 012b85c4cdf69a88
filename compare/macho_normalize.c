/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a Mach-O file: its id is zeros.  A signature has digests of all
 * of the file, and taking one away moves nothing but shortens a segment and a command; a
 * file that has one keeps its form.
 */
#include "compare/macho_normalize.h"

#include "base/memory.h"
#include "compare/macho.h"

int
macho_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		struct error *err)
{
	static const char *const zeroed[] = { "macho-uuid" };
	const struct zero_fields fields = { &format_macho, zeroed, array_length(zeroed) };
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_buffer struct buffer form = BUFFER_INIT(SIZE_MAX);
	struct macho_command command;
	struct macho macho;

	if (macho_open(&macho, content, err) < 0 ||
	    macho_find(&macho, MACHO_CODE_SIGNATURE, &command))
		return normalize_keep(out, content, err);
	if (normalize_tile(normalizer, &format_macho, content, &tiling, err) < 0)
		return -1;
	buffer_append(&form, content);
	if (normalize_is_sound(&tiling))
		normalize_zero_fields(normalizer, &fields, &tiling, &form);
	return normalize_keep(out, buffer_bytes(&form), err);
}
