/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is compared: a file's bytes, or a folder as tiles. */

#include "base/file.h"
#include "base/strings.h"
#include "compare/tile.h"

struct subject {
	char *name; /* owned */
	bool is_folder;
	struct bytes bytes;	/* of a file: borrowed, from mapping or from the caller */
	struct mapping mapping; /* owned */
	struct mapping *mappings; /* owned: the files of a folder */
	size_t mapping_count;
	struct tiling folder;  /* of a folder: its members, by path */
	struct strings unread; /* what of it could not be read, and why; escaped */
};
