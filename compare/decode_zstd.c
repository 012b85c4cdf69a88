/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zstd (RFC 8878), through libzstd. */
#include <inttypes.h>
#include <sys/param.h>

#include "compare/decode.h"
#include "compare/zstd_library.h"

static void
context_close(ZSTD_DCtx **context)
{
	ZSTD_freeDCtx(*context);
}

static int
fail(size_t code, const struct decoding *decoding, struct error *err)
{
	const char *name = ZSTD_getErrorName(code);

	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_memory_allocation:
		return error_set(err, ERROR_LIMIT, "libzstd has no memory");
	case ZSTD_error_frameParameter_windowTooLarge:
		return error_set(err, ERROR_LIMIT,
				 "a zstd frame wants a window of more than %" PRIu64
				 " bytes",
				 decoding->memory);
	case ZSTD_error_dictionary_wrong:
		return error_set(err, ERROR_UNSUPPORTED,
				 "the zstd frame needs a dictionary");
	default:
		return error_set(err, ERROR_MALFORMED, "no zstd frame: %s", name);
	}
}

/* The largest power of two that windows may have. */
static void
limit_window(ZSTD_DCtx *context, uint64_t memory)
{
	ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
	int size = bounds.lowerBound;

	while (size < bounds.upperBound && (uint64_t)2 << size <= memory)
		size++;
	ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, size);
}

/* With room for all that the frame says it holds, libzstd writes without a window of its
 * own.  What it says is no more than a wish. */
static size_t
first_room(struct bytes encoded)
{
	enum { MOST = 64 << 20 };
	unsigned long long size = ZSTD_getFrameContentSize(encoded.data, encoded.size);

	if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR)
		return DECODE_STEP;
	return (size_t)MIN(MAX(size, 1ULL), (unsigned long long)MOST);
}

int
decode_zstd(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(context_close))) ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer in = { decoding->encoded.data, decoding->encoded.size, 0 };
	size_t wanted = first_room(decoding->encoded), missing = 1;

	if (context == NULL)
		return error_set(err, ERROR_LIMIT, "libzstd has no memory");
	limit_window(context, decoding->memory);
	while (missing > 0) {
		size_t room;
		uint8_t *at = decode_room(decoding->out, wanted, &room, err);
		ZSTD_outBuffer out = { at, room, 0 };

		if (at == NULL)
			return -1;
		missing = ZSTD_decompressStream(context, &out, &in);
		if (ZSTD_isError(missing))
			return fail(missing, decoding, err);
		decoding->out->size += out.pos;
		if (missing > 0 && in.pos == in.size && out.pos < room)
			return error_set(err, ERROR_MALFORMED,
					 "the zstd frame breaks off");
		wanted = DECODE_STEP;
	}
	decoding->used = in.pos;
	return 0;
}

static void
encoder_close(ZSTD_CCtx **context)
{
	ZSTD_freeCCtx(*context);
}

int
compress_zstd(struct bytes content, struct buffer *out, struct error *err)
{
	enum { LEVEL = 9, WINDOW = 24 };
	__attribute__((cleanup(encoder_close))) ZSTD_CCtx *context = ZSTD_createCCtx();
	size_t most = ZSTD_compressBound(content.size), size;
	uint8_t *at = buffer_reserve(out, most);

	if (context == NULL || at == NULL)
		return error_set(err, ERROR_LIMIT, "no memory for libzstd's output");
	ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, WINDOW);
	ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1);
	size = ZSTD_compress2(context, at, most, content.data, content.size);
	if (ZSTD_isError(size))
		return error_set(err, ERROR_LIMIT, "libzstd: %s", ZSTD_getErrorName(size));
	out->size += size;
	return 0;
}
