/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Streams decoded with their exact ends, so that what follows one is seen.  Each decoder
 * takes one stream, checks all that it says of itself, and stops: what a file holds
 * beside it is for the format to say.
 *
 * ERROR_LIMIT when *out is full (it has overflowed then) or a window would be too large;
 * ERROR_MALFORMED when there is no such stream or it breaks off; ERROR_UNSUPPORTED when
 * nobody could read it with what is there.
 */

#include "base/buffer.h"

struct decoding {
	struct bytes encoded; /* borrowed: the stream, and whatever follows it */
	uint64_t memory;      /* how much a window or dictionary may take */
	struct buffer *out;   /* borrowed: is appended to */
	size_t used;	      /* becomes the length of the stream */
};

/* A stream of .xz: header, blocks with their checks, index and footer. */
int decode_xz(struct decoding *decoding, struct error *err);

/* A .lzma file (LZMA_Alone): header and stream. */
int decode_lzma(struct decoding *decoding, struct error *err);

/* A member of .lzip from its magic to the end of its stream; the trailer is left. */
int decode_lzip(struct decoding *decoding, struct error *err);

/* The dictionary's size as a header of .lzip codes it; 0 when it is none. */
uint32_t decode_lzip_dictionary(uint8_t coded);

/* A frame of zstd (RFC 8878), with its header and checksum. */
int decode_zstd(struct decoding *decoding, struct error *err);

/* A stream of bzip2, from its "BZh" to the byte in which it ends. */
int decode_bzip2(struct decoding *decoding, struct error *err);

/* A frame of LZ4, with its header and checksums. */
int decode_lz4(struct decoding *decoding, struct error *err);

/* Members of gzip, all of them, each with its CRC-32. */
int decode_gzip(struct decoding *decoding, struct error *err);

/* A raw deflate stream (RFC 1951). */
int decode_deflate(struct bytes encoded, size_t *used, struct buffer *out,
		   struct error *err);

/*
 * Our canonical encodings; each appends a whole stream, frame or member.  What can be
 * stored is, so that no library decides the bytes; else the library's fixed level does.
 */

/* One block, stored, with CRC-64. */
int encode_xz(struct bytes content, struct buffer *out, struct error *err);

/* liblzma's preset 0, its length unknown. */
int encode_lzma(struct bytes content, struct buffer *out, struct error *err);

/* liblzma's preset 0. */
int encode_lzip(struct bytes content, struct buffer *out, struct error *err);

/* libbz2's level 9. */
int encode_bzip2(struct bytes content, struct buffer *out, struct error *err);

/* One frame, stored, with the content's size in 8 bytes and no checksum; in
 * format_zstd.c, as it takes no library. */
int encode_zstd(struct bytes content, struct buffer *out, struct error *err);

/* The same compressed, with a window of 16 MiB, which finds what stands in several versions
 * of one file; what comes out depends on the library's version. */
int compress_zstd(struct bytes content, struct buffer *out, struct error *err);

/* Stored in blocks of 4 MiB, with the content's size and no checksum. */
int encode_lz4(struct bytes content, struct buffer *out, struct error *err);

/* A raw deflate stream at level 9 with zlib's defaults. */
int encode_deflate(struct bytes content, struct buffer *out, struct error *err);

/* CRC-32 as gzip, xz and lzip have it (RFC 1952 section 8). */
uint32_t decode_crc32(struct bytes content);

/* For decoders: room for `wanted` bytes of output, or fewer near the ceiling; NULL with
 * ERROR_LIMIT at it. */
enum { DECODE_STEP = 256 << 10 };
uint8_t *decode_room(struct buffer *out, size_t wanted, size_t *room, struct error *err);

/* Appends the value's `size` low bytes, the lowest first. */
void encode_number(struct buffer *out, uint64_t value, size_t size);
