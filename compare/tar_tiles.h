/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of one member of a tar archive. */

#include "compare/tar_member.h"
#include "compare/tile.h"

/* Takes the whole member with its padding; false when there may be no more members. */
bool tar_tiles_take(struct tiler *tiler, const struct tar_member *member);
