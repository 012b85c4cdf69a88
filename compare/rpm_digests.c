/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an RPM package says of its own headers and payload.  Each is computed again; what
 * is said of the payload once it is unpacked (PAYLOADDIGESTALT, PAYLOADSIZE, ...) stays a
 * value, as it would have to be unpacked for nothing else.
 */
#include "base/digest.h"
#include "compare/rpm_tiles.h"

enum {
	TAG_SHA1HEADER = 269,
	TAG_LONGSIGSIZE = 270,
	TAG_SHA256HEADER = 273,
	TAG_SIGSIZE = 1000,
	TAG_SIGMD5 = 1004,
	TAG_PAYLOADDIGEST = 5092,
	TAG_PAYLOADDIGESTALGO = 5093,
};

/* From the main header to the end of the file. */
static struct bytes
signed_part(const struct rpm_package *package)
{
	return bytes_slice(package->tiler->content, package->main.at, SIZE_MAX);
}

static bool
is_hex_of(const struct rpm_entry *entry, enum digest_kind kind, struct bytes bytes)
{
	struct cursor at = cursor_on(entry->data);
	struct bytes said = cursor_take_string(&at);
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(kind, bytes, hex);
	return bytes_equal_text(said, hex) && at.rest.size == 0;
}

static bool
is_digest_of(const struct rpm_entry *entry, enum digest_kind kind, struct bytes bytes)
{
	struct digest digest = digest_of(kind, bytes);

	return bytes_equal(entry->data, (struct bytes){ digest.data, digest.size });
}

static bool
is_size(const struct rpm_entry *entry, size_t size)
{
	struct cursor at = cursor_on(entry->data);

	return rpm_take_number(&at, entry->type) == size && at.rest.size == 0;
}

/* The numbers of RFC 9580 section 9.5. */
static bool
find_algorithm(const struct rpm_header *header, enum digest_kind *kind)
{
	enum { SHA1 = 2, SHA256 = 8, SHA384 = 9, SHA512 = 10 };
	const struct rpm_entry *entry =
		rpm_header_find(header, TAG_PAYLOADDIGESTALGO, RPM_NUMBERS_32);
	struct cursor at;

	if (entry == NULL)
		return false;
	at = cursor_on(entry->data);
	switch (cursor_u32be(&at)) {
	case SHA1:
		*kind = DIGEST_SHA1;
		return true;
	case SHA256:
		*kind = DIGEST_SHA256;
		return true;
	case SHA384:
		*kind = DIGEST_SHA384;
		return true;
	case SHA512:
		*kind = DIGEST_SHA512;
		return true;
	default:
		return false;
	}
}

static bool
is_signature_right(const struct rpm_package *package, const struct rpm_entry *entry,
		   bool *known)
{
	struct bytes header = package->main.whole, part = signed_part(package);

	switch (entry->tag) {
	case TAG_SHA1HEADER:
		return is_hex_of(entry, DIGEST_SHA1, header);
	case TAG_SHA256HEADER:
		return is_hex_of(entry, DIGEST_SHA256, header);
	case TAG_SIGMD5:
		return is_digest_of(entry, DIGEST_MD5, part);
	case TAG_SIGSIZE:
	case TAG_LONGSIGSIZE:
		return is_size(entry, part.size);
	default:
		*known = false;
		return false;
	}
}

bool
rpm_is_right(const struct rpm_package *package, const struct rpm_entry *entry,
	     bool signature, bool *known)
{
	enum digest_kind kind;

	*known = true;
	if (signature)
		return is_signature_right(package, entry, known);
	if (entry->tag == TAG_PAYLOADDIGEST && find_algorithm(&package->main, &kind))
		return is_hex_of(
			entry, kind,
			bytes_slice(package->tiler->content, package->payload, SIZE_MAX));
	*known = false;
	return false;
}

/* How long the rest is to be, as an OpenPGP packet says it (RFC 9580 section 4.2). */
static size_t
packet_size(struct cursor *at, uint8_t first)
{
	enum { NEW_FORMAT = 0x40 };
	uint8_t byte;

	if ((first & NEW_FORMAT) == 0)
		switch (first & 3) {
		case 0:
			return cursor_u8(at);
		case 1:
			return cursor_u16be(at);
		case 2:
			return cursor_u32be(at);
		default:
			return SIZE_MAX;
		}
	byte = cursor_u8(at);
	if (byte < 192)
		return byte;
	if (byte < 224)
		return ((size_t)(byte - 192) << 8) + cursor_u8(at) + 192;
	return byte == UINT8_MAX ? cursor_u32be(at) : SIZE_MAX;
}

bool
rpm_is_signature(struct bytes bytes)
{
	enum { PACKET = 0x80, SIGNATURE = 2, OLDEST = 3, NEWEST = 6 };
	struct cursor at = cursor_on(bytes);
	uint8_t first = cursor_u8(&at);
	unsigned tag = (first & 0x40) != 0 ? first & 0x3f : (first >> 2) & 0xf;
	size_t size = packet_size(&at, first);

	return (first & PACKET) != 0 && tag == SIGNATURE && size > 0 && !at.overrun &&
	       size == at.rest.size && at.rest.data[0] >= OLDEST &&
	       at.rest.data[0] <= NEWEST;
}
