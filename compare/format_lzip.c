/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lzip (The lzip format, in lzip's manual; draft-diaz-lzip).
 *
 * A file is one member after another.  A member is a header of six bytes (magic, version,
 * size of the dictionary in one byte), LZMA data up to an end marker, and a trailer of
 * twenty: CRC-32 and size of the content, and size of the member.
 *
 * Between builds vary: the dictionary with the level, and the data with the version of
 * the encoder.
 */
#include "base/memory.h"
#include "compare/streams.h"

enum { HEADER_SIZE = 6, MEMBER_VERSION = 1 };

static const uint8_t magic[] = { 'L', 'Z', 'I', 'P' };

static int
lzip_recognize(struct bytes content)
{
	return bytes_start_with(content, BYTES_OF(magic)) && content.size >= HEADER_SIZE
		       ? 90
		       : 0;
}

static int
take_header(struct streams *streams, struct error *err)
{
	struct tiler *tiler = streams->tiler;
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint8_t version;

	cursor_take(&at, sizeof(magic));
	version = cursor_u8(&at);
	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	if (version != MEMBER_VERSION)
		return error_set(err, ERROR_UNSUPPORTED, "version %u of lzip's format",
				 version);
	tile_number(tiler, 1, streams_key(streams, "version"), version);
	tile_number(tiler, 1, streams_key(streams, "dictionary"),
		    decode_lzip_dictionary(cursor_u8(&at)));
	return 0;
}

static int
take_member(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at, size;
	struct cursor at;
	uint32_t crc;

	if (take_header(streams, err) < 0 ||
	    streams_decode(streams, start, decode_lzip, &decoding, err) < 0)
		return -1;
	crc = decode_crc32(buffer_bytes(&decoded));
	size = decoded.size;
	tile_stream(tiler, decoding.used - HEADER_SIZE, streams_key(streams, "stream"),
		    &decoded);
	at = cursor_on(tiler_rest(tiler));
	tile_derived(tiler, sizeof(uint32_t), streams_key(streams, "crc32"),
		     cursor_u32le(&at) == crc);
	tile_derived(tiler, sizeof(uint64_t), streams_key(streams, "content-size"),
		     cursor_u64le(&at) == size);
	tile_derived(tiler, sizeof(uint64_t), streams_key(streams, "member-size"),
		     cursor_u64le(&at) == tiler->at + sizeof(uint64_t) - start);
	if (at.overrun)
		tile_complain(tiler, "is cut short");
	return 0;
}

static int
lzip_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "lzip file",
						 .recognize = lzip_recognize,
						 .take = take_member };

	return streams_tile(tiler, &kind, err);
}

static int
lzip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "lzip-dictionary", .key = "dictionary", .new = "262144" },
	};
	static const struct stream_form form = { .format = &format_lzip,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_lzip };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_lzip = {
	.name = "lzip",
	.said = "an lzip file",
	.wraps = true,
	.recognize = lzip_recognize,
	.tile = lzip_tile,
	.normalize = lzip_normalize,
};
