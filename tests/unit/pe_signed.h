/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* PE files with a signature. */

#include "tests/unit/pe_image.h"
#include "tests/unit/signatures.h"

/* SpcIndirectDataContent with the digest of the file as it will be, without its header.
 */
static inline void
put_indirect_data(struct buffer *out, const struct buffer *pe,
		  const struct pe_choice *choice)
{
	size_t checksum = PE_AT_OPTIONAL + PE_CHECKSUM;
	size_t directory = pe_directory_at(choice, 4);
	struct bytes whole = buffer_bytes(pe);
	cleanup_buffer struct buffer covered = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer named = BUFFER_INIT(SIZE_MAX);

	buffer_append(&covered, bytes_slice(whole, 0, checksum));
	buffer_append(&covered,
		      bytes_slice(whole, checksum + 4, directory - checksum - 4));
	buffer_append(&covered, bytes_slice(whole, directory + 8, SIZE_MAX));
	put_algorithm(&named);
	put_digest(&named, buffer_bytes(&covered));
	put_der(out, 0x30, bytes_of_text(""));
	put_der(out, 0x30, buffer_bytes(&named));
}

/* Signs; `hidden` is data behind the signature, within its entry. */
static inline void
pe_sign(struct buffer *pe, const struct pe_choice *choice, const char *hidden)
{
	static const uint8_t type[] = { 0x2b, 0x06, 0x01, 0x04, 0x01,
					0x82, 0x37, 0x02, 0x01, 0x04 };
	cleanup_buffer struct buffer content = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer wrapped = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer signature = BUFFER_INIT(SIZE_MAX);
	size_t at;

	put_zeros(pe, (8 - pe->size % 8) % 8);
	at = pe->size;
	put_indirect_data(&content, pe, choice);
	put_der(&wrapped, 0x30, buffer_bytes(&content));
	put_signed_data(&signature, BYTES_OF(type), buffer_bytes(&wrapped),
			buffer_bytes(&content));
	buffer_append_text(&signature, hidden);
	put_little(pe, signature.size + 8, 4);
	put_little(pe, 0x200, 2);
	put_little(pe, 2, 2);
	buffer_append(pe, buffer_bytes(&signature));
	put_zeros(pe, (8 - pe->size % 8) % 8);
	pe_set(pe, pe_directory_at(choice, 4), (uint32_t)at);
	pe_set(pe, pe_directory_at(choice, 4) + 4, (uint32_t)(pe->size - at));
	pe_set_checksum(pe);
}
