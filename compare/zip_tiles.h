/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * One entry of a zip archive as tiles: its local header and content in zip_tiles.c, its
 * record in the directory in zip_central.c, its extra fields in zip_extra.c.
 *
 * What readers go by is what the directory says: its values have plain keys ("path",
 * "mode", "mtime").  A local header is derived from them, and each of its values that
 * says something else is a complaint.
 */

#include "compare/tile.h"
#include "compare/zip.h"

/* An entry while it is taken. */
struct zip_scene {
	struct tiler *tiler;
	const struct zip_entry *entry;
	const struct zip_header *local; /* NULL: there is none */
	bool overlaps;			/* it stands within another entry's */
	struct bytes data;
	struct encoded *stream; /* NULL: nothing that could be decoded */
};

/* Takes the tiles of an entry as a member; false when there may be no more of them.
 * *taken is where what entries before it have taken ends, and is moved. */
bool zip_tiles_take(struct tiler *tiler, const struct zip *zip,
		    const struct zip_entry *entry, size_t *taken);

/* In zip_outer.c: the tiles that belong to no member. */
void zip_outer_take(struct tiler *tiler, const struct zip *zip);

/* A tile of what the directory says anyway, and a complaint where it says otherwise. */
void zip_derive(struct zip_scene *scene, size_t size, const char *key, bool right);

/* "version needed to extract". */
void zip_take_needs(struct tiler *tiler, size_t size, const char *key, uint16_t needs);

/* The entry's record in the directory. */
void zip_central_take(struct zip_scene *scene);

/* The extra fields of one of the entry's headers, where the tiler stands. */
void zip_extra_take(struct tiler *tiler, const struct zip_entry *entry,
		    const struct zip_header *header);
