/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Numbers in groups of seven bits, the lowest first, each byte but the last with its
 * highest bit set (DWARF 5 section 7.6; WebAssembly Core Specification section 5.2.2). */

#include "base/bytes.h"

/* The next number without a sign.  One that breaks off, or that does not fit into 64
 * bits, is an overrun of the cursor. */
uint64_t leb128_take(struct cursor *at);
