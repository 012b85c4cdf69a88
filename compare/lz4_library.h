/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to liblz4, for decode_lz4.c. */

#include <lz4frame.h>

#include "base/later.h"

#define LZ4_CALLS(CALL)                                                                  \
	CALL(LZ4F_compressBegin)                                                         \
	CALL(LZ4F_createCompressionContext)                                              \
	CALL(LZ4F_createDecompressionContext)                                            \
	CALL(LZ4F_decompress)                                                            \
	CALL(LZ4F_freeCompressionContext)                                                \
	CALL(LZ4F_freeDecompressionContext)                                              \
	CALL(LZ4F_getErrorName)                                                          \
	CALL(LZ4F_isError)

LATER_DECLARE(lz4, LZ4_CALLS)

#define LZ4F_compressBegin		lz4_library()->LZ4F_compressBegin
#define LZ4F_createCompressionContext	lz4_library()->LZ4F_createCompressionContext
#define LZ4F_createDecompressionContext lz4_library()->LZ4F_createDecompressionContext
#define LZ4F_decompress			lz4_library()->LZ4F_decompress
#define LZ4F_freeCompressionContext	lz4_library()->LZ4F_freeCompressionContext
#define LZ4F_freeDecompressionContext	lz4_library()->LZ4F_freeDecompressionContext
#define LZ4F_getErrorName		lz4_library()->LZ4F_getErrorName
#define LZ4F_isError			lz4_library()->LZ4F_isError
