/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cabinet ([MS-CAB]).  A header that begins "MSCF", with the size of the cabinet, where
 * its list of files stands, and whether other cabinets come before or after it; a list of
 * folders, which are no folders but runs of blocks under one compression (none, MSZIP,
 * LZX, Quantum); a list of files, each with its size, its place in a folder, a date and
 * time as DOS has them, and its name; and the blocks.
 *
 * Between builds vary: times, the identifier of the set, the compression.  To hide
 * something there are: the reserved areas of the header, of folders and of blocks (an
 * Authenticode signature stands in one), bytes after the end.
 */
#include "compare/format.h"
#include "compare/view.h"

static int
recognize(struct bytes content)
{
	static const uint8_t magic[] = { 'M', 'S', 'C', 'F', 0, 0, 0, 0 };

	return bytes_start_with(content, BYTES_OF(magic)) ? 95 : 0;
}

static int
view(struct view *view, struct bytes content, struct error *err)
{
	return view_archive(view, ARCHIVE_CAB, content, err);
}

const struct format format_cab = {
	.name = "cab",
	.said = "a cabinet",
	.recognize = recognize,
	.tile = view_tile,
	.view = view,
};
