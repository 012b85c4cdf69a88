/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a Mach-O file: its id is zeros, and it has no signature.  A
 * signature that gives rights keeps them, and with them the digests of all of the file:
 * such a file keeps its form.
 */
#include "compare/macho_normalize.h"

#include "base/memory.h"
#include "compare/macho.h"

static bool
is_signed(struct bytes content)
{
	struct macho_command command;
	struct macho macho;
	struct error err;

	return macho_open(&macho, content, &err) < 0 ||
	       macho_find(&macho, MACHO_CODE_SIGNATURE, &command);
}

/* Where nothing has digests of it, an id may become zeros. */
static int
drop_id(struct normalizer *normalizer, struct buffer *form, struct error *err)
{
	static const char *const zeroed[] = { "macho-uuid" };
	const struct zero_fields fields = { &format_macho, zeroed, array_length(zeroed) };
	cleanup_tiling struct tiling tiling = { 0 };

	if (is_signed(buffer_bytes(form)))
		return 0;
	if (normalize_tile(normalizer, &format_macho, buffer_bytes(form), &tiling, err) <
	    0)
		return -1;
	normalize_zero_fields(normalizer, &fields, &tiling, form);
	return 0;
}

int
macho_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		struct error *err)
{
	static const char *const signature[] = { "signature-block" };
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_buffer struct buffer form = BUFFER_INIT(SIZE_MAX);
	struct macho macho;

	if (macho_open(&macho, content, err) < 0)
		return normalize_keep(out, content, err);
	if (normalize_tile(normalizer, &format_macho, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling))
		return normalize_keep(out, content, err);
	buffer_append(&form, content);
	if (normalize_wants(normalizer, signature, array_length(signature)))
		macho_strip(normalizer, &macho, &tiling, &form);
	if (drop_id(normalizer, &form, err) < 0)
		return -1;
	return normalize_keep(out, buffer_bytes(&form), err);
}
