/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_normalize.h"

#include <string.h>

#include "base/memory.h"
#include "compare/elf_identity.h"

/* A file of debug data that is called by the build-id stays so. */
static void
write_name(struct bytes content, struct buffer *form)
{
	struct elf_identity before, after;
	struct elf elf;
	struct error err;
	uint8_t *name;

	if (elf_open(&elf, content, &err) < 0)
		return;
	elf_identity_find(&elf, &before);
	if (!elf_identity_names_itself(&before) ||
	    elf_open(&elf, buffer_bytes(form), &err) < 0)
		return;
	elf_identity_find(&elf, &after);
	name = form->data + (before.debug_file.data - content.data);
	if (bytes_are_all(after.build_id, 0))
		memset(name, '0', 2 * (before.build_id.size - 1));
}

int
elf_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	static const char *const rules[] = { "build-id", "debuglink-crc" };
	static const char *const changed[] = { "build-id", "debugaltlink-id",
					       "debuglink-crc" };
	static const struct zero_fields fields = { &format_elf, rules,
						   array_length(rules) };
	cleanup_tiling struct tiling before = { 0 }, after = { 0 };
	cleanup_buffer struct buffer form = BUFFER_INIT(out->limit);
	size_t noted = normalizer->ledger->count;

	if (normalize_tile(normalizer, &format_elf, content, &before, err) < 0 ||
	    normalize_keep(&form, content, err) < 0)
		return -1;
	if (!normalize_is_sound(&before))
		return normalize_keep(out, content, err);
	normalize_zero_fields(normalizer, &fields, &before, &form);
	write_name(content, &form);
	if (normalize_tile(normalizer, &format_elf, buffer_bytes(&form), &after, err) < 0)
		return -1;
	/* Bytes may have a second meaning, to who is sent there by an address. */
	if (normalize_kept_parts(&before, &after, changed, array_length(changed)))
		return normalize_keep(out, buffer_bytes(&form), err);
	strings_cut(normalizer->ledger, noted);
	return normalize_keep(out, content, err);
}
