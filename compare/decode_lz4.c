/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of LZ4, through liblz4. */
#include <string.h>

#include "compare/decode.h"
#include "compare/lz4_library.h"

enum { BLOCK = 4 << 20 };

/* In the size of a block: it is stored. */
static const uint32_t STORED = 1U << 31;

static void
decoder_close(LZ4F_dctx **context)
{
	LZ4F_freeDecompressionContext(*context);
}

static void
encoder_close(LZ4F_cctx **context)
{
	LZ4F_freeCompressionContext(*context);
}

static int
fail(size_t code, struct error *err)
{
	const char *name = LZ4F_getErrorName(code);

	/* Its error codes have no stable names in the interface, but in words. */
	if (strcmp(name, "ERROR_allocation_failed") == 0)
		return error_set(err, ERROR_LIMIT, "liblz4 has no memory");
	return error_set(err, ERROR_MALFORMED, "no LZ4 frame: %s", name);
}

int
decode_lz4(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(decoder_close))) LZ4F_dctx *context = NULL;
	size_t status = LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
	struct bytes rest = decoding->encoded;

	if (LZ4F_isError(status))
		return fail(status, err);
	do {
		size_t room, taken = rest.size, written;
		uint8_t *at = decode_room(decoding->out, DECODE_STEP, &room, err);

		if (at == NULL)
			return -1;
		written = room;
		status = LZ4F_decompress(context, at, &written, rest.data, &taken, NULL);
		if (LZ4F_isError(status))
			return fail(status, err);
		rest = bytes_slice(rest, taken, SIZE_MAX);
		decoding->out->size += written;
		if (status > 0 && rest.size == 0 && written < room)
			return error_set(err, ERROR_MALFORMED,
					 "the LZ4 frame breaks off");
	} while (status > 0);
	decoding->used = decoding->encoded.size - rest.size;
	return 0;
}

static int
write_header(struct bytes content, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(encoder_close))) LZ4F_cctx *context = NULL;
	LZ4F_preferences_t wishes = { .frameInfo = { .blockSizeID = LZ4F_max4MB,
						     .blockMode = LZ4F_blockIndependent,
						     .contentSize = content.size },
				      .autoFlush = 1 };
	uint8_t header[LZ4F_HEADER_SIZE_MAX];
	size_t size = LZ4F_createCompressionContext(&context, LZ4F_VERSION);

	if (!LZ4F_isError(size))
		size = LZ4F_compressBegin(context, header, sizeof(header), &wishes);
	if (LZ4F_isError(size))
		return fail(size, err);
	buffer_append(out, (struct bytes){ header, size });
	return 0;
}

int
encode_lz4(struct bytes content, struct buffer *out, struct error *err)
{
	if (write_header(content, out, err) < 0)
		return -1;
	for (size_t at = 0; at < content.size; at += BLOCK) {
		struct bytes block = bytes_slice(content, at, BLOCK);

		encode_number(out, block.size | STORED, sizeof(uint32_t));
		buffer_append(out, block);
	}
	encode_number(out, 0, sizeof(uint32_t)); /* the end mark */
	return buffer_check(out, err);
}
