/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * 7z (7zFormat.txt of the LZMA SDK).  A header of 32 bytes: the magic, a version, a
 * CRC-32, and where the real header stands, which is at the end and mostly compressed
 * itself.  What it says of names, times and attributes it says in columns, one property
 * after the other for all members, and their contents are joined into blocks ("solid")
 * that a chain of coders has gone over.  So no run of bytes is one member's, and the
 * bytes are compared as they are.
 *
 * Between builds vary: times, the order of members, the coder and its settings, the
 * number of threads.  To hide something there are: bytes that no block takes, properties
 * nobody knows, attributes with Unix's mode in their upper half, files without a stream.
 */
#include "compare/format.h"
#include "compare/view.h"

static int
recognize(struct bytes content)
{
	static const uint8_t magic[] = { '7', 'z', 0xbc, 0xaf, 0x27, 0x1c };

	return bytes_start_with(content, BYTES_OF(magic)) ? 95 : 0;
}

static int
view(struct view *view, struct bytes content, struct error *err)
{
	return view_archive(view, ARCHIVE_7Z, content, err);
}

const struct format format_7z = {
	.name = "7z",
	.said = "a 7z archive",
	.recognize = recognize,
	.tile = view_tile,
	.view = view,
};
