/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The block between members and directory in which an Android package is signed. */

#include "compare/tile.h"
#include "compare/zip.h"

/* The block that ends where the directory begins; empty when there is none. */
struct bytes apk_block_find(struct bytes content, size_t directory);

/* Takes it, pair by pair, as tiles "signature/...". */
void apk_block_take(struct tiler *tiler, const struct zip *zip);

/* Whether what stands between the members' end and the block is what aligns it. */
bool apk_block_is_aligned(const struct zip *zip, size_t members_end);
