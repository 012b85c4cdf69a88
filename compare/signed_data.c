/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The structure, in the words of RFC 5652:
 *
 *     ContentInfo ::= SEQUENCE { OBJECT signedData, [0] SignedData }
 *     SignedData ::= SEQUENCE { version, SET of digest algorithms,
 *             SEQUENCE { OBJECT type, [0] content, which may be absent },
 *             [0] certificates and [1] revocation lists, which may be absent,
 *             SET of SignerInfo }
 *     SignerInfo ::= SEQUENCE { version, signer, digest algorithm, [0] signed attributes,
 *             signature algorithm, signature, [1] unsigned attributes }
 *
 * The signature is about the signed attributes, of which one is the digest of the
 * content.
 */
#include "compare/signed_data.h"

#include <string.h>

#include "base/memory.h"

struct der
der_take(struct cursor *at)
{
	enum { LONG = 0x80, BYTE = 8, WIDTH_MAX = 4, MANY_TAGS = 0x1f };
	struct der value = { .tag = cursor_u8(at) };
	uint64_t size = cursor_u8(at);

	if (size >= LONG) {
		unsigned width = size - LONG;

		if (width == 0 || width > WIDTH_MAX)
			cursor_take(at, SIZE_MAX);
		size = 0;
		for (unsigned i = 0; i < width && !at->overrun; i++)
			size = size << BYTE | cursor_u8(at);
	}
	if ((value.tag & MANY_TAGS) == MANY_TAGS)
		cursor_take(at, SIZE_MAX);
	value.content = cursor_take(at, (size_t)size);
	return value;
}

struct bytes
der_take_tagged(struct cursor *at, enum der_tag tag)
{
	struct der value = der_take(at);

	if (value.tag != tag)
		*at = (struct cursor){ .overrun = true };
	return value.content;
}

static bool
is_next(const struct cursor *at, enum der_tag tag)
{
	return at->rest.size > 0 && at->rest.data[0] == tag;
}

static void
skip_optional(struct cursor *at, enum der_tag tag)
{
	if (is_next(at, tag))
		der_take(at);
}

static void
read_content(struct signed_data *data, struct bytes info)
{
	struct cursor at = cursor_on(info), inside;

	data->type = der_take_tagged(&at, DER_OBJECT);
	if (!is_next(&at, DER_CONTEXT_0))
		return;
	inside = cursor_on(der_take_tagged(&at, DER_CONTEXT_0));
	data->content = der_take(&inside).content;
}

bool
signed_data_read(struct signed_data *data, struct bytes bytes)
{
	static const uint8_t signed_type[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					       0x0d, 0x01, 0x07, 0x02 };
	struct cursor outer = cursor_on(bytes), info, wrapped, at;
	struct bytes type;

	*data = (struct signed_data){ 0 };
	info = cursor_on(der_take_tagged(&outer, DER_SEQUENCE));
	data->size = bytes.size - outer.rest.size;
	type = der_take_tagged(&info, DER_OBJECT);
	wrapped = cursor_on(der_take_tagged(&info, DER_CONTEXT_0));
	at = cursor_on(der_take_tagged(&wrapped, DER_SEQUENCE));
	der_take_tagged(&at, DER_INTEGER);
	der_take_tagged(&at, DER_SET);
	read_content(data, der_take_tagged(&at, DER_SEQUENCE));
	skip_optional(&at, DER_CONTEXT_0);
	skip_optional(&at, DER_CONTEXT_1);
	data->signers = der_take_tagged(&at, DER_SET);
	return !outer.overrun && !info.overrun && !wrapped.overrun && !at.overrun &&
	       info.rest.size == 0 && wrapped.rest.size == 0 && at.rest.size == 0 &&
	       data->type.size > 0 && data->signers.size > 0 &&
	       bytes_equal(type, BYTES_OF(signed_type));
}

bool
signed_data_algorithm(struct bytes algorithm, enum digest_kind *kind)
{
	static const struct {
		enum digest_kind kind;
		struct bytes object;
	} known[] = {
		{ DIGEST_SHA1, { (const uint8_t *)"\x2b\x0e\x03\x02\x1a", 5 } },
		{ DIGEST_SHA256,
		  { (const uint8_t *)"\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9 } },
		{ DIGEST_SHA384,
		  { (const uint8_t *)"\x60\x86\x48\x01\x65\x03\x04\x02\x02", 9 } },
		{ DIGEST_SHA512,
		  { (const uint8_t *)"\x60\x86\x48\x01\x65\x03\x04\x02\x03", 9 } },
		{ DIGEST_MD5,
		  { (const uint8_t *)"\x2a\x86\x48\x86\xf7\x0d\x02\x05", 8 } },
	};
	struct cursor at = cursor_on(algorithm);
	struct bytes object = der_take_tagged(&at, DER_OBJECT);

	for (size_t i = 0; i < array_length(known); i++)
		if (bytes_equal(object, known[i].object)) {
			*kind = known[i].kind;
			return true;
		}
	return false;
}

/* The digest among signed attributes, each of which is a type and a set of values. */
static struct bytes
find_digest(struct bytes attributes)
{
	static const uint8_t message_digest[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
						  0x0d, 0x01, 0x09, 0x04 };
	struct cursor at = cursor_on(attributes);

	while (at.rest.size > 0 && !at.overrun) {
		struct cursor attribute = cursor_on(der_take_tagged(&at, DER_SEQUENCE));
		struct bytes type = der_take_tagged(&attribute, DER_OBJECT);
		struct cursor values = cursor_on(der_take_tagged(&attribute, DER_SET));

		if (bytes_equal(type, BYTES_OF(message_digest)))
			return der_take_tagged(&values, DER_OCTETS);
	}
	return (struct bytes){ 0 };
}

static bool
signer_covers(struct bytes signer, struct bytes bytes)
{
	struct cursor at = cursor_on(signer);
	enum digest_kind kind;
	struct digest digest;
	struct bytes named;

	der_take_tagged(&at, DER_INTEGER);
	der_take(&at);
	if (!signed_data_algorithm(der_take_tagged(&at, DER_SEQUENCE), &kind))
		return false;
	named = find_digest(der_take_tagged(&at, DER_CONTEXT_0));
	digest = digest_of(kind, bytes);
	return !at.overrun &&
	       bytes_equal(named, (struct bytes){ digest.data, digest.size });
}

bool
signed_data_covers(const struct signed_data *data, struct bytes bytes)
{
	/* More than any tool writes; each costs a digest. */
	enum { SIGNERS_MAX = 16 };
	struct cursor at = cursor_on(data->signers);

	for (int i = 0; at.rest.size > 0; i++) {
		struct bytes signer = der_take_tagged(&at, DER_SEQUENCE);

		if (at.overrun || i == SIGNERS_MAX || !signer_covers(signer, bytes))
			return false;
	}
	return true;
}

bool
signed_data_has_attributes(const struct signed_data *data)
{
	struct cursor at = cursor_on(data->signers);
	bool all = true;

	while (at.rest.size > 0 && !at.overrun && all) {
		struct cursor signer = cursor_on(der_take_tagged(&at, DER_SEQUENCE));

		der_take_tagged(&signer, DER_INTEGER);
		der_take(&signer);
		der_take_tagged(&signer, DER_SEQUENCE);
		all = is_next(&signer, DER_CONTEXT_0);
	}
	return all;
}
