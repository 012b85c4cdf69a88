/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/fingerprint.h"

#include <xxhash.h>

uint64_t
fingerprint_of(struct bytes bytes)
{
	return XXH3_64bits(bytes.data, bytes.size);
}
