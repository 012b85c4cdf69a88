/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Authenticode ("Windows Authenticode Portable Executable Signature Format", Microsoft,
 * 2008; "PE Format", sections "The Attribute Certificate Table" and "Certificate Data").
 *
 * The security directory of the optional header has a place in the file, not an address,
 * and a size.  There stand entries: their length, a revision, a type, and for type 2 a
 * PKCS #7 SignedData, filled with zeros up to eight bytes.  What is signed is a structure
 * with a digest of the file without the checksum, the entry of the directory and the
 * table itself.  Readers pass over what follows the SignedData within an entry, and over
 * attributes that are not signed.
 */
#include "compare/authenticode.h"

#include <sys/param.h>

#include "compare/signed_data.h"

enum { DIRECTORY_SIZE = 8, CHECKSUM_SIZE = 4, REVISION = 0x200, OLD_REVISION = 0x100 };

struct bytes
authenticode_table(const struct pe *pe)
{
	struct pe_directory place = pe_directory(pe, PE_SECURITY);

	return place.address == 0 ? (struct bytes){ 0 }
				  : bytes_slice(pe->content, place.address, place.size);
}

struct bytes
authenticode_entry(struct bytes table)
{
	size_t size = pe_u32(table, 0);

	if (size < AUTHENTICODE_HEADER || size > table.size)
		return (struct bytes){ 0 };
	size = (size + AUTHENTICODE_ALIGN - 1) / AUTHENTICODE_ALIGN * AUTHENTICODE_ALIGN;
	return bytes_slice(table, 0, size);
}

/* The digest that is signed: of all but what signing itself writes.  The file is counted
 * as filled with zeros up to where the table begins. */
static struct digest
digest_file(const struct pe *pe, enum digest_kind kind)
{
	size_t checksum = pe->optional + PE_CHECKSUM;
	size_t directory = pe->directories + PE_SECURITY * DIRECTORY_SIZE;
	size_t table = pe_directory(pe, PE_SECURITY).address;
	struct digest_state *state = digest_begin(kind);
	struct digest digest;
	size_t behind = directory + DIRECTORY_SIZE;

	digest_add(state, bytes_slice(pe->content, 0, checksum));
	checksum += CHECKSUM_SIZE;
	digest_add(state, bytes_slice(pe->content, checksum, directory - checksum));
	digest_add(state,
		   bytes_slice(pe->content, behind, table > behind ? table - behind : 0));
	digest_end(state, &digest);
	return digest;
}

/* SpcIndirectDataContent ::= SEQUENCE { attribute, SEQUENCE { algorithm, digest } } */
static bool
is_digest_right(const struct pe *pe, struct bytes content, enum digest_kind *kind)
{
	struct cursor at = cursor_on(content), inside;
	struct bytes algorithm, named;
	struct digest digest;

	der_take_tagged(&at, DER_SEQUENCE);
	inside = cursor_on(der_take_tagged(&at, DER_SEQUENCE));
	algorithm = der_take_tagged(&inside, DER_SEQUENCE);
	named = der_take_tagged(&inside, DER_OCTETS);
	if (at.overrun || inside.overrun || !signed_data_algorithm(algorithm, kind))
		return false;
	digest = digest_file(pe, *kind);
	return bytes_equal(named, (struct bytes){ digest.data, digest.size });
}

static const char *
check_signature(const struct pe *pe, struct bytes certificate, enum digest_kind *kind)
{
	static const uint8_t indirect[] = { 0x2b, 0x06, 0x01, 0x04, 0x01,
					    0x82, 0x37, 0x02, 0x01, 0x04 };
	struct signed_data data;

	if (!signed_data_read(&data, certificate) ||
	    !bytes_equal(data.type, BYTES_OF(indirect)))
		return "is no signature of a PE file";
	if (!bytes_are_all(bytes_slice(certificate, data.size, SIZE_MAX), 0) ||
	    certificate.size - data.size >= AUTHENTICODE_ALIGN)
		return "has data behind the signature";
	if (!is_digest_right(pe, data.content, kind) ||
	    !signed_data_covers(&data, data.content))
		return "is a signature of another file";
	return NULL;
}

const char *
authenticode_check(const struct pe *pe, struct bytes entry, struct buffer *said)
{
	enum { SIGNED_DATA = 2, REVISION_AT = 4, TYPE_AT = 6 };
	static const char *const kinds[] = { "MD5", "SHA-1", "SHA-256", "SHA-384",
					     "SHA-512" };
	uint16_t revision = pe_u16(entry, REVISION_AT), type = pe_u16(entry, TYPE_AT);
	enum digest_kind kind = DIGEST_MD5;
	struct bytes certificate = bytes_slice(entry, AUTHENTICODE_HEADER, SIZE_MAX);
	const char *wrong;

	if ((revision != REVISION && revision != OLD_REVISION) || type != SIGNED_DATA)
		return "is no signature of a PE file";
	wrong = check_signature(pe, certificate, &kind);
	if (wrong == NULL && said != NULL)
		buffer_printf(said, "Authenticode, %zu bytes, %s of the file", entry.size,
			      kinds[kind]);
	return wrong;
}
