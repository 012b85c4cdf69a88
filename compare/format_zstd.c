/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zstd (RFC 8878).
 *
 * A file is one frame after another.  A frame is a magic, a byte that describes the
 * header, what that says there is of a window's size, a dictionary's id and the size of
 * the content, then blocks, and where the description says so the low half of their
 * XXH64.  Skippable frames may stand anywhere between: readers pass over them.
 *
 * Between builds vary: the blocks with the level and version of the compressor, the
 * window with the level, and what the compressor knew before it began: a stream of
 * unknown length has a window and no size.  libzstd verifies the size and the checksum.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/streams.h"

enum {
	CHECKSUM = 1 << 2,
	RESERVED = 1 << 3,
	UNUSED = 1 << 4,
	SINGLE_SEGMENT = 1 << 5,
	DICTIONARY_MASK = 3,
	SIZE_SHIFT = 6,
};

enum { CHECKSUM_SIZE = 4, BLOCK = 128 << 10, BLOCK_HEADER_SIZE = 3 };

static const uint8_t magic[] = { 0x28, 0xb5, 0x2f, 0xfd };

static int
zstd_recognize(struct bytes content)
{
	return bytes_start_with(streams_behind_skippable(content), BYTES_OF(magic)) ? 90
										    : 0;
}

static uint64_t
read_number(struct cursor *at, size_t size)
{
	struct bytes bytes = cursor_take(at, size);
	uint64_t number = 0;

	for (size_t i = 0; i < bytes.size; i++)
		number |= (uint64_t)bytes.data[i] << (8 * i);
	return number;
}

/* Five bits of exponent, above 1 KiB; three of eighths of that. */
static int64_t
window_size(uint8_t coded)
{
	int64_t base = (int64_t)1 << (10 + (coded >> 3));

	return base + base / 8 * (coded & 7);
}

static size_t
size_of_content_size(uint8_t descriptor)
{
	switch (descriptor >> SIZE_SHIFT) {
	case 0:
		return descriptor & SINGLE_SEGMENT ? 1 : 0;
	case 1:
		return 2;
	case 2:
		return 4;
	default:
		return 8;
	}
}

static void
take_descriptor(struct streams *streams, uint8_t descriptor)
{
	tile_field(streams->tiler, 1, streams_key(streams, "descriptor"),
		   "%s, content size in %zu bytes, %s",
		   descriptor & SINGLE_SEGMENT ? "single segment" : "window",
		   size_of_content_size(descriptor),
		   descriptor & CHECKSUM ? "checksum" : "no checksum");
	if (descriptor & (UNUSED | RESERVED))
		tile_complain(streams->tiler, "a bit that has no meaning is set");
}

/* Two bytes start where one byte ends. */
static void
take_content_size(struct streams *streams, struct cursor *at, size_t size)
{
	uint64_t content = read_number(at, size) + (size == 2 ? 256 : 0);

	tile_derived(streams->tiler, size, streams_key(streams, "content-size"), true);
	streams_set_size(streams, content);
}

static uint8_t
take_header(struct streams *streams)
{
	static const size_t dictionary_sizes[] = { 0, 1, 2, 4 };
	struct tiler *tiler = streams->tiler;
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint8_t descriptor;
	size_t size;

	cursor_take(&at, sizeof(magic));
	descriptor = cursor_u8(&at);
	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	take_descriptor(streams, descriptor);
	if ((descriptor & SINGLE_SEGMENT) == 0)
		tile_number(tiler, 1, streams_key(streams, "window"),
			    window_size(cursor_u8(&at)));
	size = dictionary_sizes[descriptor & DICTIONARY_MASK];
	if (size > 0)
		tile_number(tiler, size, streams_key(streams, "dictionary-id"),
			    (int64_t)read_number(&at, size));
	size = size_of_content_size(descriptor);
	if (size > 0)
		take_content_size(streams, &at, size);
	return descriptor;
}

static int
take_frame(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at, header, checksum;
	uint8_t descriptor = take_header(streams);

	header = tiler->at - start;
	if (streams_decode(streams, start, decode_zstd, &decoding, err) < 0)
		return -1;
	checksum = descriptor & CHECKSUM ? CHECKSUM_SIZE : 0;
	tile_stream(tiler, decoding.used - header - checksum,
		    streams_key(streams, "stream"), &decoded);
	if (checksum > 0)
		tile_derived(tiler, checksum, streams_key(streams, "checksum"), true);
	return 0;
}

static int
zstd_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "zstd file",
						 .recognize = zstd_recognize,
						 .take = take_frame,
						 .take_between = streams_take_skippable };

	return streams_tile(tiler, &kind, err);
}

/* Stored, in blocks as large as they may be, with the smallest window that allows them.
 */
int
encode_zstd(struct bytes content, struct buffer *out, struct error *err)
{
	enum { SIZE_IN_EIGHT = 3 << SIZE_SHIFT, WINDOW_OF_BLOCK = 7 << 3, LAST = 1 };
	size_t at = 0;

	buffer_append(out, BYTES_OF(magic));
	buffer_append_byte(out, SIZE_IN_EIGHT);
	buffer_append_byte(out, WINDOW_OF_BLOCK);
	encode_number(out, content.size, sizeof(uint64_t));
	do {
		struct bytes block = bytes_slice(content, at, BLOCK);

		at += block.size;
		encode_number(out, block.size << 3 | (at == content.size ? LAST : 0),
			      BLOCK_HEADER_SIZE);
		buffer_append(out, block);
	} while (at < content.size);
	return buffer_check(out, err);
}

static int
zstd_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "zstd-frame",
		  .key = "descriptor",
		  .new = "window, content size in 8 bytes, no checksum" },
		{ .rule = "zstd-frame", .key = "window", .new = "131072" },
	};
	static const struct stream_form form = { .format = &format_zstd,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_zstd };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_zstd = {
	.name = "zstd",
	.said = "a zstd file",
	.wraps = true,
	.recognize = zstd_recognize,
	.tile = zstd_tile,
	.judge = streams_judge,
	.normalize = zstd_normalize,
};
