/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A view: what is in a file whose bytes no handler tiles, as another program reads it. It
 * explains and excuses nothing: the bytes are OPAQUE, and a difference between them is a
 * finding whatever the view shows.  Its members are like those of a folder: they have the
 * same keys, and no bytes of the file.
 */

#include "base/archive.h"
#include "compare/tile.h"

struct view {
	struct tiling tiling; /* its members; what they hold is in `contents` */
	enum archive_kind kind;
	struct budget *budget;	 /* borrowed: what they hold is paid from it */
	struct buffer *contents; /* owned, each too */
	size_t count;
	size_t unread; /* members whose content could not be read; each has a field that
			* says why, `view_unread` */
};

extern const char view_unread[];

#define cleanup_view __attribute__((cleanup(view_release)))

/* All zeros is a view of nothing. */
void view_release(struct view *view);

/* A view of a whole file, by libarchive where its format has none; -1 with the reason,
 * which is escaped, when there is none.  A limit that was hit has been noted in the
 * budget. */
int view_open(struct view *view, const struct format *format, struct bytes content,
	      struct budget *budget, struct error *err);

/* For formats (struct format, view): through libarchive. */
int view_archive(struct view *view, enum archive_kind kind, struct bytes content,
		 struct error *err);

/* A tile of struct format: all of the file as it is. */
int view_tile(struct tiler *tiler, struct error *err);

/* Appends a line for each member: type, mode, size, time, name. */
void view_to_text(const struct view *view, struct buffer *out);
