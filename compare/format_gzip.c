/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip (RFC 1952).
 *
 * A file is one member after another.  A member is a ten-byte header (magic, method,
 * flags, time of compression, "extra flags" that tell the effort, operating system), up
 * to four optional fields in the order of their flag bits (extra, file name, comment,
 * CRC-16 of the header), a deflate stream, and the CRC-32 and the length modulo 2^32 of
 * what it unpacks to.  Between builds vary: time, name, system, effort, and the stream
 * with the version of the library.  Readers accept further members and skip what follows
 * the last one: both are places to hide something.
 *
 * The first member's tiles are called "mtime", "stream", ...; those of the second
 * "2/mtime".
 */
#include "compare/format.h"

#include "base/memory.h"
#include "base/strings.h"
#include "compare/streams.h"

enum {
	FLAG_TEXT = 1 << 0,
	FLAG_HEADER_CRC = 1 << 1,
	FLAG_EXTRA = 1 << 2,
	FLAG_NAME = 1 << 3,
	FLAG_COMMENT = 1 << 4,
	FLAGS_RESERVED = 0xe0,
	METHOD_DEFLATE = 8,
	OS_UNKNOWN = 255,
};

static const uint8_t magic[] = { 0x1f, 0x8b };

static int
gzip_recognize(struct bytes content)
{
	return bytes_start_with(content, BYTES_OF(magic)) && content.size >= 10 &&
			       content.data[2] == METHOD_DEFLATE
		       ? 90
		       : 0;
}

static void
take_string(struct tiler *tiler, const char *key)
{
	struct bytes text = bytes_before(tiler_rest(tiler), 0);

	tile_text(tiler, text.size + 1, key); /* with its NUL */
	tile_set_value(tiler, text);
}

static void
take_extra(struct streams *streams)
{
	struct cursor at = cursor_on(tiler_rest(streams->tiler));
	uint16_t size = cursor_u16le(&at);

	tile_text(streams->tiler, 2U + size, streams_key(streams, "extra"));
}

/* The fields that the flags say there are. */
static void
take_optional(struct streams *streams, uint8_t flags, size_t start)
{
	struct tiler *tiler = streams->tiler;

	if (flags & FLAG_EXTRA)
		take_extra(streams);
	if (flags & FLAG_NAME)
		take_string(tiler, streams_key(streams, "name"));
	if (flags & FLAG_COMMENT)
		take_string(tiler, streams_key(streams, "comment"));
	if (flags & FLAG_HEADER_CRC) {
		struct bytes header =
			bytes_slice(tiler->content, start, tiler->at - start);
		struct cursor sum = cursor_on(tiler_rest(tiler));

		tile_derived(tiler, 2, streams_key(streams, "header-crc"),
			     cursor_u16le(&sum) == (decode_crc32(header) & 0xffff));
	}
}

static int
take_header(struct streams *streams, struct error *err)
{
	struct tiler *tiler = streams->tiler;
	size_t start = tiler->at;
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint8_t flags;
	uint32_t time;

	cursor_take(&at, sizeof(magic) + 1);
	flags = cursor_u8(&at);
	time = cursor_u32le(&at);
	tile_text(tiler, sizeof(magic), streams_key(streams, "magic"));
	tile_field(tiler, 1, streams_key(streams, "method"), "deflate");
	/* They follow from the fields below; FTEXT is a guess that nobody writes today.
	 */
	tile_derived(tiler, 1, streams_key(streams, "flags"), (flags & FLAG_TEXT) == 0);
	if (flags & FLAGS_RESERVED)
		return error_set(err, ERROR_MALFORMED, "reserved gzip flags are set");
	tile_number(tiler, 4, streams_key(streams, "mtime"), time);
	tile_number(tiler, 1, streams_key(streams, "xfl"), cursor_u8(&at));
	tile_number(tiler, 1, streams_key(streams, "os"), cursor_u8(&at));
	take_optional(streams, flags, start);
	return 0;
}

static int
decode(struct decoding *decoding, struct error *err)
{
	return decode_deflate(decoding->encoded, &decoding->used, decoding->out, err);
}

static int
take_member(struct streams *streams, struct error *err)
{
	cleanup_buffer struct buffer decoded = { 0 };
	struct decoding decoding = { .out = &decoded };
	struct tiler *tiler = streams->tiler;
	struct cursor at;
	uint32_t crc, size;

	if (take_header(streams, err) < 0 ||
	    streams_decode(streams, tiler->at, decode, &decoding, err) < 0)
		return -1;
	crc = decode_crc32(buffer_bytes(&decoded));
	size = (uint32_t)decoded.size;
	tile_stream(tiler, decoding.used, streams_key(streams, "stream"), &decoded);

	at = cursor_on(tiler_rest(tiler));
	tile_derived(tiler, 4, streams_key(streams, "crc32"), cursor_u32le(&at) == crc);
	tile_derived(tiler, 4, streams_key(streams, "isize"), cursor_u32le(&at) == size);
	if (at.overrun)
		tile_complain(tiler, "is cut short");
	return 0;
}

static int
gzip_tile(struct tiler *tiler, struct error *err)
{
	static const struct stream_kind kind = { .said = "gzip file",
						 .recognize = gzip_recognize,
						 .take = take_member };

	return streams_tile(tiler, &kind, err);
}

static void
gzip_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (text_ends_with(key, "extra") || text_ends_with(key, "comment"))
		finding_raise(finding, SEVERITY_ALARM);
	if (text_ends_with(key, "mtime"))
		finding_set_cause(finding, "gzip-mtime: the time of compression",
				  "gzip -n, or SOURCE_DATE_EPOCH");
	if (text_ends_with(key, "name"))
		finding_set_cause(finding,
				  "gzip-name: the name of the file that was compressed",
				  "gzip -n");
}

/* The one header that all the rules together leave. */
static int
encode(struct bytes content, struct buffer *out, struct error *err)
{
	static const uint8_t header[] = { 0x1f, 0x8b, METHOD_DEFLATE, 0, 0, 0, 0,
					  0,	0,    OS_UNKNOWN };

	buffer_append(out, BYTES_OF(header));
	if (encode_deflate(content, out, err) < 0)
		return -1;
	encode_number(out, decode_crc32(content), sizeof(uint32_t));
	encode_number(out, (uint32_t)content.size, sizeof(uint32_t));
	return buffer_check(out, err);
}

static int
gzip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const struct normalize_change values[] = {
		{ .rule = "gzip-mtime", .key = "mtime", .new = "0" },
		{ .rule = "gzip-xfl", .key = "xfl", .new = "0" },
		{ .rule = "gzip-os", .key = "os", .new = "255" },
		{ .rule = "gzip-name", .key = "name", .new = NULL },
	};
	static const struct stream_form form = { .format = &format_gzip,
						 .values = values,
						 .value_count = array_length(values),
						 .encode = encode };

	return streams_normalize(normalizer, &form, content, out, err);
}

const struct format format_gzip = {
	.name = "gzip",
	.said = "a gzip file",
	.wraps = true,
	.recognize = gzip_recognize,
	.tile = gzip_tile,
	.judge = gzip_judge,
	.normalize = gzip_normalize,
};
