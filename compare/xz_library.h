/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to liblzma, for decode_xz.c. */

#include <lzma.h>

#include "base/later.h"

#define XZ_CALLS(CALL)                                                                   \
	CALL(lzma_alone_decoder)                                                         \
	CALL(lzma_alone_encoder)                                                         \
	CALL(lzma_block_buffer_bound)                                                    \
	CALL(lzma_block_uncomp_encode)                                                   \
	CALL(lzma_block_unpadded_size)                                                   \
	CALL(lzma_code)                                                                  \
	CALL(lzma_end)                                                                   \
	CALL(lzma_index_append)                                                          \
	CALL(lzma_index_buffer_encode)                                                   \
	CALL(lzma_index_end)                                                             \
	CALL(lzma_index_init)                                                            \
	CALL(lzma_index_size)                                                            \
	CALL(lzma_lzma_preset)                                                           \
	CALL(lzma_memusage)                                                              \
	CALL(lzma_raw_decoder)                                                           \
	CALL(lzma_raw_decoder_memusage)                                                  \
	CALL(lzma_raw_encoder)                                                           \
	CALL(lzma_stream_decoder)                                                        \
	CALL(lzma_stream_footer_encode)                                                  \
	CALL(lzma_stream_header_encode)

LATER_DECLARE(xz, XZ_CALLS)

#define lzma_alone_decoder	  xz_library()->lzma_alone_decoder
#define lzma_alone_encoder	  xz_library()->lzma_alone_encoder
#define lzma_block_buffer_bound	  xz_library()->lzma_block_buffer_bound
#define lzma_block_uncomp_encode  xz_library()->lzma_block_uncomp_encode
#define lzma_block_unpadded_size  xz_library()->lzma_block_unpadded_size
#define lzma_code		  xz_library()->lzma_code
#define lzma_end		  xz_library()->lzma_end
#define lzma_index_append	  xz_library()->lzma_index_append
#define lzma_index_buffer_encode  xz_library()->lzma_index_buffer_encode
#define lzma_index_end		  xz_library()->lzma_index_end
#define lzma_index_init		  xz_library()->lzma_index_init
#define lzma_index_size		  xz_library()->lzma_index_size
#define lzma_lzma_preset	  xz_library()->lzma_lzma_preset
#define lzma_memusage		  xz_library()->lzma_memusage
#define lzma_raw_decoder	  xz_library()->lzma_raw_decoder
#define lzma_raw_decoder_memusage xz_library()->lzma_raw_decoder_memusage
#define lzma_raw_encoder	  xz_library()->lzma_raw_encoder
#define lzma_stream_decoder	  xz_library()->lzma_stream_decoder
#define lzma_stream_footer_encode xz_library()->lzma_stream_footer_encode
#define lzma_stream_header_encode xz_library()->lzma_stream_header_encode
