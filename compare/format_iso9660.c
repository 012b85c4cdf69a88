/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ISO 9660 (ECMA-119), the file system of CDs.  Sixteen sectors of 2,048 bytes that are
 * the system's own (a boot loader on images that a stick boots from too), then
 * descriptors: each has a type, "CD001" and a version.  The primary one, and others, lead
 * to trees of folders whose records say name, place, size and time of a file.  Joliet is
 * a second tree with longer names, Rock Ridge puts names, modes, links and devices of
 * Unix into the first one, El Torito names images to boot from, UDF is another file
 * system over the same files.
 *
 * The view shows one tree: Rock Ridge's, else Joliet's, else the plain one.  What is only
 * in another, and what stands between the files, is among the bytes.
 *
 * Between builds vary: the times of the volume and of files, serial numbers, the order of
 * files on the disk.
 */
#include "compare/format.h"
#include "compare/view.h"

enum { SECTOR = 2048, FIRST_DESCRIPTOR = 16, TYPE_LAST = 3, TYPE_END = 255 };

/* Another format may begin in the sectors that are the system's: it is surer. */
static int
recognize(struct bytes content)
{
	struct cursor at = cursor_on(
		bytes_slice(content, (size_t)FIRST_DESCRIPTOR * SECTOR, SECTOR));
	uint8_t type = cursor_u8(&at);
	bool named = bytes_equal_text(cursor_take(&at, 5), "CD001");
	uint8_t version = cursor_u8(&at);

	cursor_take(&at, SECTOR - 7);
	return named && version == 1 && !at.overrun &&
			       (type <= TYPE_LAST || type == TYPE_END)
		       ? 85
		       : 0;
}

static int
view(struct view *view, struct bytes content, struct error *err)
{
	return view_archive(view, ARCHIVE_ISO9660, content, err);
}

const struct format format_iso9660 = {
	.name = "iso9660",
	.said = "an ISO 9660 image",
	.recognize = recognize,
	.tile = view_tile,
	.view = view,
};
