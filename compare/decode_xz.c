/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xz, lzma and lzip, through liblzma. */
#include <inttypes.h>

#include "compare/decode.h"
#include "compare/xz_library.h"

enum { PRESET = 0, LZIP_HEADER = 6, LZIP_TRAILER = 20, LZIP_DICTIONARY = 5 };

/* A chain of filters that is LZMA alone. */
struct chain {
	lzma_options_lzma options;
	lzma_filter filters[2];
};

static void
stream_close(lzma_stream *stream)
{
	lzma_end(stream);
}

static void
index_close(lzma_index **index)
{
	lzma_index_end(*index, NULL);
}

static int
fail(lzma_ret status, uint64_t wanted, struct error *err)
{
	switch (status) {
	case LZMA_MEM_ERROR:
		return error_set(err, ERROR_LIMIT, "liblzma has no memory");
	case LZMA_MEMLIMIT_ERROR:
		return error_set(err, ERROR_LIMIT,
				 "a stream wants a dictionary of %" PRIu64 " bytes",
				 wanted);
	case LZMA_OPTIONS_ERROR:
	case LZMA_UNSUPPORTED_CHECK:
		return error_set(err, ERROR_UNSUPPORTED,
				 "the stream has options that liblzma does not know");
	case LZMA_OK:
	case LZMA_BUF_ERROR:
		return error_set(err, ERROR_MALFORMED, "the stream breaks off");
	default:
		return error_set(err, ERROR_MALFORMED, "no such stream: damaged");
	}
}

/* Decoders and encoders run alike: to the end of the stream, or of what there is. */
static int
run(lzma_stream *stream, struct decoding *decoding, struct error *err)
{
	lzma_ret status = LZMA_OK;

	stream->next_in = decoding->encoded.data;
	stream->avail_in = decoding->encoded.size;
	while (status == LZMA_OK) {
		size_t room;
		uint8_t *at = decode_room(decoding->out, DECODE_STEP, &room, err);

		if (at == NULL)
			return -1;
		stream->next_out = at;
		stream->avail_out = room;
		status = lzma_code(stream, LZMA_FINISH);
		decoding->out->size += room - stream->avail_out;
	}
	if (status != LZMA_STREAM_END)
		return fail(status, lzma_memusage(stream), err);
	decoding->used = decoding->encoded.size - stream->avail_in;
	return 0;
}

int
decode_xz(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(stream_close))) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret status = lzma_stream_decoder(&stream, decoding->memory,
					      LZMA_TELL_UNSUPPORTED_CHECK);

	return status == LZMA_OK ? run(&stream, decoding, err) : fail(status, 0, err);
}

int
decode_lzma(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(stream_close))) lzma_stream stream = LZMA_STREAM_INIT;
	lzma_ret status = lzma_alone_decoder(&stream, decoding->memory);

	return status == LZMA_OK ? run(&stream, decoding, err) : fail(status, 0, err);
}

/* The low five bits are a power of two; from it as many sixteenths are taken as the high
 * three say. */
uint32_t
decode_lzip_dictionary(uint8_t coded)
{
	enum { LEAST = 12, MOST = 29 };
	unsigned power = coded & 0x1f;
	uint32_t size;

	if (power < LEAST || power > MOST)
		return 0;
	size = 1U << power;
	size -= size / 16 * (coded >> 5);
	return size >= 1U << LEAST ? size : 0;
}

static uint8_t
code_dictionary(uint32_t size)
{
	uint8_t power = 0;

	while (1U << power < size)
		power++;
	return power;
}

static void
chain_init(struct chain *chain)
{
	lzma_lzma_preset(&chain->options, PRESET);
	chain->filters[0] = (lzma_filter){ LZMA_FILTER_LZMA1, &chain->options };
	chain->filters[1] = (lzma_filter){ LZMA_VLI_UNKNOWN, NULL };
}

int
decode_lzip(struct decoding *decoding, struct error *err)
{
	__attribute__((cleanup(stream_close))) lzma_stream stream = LZMA_STREAM_INIT;
	struct decoding inner = *decoding;
	struct bytes header = bytes_slice(decoding->encoded, 0, LZIP_HEADER);
	struct chain chain;
	uint64_t wanted;
	lzma_ret status;

	chain_init(&chain);
	if (header.size == LZIP_HEADER)
		chain.options.dict_size =
			decode_lzip_dictionary(header.data[LZIP_DICTIONARY]);
	if (header.size < LZIP_HEADER || chain.options.dict_size == 0)
		return error_set(err, ERROR_MALFORMED, "no header of lzip");
	wanted = lzma_raw_decoder_memusage(chain.filters);
	if (wanted > decoding->memory)
		return fail(LZMA_MEMLIMIT_ERROR, wanted, err);
	status = lzma_raw_decoder(&stream, chain.filters);
	if (status != LZMA_OK)
		return fail(status, wanted, err);
	inner.encoded = bytes_slice(decoding->encoded, LZIP_HEADER, SIZE_MAX);
	if (run(&stream, &inner, err) < 0)
		return -1;
	decoding->used = LZIP_HEADER + inner.used;
	return 0;
}

int
encode_lzma(struct bytes content, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(stream_close))) lzma_stream stream = LZMA_STREAM_INIT;
	struct decoding encoding = { .encoded = content, .out = out };
	struct chain chain;
	lzma_ret status;

	chain_init(&chain);
	status = lzma_alone_encoder(&stream, &chain.options);
	return status == LZMA_OK ? run(&stream, &encoding, err) : fail(status, 0, err);
}

int
encode_lzip(struct bytes content, struct buffer *out, struct error *err)
{
	__attribute__((cleanup(stream_close))) lzma_stream stream = LZMA_STREAM_INIT;
	struct decoding encoding = { .encoded = content, .out = out };
	size_t start = out->size;
	struct chain chain;
	lzma_ret status;

	chain_init(&chain);
	buffer_append_text(out, "LZIP\1");
	buffer_append_byte(out, code_dictionary(chain.options.dict_size));
	status = lzma_raw_encoder(&stream, chain.filters);
	if (status != LZMA_OK)
		return fail(status, 0, err);
	if (run(&stream, &encoding, err) < 0)
		return -1;
	encode_number(out, decode_crc32(content), sizeof(uint32_t));
	encode_number(out, content.size, sizeof(uint64_t));
	encode_number(out, out->size - start + sizeof(uint64_t), sizeof(uint64_t));
	return buffer_check(out, err);
}

/* Stored by liblzma's own function for it: the format leaves it no choice but to cut at
 * each 64 KiB. */
static lzma_ret
write_block(lzma_block *block, struct bytes content, struct buffer *out)
{
	size_t bound = lzma_block_buffer_bound(content.size), written = 0;
	uint8_t *at = bound == 0 ? NULL : buffer_reserve(out, bound);
	lzma_ret status = LZMA_MEM_ERROR;

	if (at != NULL)
		status = lzma_block_uncomp_encode(block, content.data, content.size, at,
						  &written, bound);
	out->size += written;
	return status;
}

static lzma_ret
write_index(const lzma_block *block, lzma_stream_flags *flags, struct buffer *out)
{
	__attribute__((cleanup(index_close))) lzma_index *index = lzma_index_init(NULL);
	uint8_t coded[64], footer[LZMA_STREAM_HEADER_SIZE];
	size_t size = 0;
	lzma_ret status = LZMA_MEM_ERROR;

	if (index != NULL)
		status = lzma_index_append(index, NULL, lzma_block_unpadded_size(block),
					   block->uncompressed_size);
	if (status == LZMA_OK)
		status = lzma_index_buffer_encode(index, coded, &size, sizeof(coded));
	if (status != LZMA_OK)
		return status;
	flags->backward_size = lzma_index_size(index);
	status = lzma_stream_footer_encode(flags, footer);
	buffer_append(out, (struct bytes){ coded, size });
	buffer_append(out, BYTES_OF(footer));
	return status;
}

int
encode_xz(struct bytes content, struct buffer *out, struct error *err)
{
	lzma_block block = { .check = LZMA_CHECK_CRC64 };
	lzma_stream_flags flags = { .check = LZMA_CHECK_CRC64 };
	uint8_t header[LZMA_STREAM_HEADER_SIZE];
	lzma_ret status = lzma_stream_header_encode(&flags, header);

	buffer_append(out, BYTES_OF(header));
	if (status == LZMA_OK)
		status = write_block(&block, content, out);
	if (status == LZMA_OK)
		status = write_index(&block, &flags, out);
	if (buffer_check(out, err) < 0)
		return -1;
	return status == LZMA_OK ? 0 : fail(status, 0, err);
}
