/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bzip2, through libbz2. */
#include <limits.h>
#include <sys/param.h>

#include "compare/bzip2_library.h"
#include "compare/decode.h"

enum { LEVEL = 9 };

static void
decoder_close(bz_stream *stream)
{
	BZ2_bzDecompressEnd(stream);
}

static void
encoder_close(bz_stream *stream)
{
	BZ2_bzCompressEnd(stream);
}

/* libbz2 counts in 32 bits: what is larger comes in pieces. */
static void
feed(bz_stream *stream, struct bytes *rest)
{
	unsigned size = (unsigned)MIN(rest->size, (size_t)UINT_MAX);

	if (stream->avail_in > 0 || size == 0)
		return;
	stream->next_in = (char *)(uintptr_t)rest->data;
	stream->avail_in = size;
	*rest = bytes_slice(*rest, size, SIZE_MAX);
}

static int
make_room(bz_stream *stream, struct buffer *out, size_t *room, struct error *err)
{
	uint8_t *at = decode_room(out, DECODE_STEP, room, err);

	if (at == NULL)
		return -1;
	stream->next_out = (char *)at;
	stream->avail_out = (unsigned)*room;
	return 0;
}

static int
fail(int status, struct error *err)
{
	if (status == BZ_MEM_ERROR)
		return error_set(err, ERROR_LIMIT, "libbz2 has no memory");
	return error_set(err, ERROR_MALFORMED,
			 status == BZ_OK ? "the bzip2 stream breaks off"
					 : "no bzip2 stream: damaged");
}

int
decode_bzip2(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(decoder_close))) bz_stream stream = { 0 };
	struct bytes rest = decoding->encoded;
	int status = BZ2_bzDecompressInit(&stream, 0, 0);
	bool stuck = false;

	while (status == BZ_OK && !stuck) {
		size_t room;

		feed(&stream, &rest);
		if (make_room(&stream, decoding->out, &room, err) < 0)
			return -1;
		status = BZ2_bzDecompress(&stream);
		decoding->out->size += room - stream.avail_out;
		stuck = stream.avail_out > 0 && stream.avail_in == 0 && rest.size == 0;
	}
	if (status != BZ_STREAM_END)
		return fail(status, err);
	decoding->used = decoding->encoded.size - rest.size - stream.avail_in;
	return 0;
}

int
encode_bzip2(struct bytes content, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(encoder_close))) bz_stream stream = { 0 };
	struct bytes rest = content;
	int status = BZ2_bzCompressInit(&stream, LEVEL, 0, 0);

	if (status != BZ_OK)
		return fail(status, err);
	while (status != BZ_STREAM_END) {
		size_t room;

		feed(&stream, &rest);
		if (make_room(&stream, out, &room, err) < 0)
			return -1;
		status = BZ2_bzCompress(&stream, rest.size == 0 ? BZ_FINISH : BZ_RUN);
		out->size += room - stream.avail_out;
		if (status < 0)
			return fail(status, err);
	}
	return 0;
}
