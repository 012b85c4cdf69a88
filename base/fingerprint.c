/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fingerprint.h"

/* All of it is in the header: one function is not worth a library. */
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t
fingerprint_of(struct bytes bytes)
{
	return XXH3_64bits(bytes.data, bytes.size);
}
