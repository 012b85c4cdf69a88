/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to zlib, for decode_deflate.c. */

#include <zlib.h>

#include "base/later.h"

#define ZLIB_CALLS(CALL)                                                                 \
	CALL(crc32_z)                                                                    \
	CALL(deflate)                                                                    \
	CALL(deflateEnd)                                                                 \
	CALL(deflateInit2_)                                                              \
	CALL(inflate)                                                                    \
	CALL(inflateEnd)                                                                 \
	CALL(inflateInit2_)

LATER_DECLARE(zlib, ZLIB_CALLS)

#define crc32_z	      zlib_library()->crc32_z
#define deflate	      zlib_library()->deflate
#define deflateEnd    zlib_library()->deflateEnd
#define deflateInit2_ zlib_library()->deflateInit2_
#define inflate	      zlib_library()->inflate
#define inflateEnd    zlib_library()->inflateEnd
#define inflateInit2_ zlib_library()->inflateInit2_
