/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * LZ4 frames (LZ4 Frame Format Description, version 1.6.4).
 *
 * A file is one frame after another.  A frame is a magic, a byte of flags (version,
 * whether blocks are independent, which checksums and sizes there are), a byte with the
 * largest size of a block, what the flags say there is of the content's size and a
 * dictionary's id, a byte of checksum, then blocks up to an end mark, and where the flags
 * say so the XXH32 of the content.  Skippable frames may stand anywhere between: readers
 * pass over them.
 *
 * Between builds vary: the blocks with the level and version of the compressor, and the
 * flags with its options.  liblz4 verifies the size and the checksums.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/streams.h"

enum {
	HAS_DICTIONARY = 1 << 0,
	HAS_CHECKSUM = 1 << 2,
	HAS_SIZE = 1 << 3,
	HAS_BLOCK_CHECKSUMS = 1 << 4,
	IS_INDEPENDENT = 1 << 5,
};

enum { SIZE_SIZE = 8, DICTIONARY_SIZE = 4, CHECKSUM_SIZE = 4, HEADER_LEAST = 7 };

static const uint8_t magic[] = { 0x04, 0x22, 0x4d, 0x18 };

static int
lz4_recognize(struct bytes content)
{
	struct bytes frame = streams_behind_skippable(content);

	return bytes_start_with(frame, BYTES_OF(magic)) && frame.size >= HEADER_LEAST ? 90
										      : 0;
}

static void
take_flags(struct streams *streams, uint8_t flags)
{
	tile_field(streams->tiler, 1, streams_key(streams, "flags"), "%s blocks%s%s%s",
		   flags & IS_INDEPENDENT ? "independent" : "linked",
		   flags & HAS_BLOCK_CHECKSUMS ? ", block checksums" : "",
		   flags & HAS_SIZE ? ", content size" : "",
		   flags & HAS_CHECKSUM ? ", checksum" : "");
}

static uint8_t
take_header(struct streams *streams)
{
	struct tiler *tiler = streams->tiler;
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint8_t flags, block;

	cursor_take(&at, sizeof(magic));
	flags = cursor_u8(&at);
	block = cursor_u8(&at) >> 4 & 7;
	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	take_flags(streams, flags);
	tile_number(tiler, 1, streams_key(streams, "block-size"),
		    (int64_t)1 << (8 + 2 * block));
	if (flags & HAS_SIZE) {
		tile_derived(tiler, SIZE_SIZE, streams_key(streams, "content-size"),
			     true);
		streams_set_size(streams, cursor_u64le(&at));
	}
	if (flags & HAS_DICTIONARY)
		tile_number(tiler, DICTIONARY_SIZE, streams_key(streams, "dictionary-id"),
			    cursor_u32le(&at));
	tile_derived(tiler, 1, streams_key(streams, "header-checksum"), true);
	return flags;
}

static int
take_frame(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at, header, checksum;
	uint8_t flags = take_header(streams);

	header = tiler->at - start;
	if (streams_decode(streams, start, decode_lz4, &decoding, err) < 0)
		return -1;
	checksum = flags & HAS_CHECKSUM ? CHECKSUM_SIZE : 0;
	tile_stream(tiler, decoding.used - header - checksum,
		    streams_key(streams, "stream"), &decoded);
	if (checksum > 0)
		tile_derived(tiler, checksum, streams_key(streams, "checksum"), true);
	return 0;
}

static int
lz4_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "LZ4 file",
						 .recognize = lz4_recognize,
						 .take = take_frame,
						 .take_between = streams_take_skippable };

	return streams_tile(tiler, &kind, err);
}

static int
lz4_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "lz4-frame",
		  .key = "flags",
		  .new = "independent blocks, content size" },
		{ .rule = "lz4-frame", .key = "block-size", .new = "4194304" },
	};
	static const struct stream_form form = { .format = &format_lz4,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_lz4 };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_lz4 = {
	.name = "lz4",
	.said = "an LZ4 file",
	.wraps = true,
	.recognize = lz4_recognize,
	.tile = lz4_tile,
	.judge = streams_judge,
	.normalize = lz4_normalize,
};
