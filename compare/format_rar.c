/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RAR, of which there are two: version 4 ("RAR 4.x archive format", technote.txt) begins
 * "Rar!\x1a\x07\x00", version 5 ("RAR 5.0 archive format", rarlab.com)
 * "Rar!\x1a\x07\x01\x00". Both are rows of blocks, each with a CRC, a type, flags and its
 * size; version 5 writes numbers seven bits to a byte.  Files are stored or compressed by
 * a method that nobody else has, perhaps with what the files before them left in its
 * window ("solid").  Comments, recovery records, programs for a virtual machine (version
 * 4) and services are blocks too.
 *
 * Between builds vary: times, the system that packed, the method.  To hide something
 * there are: blocks that readers skip, extra records, bytes after the end.
 */
#include "compare/format.h"
#include "compare/view.h"

static int
recognize(struct bytes content)
{
	static const uint8_t four[] = { 'R', 'a', 'r', '!', 0x1a, 7, 0 };
	static const uint8_t five[] = { 'R', 'a', 'r', '!', 0x1a, 7, 1, 0 };

	return bytes_start_with(content, BYTES_OF(four)) ||
			       bytes_start_with(content, BYTES_OF(five))
		       ? 95
		       : 0;
}

static int
view(struct view *view, struct bytes content, struct error *err)
{
	return view_archive(view, ARCHIVE_RAR, content, err);
}

const struct format format_rar = {
	.name = "rar",
	.said = "a RAR archive",
	.recognize = recognize,
	.tile = view_tile,
	.view = view,
};
