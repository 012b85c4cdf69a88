/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lzma, called LZMA_Alone by liblzma (The .lzma File Format, in xz's
 * doc/lzma-file-format.txt).
 *
 * A file is one stream: a header of thirteen bytes (properties, size of the dictionary,
 * size of the content or all ones for "up to the end marker") and LZMA data.  There is no
 * magic and no check: a file is taken for one when its header is one that xz or the LZMA
 * SDK would write, and the data starts with the zero that it must start with.
 *
 * Between builds vary: properties and dictionary with the level, the data with the
 * version of the encoder, and whether the size was known.
 */
#include "base/memory.h"
#include "compare/streams.h"

enum { HEADER_SIZE = 13, USUAL_PROPERTIES = 0x5d, PROPERTIES = 9 * 5 * 5 };

struct header {
	uint8_t properties;
	uint32_t dictionary;
	uint64_t size;
	uint8_t first; /* of the data */
};

static bool
read_header(struct bytes content, struct header *header)
{
	struct cursor at = cursor_on(content);

	header->properties = cursor_u8(&at);
	header->dictionary = cursor_u32le(&at);
	header->size = cursor_u64le(&at);
	header->first = cursor_u8(&at);
	return !at.overrun;
}

/* 2^n or 2^n + 2^(n-1), as encoders choose it. */
static bool
is_usual_dictionary(uint32_t size)
{
	enum { LEAST = 1 << 12 };
	uint32_t lowest = size & -size;

	return size >= LEAST &&
	       (size == lowest || size == 3 * lowest || size == UINT32_MAX);
}

/* Less than 256 GiB, as xz asks for. */
static bool
is_plausible_size(uint64_t size)
{
	return size >> 38 == 0;
}

static int
lzma_recognize(struct bytes content)
{
	struct header header;

	if (!read_header(content, &header) || header.first != 0 ||
	    header.properties >= PROPERTIES || !is_usual_dictionary(header.dictionary))
		return 0;
	if (header.size == UINT64_MAX)
		return 60;
	return header.properties == USUAL_PROPERTIES && is_plausible_size(header.size)
		       ? 60
		       : 0;
}

static void
take_header(struct tiler *tiler, const struct header *header)
{
	unsigned positions = header->properties / 9U;

	tile_field(tiler, 1, "properties", "lc=%u lp=%u pb=%u", header->properties % 9U,
		   positions % 5, positions / 5);
	tile_number(tiler, sizeof(uint32_t), "dictionary", header->dictionary);
}

static int
take_stream(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	struct header header;

	read_header(tiler_rest(tiler), &header);
	take_header(tiler, &header);
	if (streams_decode(streams, 0, decode_lzma, &decoding, err) < 0)
		return -1;
	/* Known before or not, the value is the same. */
	tile_derived(tiler, sizeof(uint64_t), "content-size",
		     header.size == UINT64_MAX || header.size == decoded.size);
	streams_set_size(streams, decoded.size);
	tile_stream(tiler, decoding.used - HEADER_SIZE, "stream", &decoded);
	return 0;
}

static int
lzma_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "lzma file",
						 .recognize = lzma_recognize,
						 .take = take_stream,
						 .single = true };

	return streams_tile(tiler, &kind, err);
}

static int
lzma_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "lzma-header", .key = "properties", .new = "lc=3 lp=0 pb=2" },
		{ .rule = "lzma-header", .key = "dictionary", .new = "262144" },
	};
	static const struct stream_form form = { .format = &format_lzma,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_lzma };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_lzma = {
	.name = "lzma",
	.said = "an lzma file",
	.wraps = true,
	.recognize = lzma_recognize,
	.tile = lzma_tile,
	.normalize = lzma_normalize,
};
