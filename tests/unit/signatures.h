/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Signatures put together value by value (DER), without keys: the numbers that only a key
 * can make are a text. */

#include "base/digest.h"
#include "tests/unit/binaries.h"

static const uint8_t signed_data_type[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					    0x0d, 0x01, 0x07, 0x02 };
static const uint8_t message_digest_type[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					       0x0d, 0x01, 0x09, 0x04 };
static const uint8_t sha256_type[] = { 0x60, 0x86, 0x48, 0x01, 0x65,
				       0x03, 0x04, 0x02, 0x01 };

static inline void
put_der(struct buffer *out, uint8_t tag, struct bytes content)
{
	buffer_append_byte(out, tag);
	if (content.size < 128) {
		buffer_append_byte(out, (uint8_t)content.size);
	} else {
		buffer_append_byte(out, 0x82);
		put_big(out, content.size, 2);
	}
	buffer_append(out, content);
}

/* Wraps all that has been put. */
static inline void
wrap_der(struct buffer *out, uint8_t tag)
{
	cleanup_buffer struct buffer inside = BUFFER_INIT(SIZE_MAX);

	buffer_append(&inside, buffer_bytes(out));
	buffer_clear(out);
	put_der(out, tag, buffer_bytes(&inside));
}

/* SEQUENCE { sha256 } */
static inline void
put_algorithm(struct buffer *out)
{
	cleanup_buffer struct buffer algorithm = BUFFER_INIT(SIZE_MAX);

	put_der(&algorithm, 0x06, BYTES_OF(sha256_type));
	put_der(out, 0x30, buffer_bytes(&algorithm));
}

static inline void
put_digest(struct buffer *out, struct bytes of)
{
	struct digest digest = digest_of(DIGEST_SHA256, of);

	put_der(out, 0x04, (struct bytes){ digest.data, digest.size });
}

/* A signer whose signed attributes have the digest of these bytes. */
static inline void
put_signer(struct buffer *out, struct bytes of)
{
	cleanup_buffer struct buffer attribute = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer values = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer signer = BUFFER_INIT(SIZE_MAX);

	put_digest(&values, of);
	put_der(&attribute, 0x06, BYTES_OF(message_digest_type));
	put_der(&attribute, 0x31, buffer_bytes(&values));
	wrap_der(&attribute, 0x30);
	put_der(&signer, 0x02, bytes_of_text("\1"));
	put_der(&signer, 0x30, bytes_of_text(""));
	put_algorithm(&signer);
	put_der(&signer, 0xa0, buffer_bytes(&attribute));
	put_algorithm(&signer);
	put_der(&signer, 0x04, bytes_of_text("a signature"));
	put_der(out, 0x30, buffer_bytes(&signer));
}

/* SignedData about a content of this type, which is absent when it is empty; `of` is what
 * its signer has signed. */
static inline void
put_signed_data(struct buffer *out, struct bytes type, struct bytes content,
		struct bytes of)
{
	cleanup_buffer struct buffer info = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer signer = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer data = BUFFER_INIT(SIZE_MAX);

	put_der(&info, 0x06, type);
	if (content.size > 0)
		put_der(&info, 0xa0, content);
	put_der(&data, 0x02, bytes_of_text("\1"));
	put_algorithm(&signer);
	put_der(&data, 0x31, buffer_bytes(&signer));
	put_der(&data, 0x30, buffer_bytes(&info));
	put_der(&data, 0xa0, bytes_of_text("certificates"));
	buffer_clear(&signer);
	put_signer(&signer, of);
	put_der(&data, 0x31, buffer_bytes(&signer));
	wrap_der(&data, 0x30);
	wrap_der(&data, 0xa0);
	buffer_clear(&info);
	put_der(&info, 0x06, BYTES_OF(signed_data_type));
	buffer_append(&info, buffer_bytes(&data));
	put_der(out, 0x30, buffer_bytes(&info));
}
