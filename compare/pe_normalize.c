/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a PE file: times and the GUID of the debug data are zeros, there
 * is no signature, and the checksum is right.
 */
#include "compare/pe_normalize.h"

#include <string.h>

#include "base/memory.h"
#include "compare/authenticode.h"

enum { DIRECTORY_SIZE = 8, CHECKSUM_SIZE = 4 };

/* Whether the signatures stand at the end, and each is one of this file. */
static bool
is_signed(const struct pe *pe, struct bytes table)
{
	if (table.size == 0 || pe_offset(pe, table) < pe_end(pe) ||
	    pe_offset(pe, table) + table.size != pe->content.size)
		return false;
	while (table.size > 0) {
		struct bytes entry = authenticode_entry(table);

		if (entry.size == 0 || authenticode_check(pe, entry, NULL) != NULL)
			return false;
		table = bytes_slice(table, entry.size, SIZE_MAX);
	}
	return true;
}

/* What signing has added: the table, zeros in front of it, and its place. */
static void
remove_signature(struct normalizer *normalizer, const struct pe *pe, struct buffer *out)
{
	struct bytes table = authenticode_table(pe);
	size_t end = pe_end(pe), begin, filled;

	if (!is_signed(pe, table))
		return;
	begin = filled = pe_offset(pe, table);
	while (begin > end && filled - begin < AUTHENTICODE_ALIGN - 1 &&
	       out->data[begin - 1] == 0)
		begin--;
	/* More zeros than it takes are data. */
	if (begin > end && out->data[begin - 1] == 0)
		begin = filled;
	out->size = begin;
	memset(out->data + pe->directories + PE_SECURITY * DIRECTORY_SIZE, 0,
	       DIRECTORY_SIZE);
	normalize_note(normalizer,
		       &(struct normalize_change){ "signature-block", "signature",
						   "(signed)", NULL });
}

static void
set_checksum(struct normalizer *normalizer, const struct pe *pe, struct buffer *out)
{
	size_t at = pe->optional + PE_CHECKSUM;
	uint32_t old = pe_u32(pe->content, at), sum;

	if (at + CHECKSUM_SIZE > out->size)
		return;
	sum = pe_checksum(buffer_bytes(out), at);
	for (unsigned i = 0; i < CHECKSUM_SIZE; i++)
		out->data[at + i] = (uint8_t)(sum >> (8 * i));
	if (old == 0)
		normalize_note(normalizer,
			       &(struct normalize_change){ "pe-checksum", "checksum",
							   "none", "of the file" });
}

/* Makes the form of a sound file; what it is made of stays. */
static void
make_form(struct normalizer *normalizer, const struct tiling *tiling, const struct pe *pe,
	  struct buffer *form)
{
	static const char *const signature[] = { "signature-block" };
	static const char *const zeroed[] = { "pe-timestamp", "pe-debug-id" };
	const struct zero_fields fields = { &format_pe, zeroed, array_length(zeroed) };

	buffer_append(form, pe->content);
	if (normalize_wants(normalizer, signature, array_length(signature)))
		remove_signature(normalizer, pe, form);
	normalize_zero_fields(normalizer, &fields, tiling, form);
	set_checksum(normalizer, pe, form);
}

int
pe_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	     struct error *err)
{
	static const char *const checksum[] = { "pe-checksum" };
	static const char *const changed[] = { "signature", "gap", "checksum" };
	cleanup_tiling struct tiling tiling = { 0 }, after = { 0 };
	cleanup_buffer struct buffer form = BUFFER_INIT(SIZE_MAX);
	size_t noted = normalizer->ledger->count;
	struct pe pe;

	if (normalize_tile(normalizer, &format_pe, content, &tiling, err) < 0)
		return -1;
	if (pe_open(&pe, content, err) < 0 || !normalize_is_sound(&tiling) ||
	    !normalize_wants(normalizer, checksum, array_length(checksum)))
		return normalize_keep(out, content, err);
	make_form(normalizer, &tiling, &pe, &form);
	if (normalize_tile(normalizer, &format_pe, buffer_bytes(&form), &after, err) < 0)
		return -1;
	if (normalize_kept_parts(&tiling, &after, changed, array_length(changed)))
		return normalize_keep(out, buffer_bytes(&form), err);
	strings_cut(normalizer->ledger, noted);
	return normalize_keep(out, content, err);
}
