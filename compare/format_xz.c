/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xz (The .xz File Format, version 1.1.0).
 *
 * A file is one stream after another, with stream padding between and behind them: zeros,
 * four at a time.  A stream is a header of twelve bytes (magic, two bytes of flags of
 * which one half tells the kind of check, CRC-32 of the flags), blocks, an index with the
 * sizes of each block, and a footer (CRC-32, size of the index, the flags again, magic).
 * A block has a header with its filters, LZMA2 data and the check of what it unpacks to.
 *
 * Between builds vary: the check, and the stream with the level, the number of threads
 * (which cut it into blocks) and the version of liblzma.  The blocks with their headers
 * and checks are one tile: liblzma verifies them all, and the index and footer after
 * them.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/memory.h"
#include "compare/streams.h"

enum { HEADER_SIZE = 12, FLAGS_SIZE = 2, SUM_SIZE = 4, FOOTER_SIZE = 12, UNIT = 4 };

static const uint8_t magic[] = { 0xfd, '7', 'z', 'X', 'Z', 0 };

static int
xz_recognize(struct bytes content)
{
	return bytes_start_with(content, BYTES_OF(magic)) && content.size >= HEADER_SIZE
		       ? 95
		       : 0;
}

/* The checks that version 1.1.0 defines.  One that it does not is verified by nobody, and
 * so could be anything. */
static const char *
name_check(struct bytes flags)
{
	static const struct {
		uint8_t flags[FLAGS_SIZE];
		const char *name;
	} checks[] = {
		{ { 0, 0x00 }, "none" },
		{ { 0, 0x01 }, "CRC-32" },
		{ { 0, 0x04 }, "CRC-64" },
		{ { 0, 0x0a }, "SHA-256" },
	};

	for (size_t i = 0; i < array_length(checks); i++)
		if (bytes_equal(flags, BYTES_OF(checks[i].flags)))
			return checks[i].name;
	return NULL;
}

static int
take_header(struct streams *streams, struct error *err)
{
	struct tiler *tiler = streams->tiler;
	struct cursor at = cursor_on(tiler_rest(tiler));
	struct bytes flags;
	const char *check;

	cursor_take(&at, sizeof(magic));
	flags = cursor_take(&at, FLAGS_SIZE);
	check = name_check(flags);
	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	if (check == NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "a kind of check that xz does not define");
	tile_field(tiler, FLAGS_SIZE, streams_key(streams, "check"), "%s", check);
	tile_derived(tiler, SUM_SIZE, streams_key(streams, "header-crc"),
		     cursor_u32le(&at) == decode_crc32(flags));
	return 0;
}

/* The footer counts in units of four bytes, and one less. */
static size_t
size_of_index(struct bytes stream)
{
	struct cursor at = cursor_on(
		bytes_slice(stream, stream.size - FOOTER_SIZE + SUM_SIZE, SIZE_MAX));

	return ((size_t)cursor_u32le(&at) + 1) * UNIT;
}

/* The second field of the index, seven bits in a byte, the lowest first. */
static uint64_t
count_blocks(struct bytes index)
{
	struct cursor at = cursor_on(index);
	uint64_t count = 0;
	uint8_t byte;

	cursor_u8(&at);
	for (unsigned shift = 0; shift < 63; shift += 7) {
		byte = cursor_u8(&at);
		count |= (uint64_t)(byte & 0x7f) << shift;
		if ((byte & 0x80) == 0)
			break;
	}
	return count;
}

static void
say_blocks(struct tiler *tiler, struct bytes index)
{
	uint64_t count = count_blocks(index);
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64 " block%s", count, count == 1 ? "" : "s");
	tile_set_value(tiler, bytes_of_text(text));
}

static size_t
count_zeros(struct bytes rest)
{
	size_t size = 0;

	while (size < rest.size && rest.data[size] == 0)
		size++;
	return size;
}

static void
take_padding(struct streams *streams)
{
	size_t size = count_zeros(tiler_rest(streams->tiler));

	if (size == 0)
		return;
	tile_number(streams->tiler, size, streams_key(streams, "padding"), (int64_t)size);
	if (size % UNIT != 0)
		tile_complain(streams->tiler, "is not a multiple of four bytes");
}

static int
take_stream(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at, blocks, index;
	struct bytes whole;

	if (take_header(streams, err) < 0 ||
	    streams_decode(streams, start, decode_xz, &decoding, err) < 0)
		return -1;
	/* liblzma has seen that all of these fit. */
	whole = bytes_slice(tiler->content, start, decoding.used);
	index = size_of_index(whole);
	blocks = whole.size - HEADER_SIZE - index - FOOTER_SIZE;
	tile_stream(tiler, blocks, streams_key(streams, "stream"), &decoded);
	say_blocks(tiler, bytes_slice(whole, HEADER_SIZE + blocks, index));
	tile_derived(tiler, index, streams_key(streams, "index"), true);
	tile_derived(tiler, FOOTER_SIZE, streams_key(streams, "footer"), true);
	take_padding(streams);
	return 0;
}

static int
xz_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "xz file",
						 .recognize = xz_recognize,
						 .take = take_stream };

	return streams_tile(tiler, &kind, err);
}

static void
xz_judge(struct finding *finding, const struct difference *difference)
{
	if (text_ends_with(difference->key, "check"))
		finding_set_cause(finding, "xz-check: the kind of check",
				  "xz --check=crc64");
}

static int
xz_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	     struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "xz-check", .key = "check", .new = "CRC-64" },
		{ .rule = "xz-padding", .key = "padding", .new = NULL },
	};
	static const struct stream_form form = { .format = &format_xz,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode_xz };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_xz = {
	.name = "xz",
	.said = "an xz file",
	.wraps = true,
	.recognize = xz_recognize,
	.tile = xz_tile,
	.judge = xz_judge,
	.normalize = xz_normalize,
};
