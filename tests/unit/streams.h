/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Streams written byte by byte, so that they can be as another encoder writes them, or as
 * none would. */

#include "tests/unit/archives.h"

static inline void
stream_pad(struct buffer *out, size_t start)
{
	while ((out->size - start) % 4 != 0)
		buffer_append_byte(out, 0);
}

static inline void
stream_add_crc(struct buffer *out, size_t start)
{
	encode_number(out, decode_crc32(bytes_slice(buffer_bytes(out), start, SIZE_MAX)),
		      4);
}

enum { XZ_CHECK_NONE = 0, XZ_CHECK_CRC32 = 1, XZ_CHECK_UNDEFINED = 2 };

struct xz_choices {
	uint8_t check, dictionary; /* as coded */
	uint16_t chunk;		   /* how much is stored at a time; 0: all */
};

/* LZMA2 that stores everything. */
static inline void
xz_add_chunks(struct buffer *out, struct bytes content, size_t chunk)
{
	for (size_t at = 0; at < content.size; at += chunk) {
		struct bytes piece = bytes_slice(content, at, chunk);

		buffer_append_byte(out, at == 0 ? 1 : 2);
		buffer_append_byte(out, (uint8_t)((piece.size - 1) >> 8));
		buffer_append_byte(out, (uint8_t)(piece.size - 1));
		buffer_append(out, piece);
	}
	buffer_append_byte(out, 0);
}

/* Seven bits in a byte, the lowest first. */
static inline void
xz_add_number(struct buffer *out, size_t number)
{
	for (; number >= 0x80; number >>= 7)
		buffer_append_byte(out, (uint8_t)(0x80 | number));
	buffer_append_byte(out, (uint8_t)number);
}

/* A stream of one block (The .xz File Format, version 1.1.0). */
static inline void
xz_add(struct buffer *out, struct bytes content, struct xz_choices choices)
{
	const uint8_t flags[] = { 0, choices.check };
	const uint8_t block[] = { 2, 0, 0x21, 1, choices.dictionary, 0, 0, 0 };
	size_t start, unpadded, index;

	buffer_append(out, (struct bytes){ (const uint8_t *)"\xfd"
							    "7zXZ",
					   6 });
	start = out->size;
	buffer_append(out, BYTES_OF(flags));
	stream_add_crc(out, start);

	start = out->size;
	buffer_append(out, BYTES_OF(block));
	stream_add_crc(out, start);
	xz_add_chunks(out, content, choices.chunk == 0 ? content.size : choices.chunk);
	unpadded = out->size - start;
	stream_pad(out, start);
	if (choices.check != XZ_CHECK_NONE)
		encode_number(out, decode_crc32(content), 4);

	index = out->size;
	buffer_append(out, (struct bytes){ (const uint8_t *)"\0\1", 2 });
	xz_add_number(out, unpadded + (choices.check != XZ_CHECK_NONE ? 4 : 0));
	xz_add_number(out, content.size);
	stream_pad(out, index);
	stream_add_crc(out, index);

	index = (out->size - index) / 4 - 1;
	start = out->size;
	encode_number(out, 0, 4);
	encode_number(out, index, 4);
	buffer_append(out, BYTES_OF(flags));
	index = decode_crc32(bytes_slice(buffer_bytes(out), start + 4, 6));
	for (unsigned i = 0; i < 4; i++)
		out->data[start + i] = (uint8_t)(index >> (8 * i));
	buffer_append_text(out, "YZ");
}

enum {
	ZSTD_UNUSED = 1 << 4,
	ZSTD_SINGLE = 1 << 5,
	ZSTD_DICTIONARY = 1, /* an id of one byte */
	ZSTD_SIZE_IN_8 = 3 << 6,
	ZSTD_WINDOW_1K = 0,
	ZSTD_WINDOW_256M = 18 << 3,
	ZSTD_WINDOW_4G = 22 << 3,
};

struct zstd_choices {
	uint8_t descriptor, window, dictionary;
	size_t size;  /* that is claimed, in one byte or eight */
	bool repeats; /* the content is one byte, again and again */
};

/* A frame of one block (RFC 8878), without a checksum. */
static inline void
zstd_add(struct buffer *out, struct bytes content, struct zstd_choices choices)
{
	buffer_append(out, (struct bytes){ (const uint8_t *)"\x28\xb5\x2f\xfd", 4 });
	buffer_append_byte(out, choices.descriptor);
	if ((choices.descriptor & ZSTD_SINGLE) == 0)
		buffer_append_byte(out, choices.window);
	if (choices.descriptor & ZSTD_DICTIONARY)
		buffer_append_byte(out, choices.dictionary);
	if (choices.descriptor & ZSTD_SIZE_IN_8)
		encode_number(out, choices.size, 8);
	else if (choices.descriptor & ZSTD_SINGLE)
		encode_number(out, choices.size, 1);
	encode_number(out, content.size << 3 | (choices.repeats ? 1 << 1 : 0) | 1, 3);
	buffer_append(out, choices.repeats ? bytes_slice(content, 0, 1) : content);
}

/* A skippable frame (RFC 8878 section 3.1.2). */
static inline void
stream_add_skippable(struct buffer *out, const char *payload)
{
	encode_number(out, 0x184d2a50, 4);
	encode_number(out, strlen(payload), 4);
	buffer_append_text(out, payload);
}

/* XXH32 of less than 16 bytes, with seed 0 (its specification, version 0.1.1). */
static inline uint32_t
stream_xxh32(struct bytes bytes)
{
	static const uint32_t prime[] = { 0,	       2654435761U, 2246822519U,
					  3266489917U, 668265263U,  374761393U };
	struct cursor at = cursor_on(bytes);
	uint32_t sum = prime[5] + (uint32_t)bytes.size;

	while (at.rest.size >= 4) {
		sum += cursor_u32le(&at) * prime[3];
		sum = (sum << 17 | sum >> 15) * prime[4];
	}
	while (at.rest.size > 0) {
		sum += cursor_u8(&at) * prime[5];
		sum = (sum << 11 | sum >> 21) * prime[1];
	}
	sum = (sum ^ sum >> 15) * prime[2];
	sum = (sum ^ sum >> 13) * prime[3];
	return sum ^ sum >> 16;
}

enum {
	LZ4_VERSION_1 = 1 << 6,
	LZ4_INDEPENDENT = 1 << 5,
	LZ4_SIZE = 1 << 3,
	LZ4_CHECKSUM = 1 << 2,
	LZ4_DICTIONARY = 1,
	LZ4_BLOCKS_OF_64K = 4 << 4,
};

/* A frame of one stored block (LZ4 Frame Format Description); flags beside the version.
 */
static inline void
lz4_add(struct buffer *out, struct bytes content, uint8_t flags)
{
	size_t start = out->size + 4;

	encode_number(out, 0x184d2204, 4);
	buffer_append_byte(out, LZ4_VERSION_1 | flags);
	buffer_append_byte(out, LZ4_BLOCKS_OF_64K);
	if (flags & LZ4_SIZE)
		encode_number(out, content.size, 8);
	if (flags & LZ4_DICTIONARY)
		encode_number(out, 7, 4);
	buffer_append_byte(out, (uint8_t)(stream_xxh32(bytes_slice(buffer_bytes(out),
								   start, SIZE_MAX)) >>
					  8));
	encode_number(out, content.size | 1U << 31, 4);
	buffer_append(out, content);
	encode_number(out, 0, 4);
	if (flags & LZ4_CHECKSUM)
		encode_number(out, stream_xxh32(content), 4);
}
