/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deflate (RFC 1951), through zlib. */
#include <limits.h>
#include <sys/param.h>

#include "compare/decode.h"
#include "compare/zlib_library.h"

enum { MEMORY_LEVEL = 8 };

static void
inflate_close(z_stream *stream)
{
	inflateEnd(stream);
}

static void
deflate_close(z_stream *stream)
{
	deflateEnd(stream);
}

/* zlib counts in 32 bits: what is larger comes in pieces. */
static void
feed(z_stream *stream, struct bytes *rest)
{
	uInt size = (uInt)MIN(rest->size, (size_t)UINT_MAX);

	if (stream->avail_in > 0 || size == 0)
		return;
	stream->next_in = (Bytef *)(uintptr_t)rest->data;
	stream->avail_in = size;
	*rest = bytes_slice(*rest, size, SIZE_MAX);
}

static int
make_room(z_stream *stream, struct buffer *out, struct error *err)
{
	size_t room;
	uint8_t *at = decode_room(out, DECODE_STEP, &room, err);

	if (at == NULL)
		return -1;
	stream->next_out = at;
	stream->avail_out = (uInt)room;
	return (int)room;
}

int
decode_deflate(struct bytes encoded, size_t *used, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(inflate_close))) z_stream stream = { 0 };
	struct bytes rest = encoded;
	int status = inflateInit2(&stream, -MAX_WBITS);

	if (status != Z_OK)
		return error_set(err, ERROR_LIMIT, "zlib has no memory");
	while (status == Z_OK || status == Z_BUF_ERROR) {
		int room;

		feed(&stream, &rest);
		if (stream.avail_in == 0 && status == Z_BUF_ERROR)
			return error_set(err, ERROR_MALFORMED,
					 "the deflate stream breaks off");
		room = make_room(&stream, out, err);
		if (room < 0)
			return -1;
		status = inflate(&stream, Z_NO_FLUSH);
		out->size += (size_t)room - stream.avail_out;
	}
	if (status != Z_STREAM_END)
		return error_set(err, ERROR_MALFORMED, "no deflate stream: %s",
				 stream.msg != NULL ? stream.msg : "damaged");
	*used = encoded.size - rest.size - stream.avail_in;
	return 0;
}

int
encode_deflate(struct bytes content, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(deflate_close))) z_stream stream = { 0 };
	struct bytes rest = content;
	int status = deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS,
				  MEMORY_LEVEL, Z_DEFAULT_STRATEGY);

	while (status == Z_OK) {
		int room = make_room(&stream, out, err);

		if (room < 0)
			return -1;
		feed(&stream, &rest);
		status = deflate(&stream, rest.size == 0 ? Z_FINISH : Z_NO_FLUSH);
		out->size += (size_t)room - stream.avail_out;
	}
	if (status != Z_STREAM_END)
		return error_set(err, ERROR_LIMIT, "zlib has no memory");
	return 0;
}

uint32_t
decode_crc32(struct bytes content)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), content.data, content.size);
}
