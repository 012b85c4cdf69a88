/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libbz2, for decode_bzip2.c. */

#include <bzlib.h>

#include "base/later.h"

#define BZIP2_CALLS(CALL)                                                                \
	CALL(BZ2_bzCompress)                                                             \
	CALL(BZ2_bzCompressEnd)                                                          \
	CALL(BZ2_bzCompressInit)                                                         \
	CALL(BZ2_bzDecompress)                                                           \
	CALL(BZ2_bzDecompressEnd)                                                        \
	CALL(BZ2_bzDecompressInit)

LATER_DECLARE(bzip2, BZIP2_CALLS)

#define BZ2_bzCompress	     bzip2_library()->BZ2_bzCompress
#define BZ2_bzCompressEnd    bzip2_library()->BZ2_bzCompressEnd
#define BZ2_bzCompressInit   bzip2_library()->BZ2_bzCompressInit
#define BZ2_bzDecompress     bzip2_library()->BZ2_bzDecompress
#define BZ2_bzDecompressEnd  bzip2_library()->BZ2_bzDecompressEnd
#define BZ2_bzDecompressInit bzip2_library()->BZ2_bzDecompressInit
