/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bzip2 (bzip2 and libbzip2, version 1.0.8: there is no other specification).
 *
 * A file is one stream after another.  A stream is "BZh", a digit that tells the size of
 * blocks in units of 100,000 bytes, then bit by bit: blocks, each behind a mark of 48
 * bits and its CRC, an end mark and the CRC of all.  Bits that fill the last byte are
 * zeros, which libbz2 does not look at.
 *
 * Between builds vary: the digit and with it the blocks; what libbz2 writes at one level
 * has been the same for decades, others (lbzip2, pbzip2) cut and sort otherwise.
 */
#include "base/memory.h"
#include "compare/streams.h"

enum {
	LEVEL_AT = 3,
	MARK_SIZE = 6,
	HEADER_SIZE = 4,
	HEADER_LEAST = HEADER_SIZE + MARK_SIZE
};

static const uint8_t magic[] = { 'B', 'Z', 'h' };

/* Digits of pi begin a block, those of its square root end the stream. */
static const uint8_t block_mark[MARK_SIZE] = { 0x31, 0x41, 0x59, 0x26, 0x53, 0x59 };
static const uint8_t end_mark[MARK_SIZE] = { 0x17, 0x72, 0x45, 0x38, 0x50, 0x90 };

static int
bzip2_recognize(struct bytes content)
{
	struct bytes mark = bytes_slice(content, HEADER_SIZE, MARK_SIZE);

	return bytes_start_with(content, BYTES_OF(magic)) &&
			       content.size >= HEADER_LEAST &&
			       content.data[LEVEL_AT] >= '1' &&
			       content.data[LEVEL_AT] <= '9' &&
			       (bytes_equal(mark, BYTES_OF(block_mark)) ||
				bytes_equal(mark, BYTES_OF(end_mark)))
		       ? 90
		       : 0;
}

/* The `count` bits before the last `skipped` ones. */
static uint64_t
bits_before(struct bytes stream, unsigned skipped, unsigned count)
{
	uint64_t bits = 0;

	for (unsigned i = skipped + count; i > skipped; i--) {
		size_t from_end = i - 1;
		uint8_t byte = stream.data[stream.size - 1 - from_end / 8];

		bits = bits << 1 | (byte >> from_end % 8 & 1);
	}
	return bits;
}

/* Whether nothing stands in the bits behind the CRC, which stands behind the end mark. */
static bool
is_filled_with_zeros(struct bytes stream)
{
	enum { MARK_BITS = 48, SUM_BITS = 32 };
	uint64_t mark = 0;

	for (size_t i = 0; i < MARK_SIZE; i++)
		mark = mark << 8 | end_mark[i];
	for (unsigned filled = 0; filled < 8; filled++)
		if (bits_before(stream, filled + SUM_BITS, MARK_BITS) == mark)
			return bits_before(stream, 0, filled) == 0;
	return false;
}

static int
take_stream(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at;
	uint8_t level = tiler_rest(tiler).data[LEVEL_AT];
	struct bytes whole;

	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	tile_number(tiler, 1, streams_key(streams, "level"), level - '0');
	if (streams_decode(streams, start, decode_bzip2, &decoding, err) < 0)
		return -1;
	whole = bytes_slice(tiler->content, start, decoding.used);
	tile_stream(tiler, whole.size - HEADER_SIZE, streams_key(streams, "stream"),
		    &decoded);
	if (!is_filled_with_zeros(whole))
		tile_complain(tiler, "the bits behind its end are not zeros");
	return 0;
}

static int
bzip2_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "bzip2 file",
						 .recognize = bzip2_recognize,
						 .take = take_stream };

	return streams_tile(tiler, &kind, err);
}

static int
bzip2_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "bzip2-level", .key = "level", .new = "9" },
	};
	static const struct stream_form form = { .format = &format_bzip2,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_bzip2 };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_bzip2 = {
	.name = "bzip2",
	.said = "a bzip2 file",
	.wraps = true,
	.recognize = bzip2_recognize,
	.tile = bzip2_tile,
	.normalize = bzip2_normalize,
};
