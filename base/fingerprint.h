/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* XXH3 of bytes, through xxHash: finds members that may be equal.  It never decides that
 * they are: whoever uses it compares the bytes. */

#include "base/bytes.h"

uint64_t fingerprint_of(struct bytes bytes);
