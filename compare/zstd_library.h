/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libzstd, for decode_zstd.c. */

#include <zstd.h>
#include <zstd_errors.h>

#include "base/later.h"

#define ZSTD_CALLS(CALL)                                                                 \
	CALL(ZSTD_CCtx_setParameter)                                                     \
	CALL(ZSTD_DCtx_setParameter)                                                     \
	CALL(ZSTD_compress2)                                                             \
	CALL(ZSTD_compressBound)                                                         \
	CALL(ZSTD_createCCtx)                                                            \
	CALL(ZSTD_createDCtx)                                                            \
	CALL(ZSTD_dParam_getBounds)                                                      \
	CALL(ZSTD_decompressStream)                                                      \
	CALL(ZSTD_freeCCtx)                                                              \
	CALL(ZSTD_freeDCtx)                                                              \
	CALL(ZSTD_getErrorCode)                                                          \
	CALL(ZSTD_getErrorName)                                                          \
	CALL(ZSTD_getFrameContentSize)                                                   \
	CALL(ZSTD_isError)

LATER_DECLARE(zstd, ZSTD_CALLS)

#define ZSTD_CCtx_setParameter	 zstd_library()->ZSTD_CCtx_setParameter
#define ZSTD_DCtx_setParameter	 zstd_library()->ZSTD_DCtx_setParameter
#define ZSTD_compress2		 zstd_library()->ZSTD_compress2
#define ZSTD_compressBound	 zstd_library()->ZSTD_compressBound
#define ZSTD_createCCtx		 zstd_library()->ZSTD_createCCtx
#define ZSTD_createDCtx		 zstd_library()->ZSTD_createDCtx
#define ZSTD_dParam_getBounds	 zstd_library()->ZSTD_dParam_getBounds
#define ZSTD_decompressStream	 zstd_library()->ZSTD_decompressStream
#define ZSTD_freeCCtx		 zstd_library()->ZSTD_freeCCtx
#define ZSTD_freeDCtx		 zstd_library()->ZSTD_freeDCtx
#define ZSTD_getErrorCode	 zstd_library()->ZSTD_getErrorCode
#define ZSTD_getErrorName	 zstd_library()->ZSTD_getErrorName
#define ZSTD_getFrameContentSize zstd_library()->ZSTD_getFrameContentSize
#define ZSTD_isError		 zstd_library()->ZSTD_isError
