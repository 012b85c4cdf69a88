/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ar: archives of object files, and of whatever else (ar(5) of System V, 4.4BSD and GNU
 * binutils; Microsoft's PE format, "Archive (Library) File Format").
 *
 * After eight bytes of magic one member follows another at even offsets: a header of 60
 * bytes in text (name, time, user, group, mode in octal, size, and "`\n"), and the
 * content, filled up with a newline.  A name that does not fit is "/123", an offset in
 * the member "//" (System V, GNU), or "#1/20", and stands before the content (BSD).  A
 * member
 * "/" or "/SYM64/" is an index for linkers: which member defines which symbol.  In a thin
 * archive ("!<thin>\n") the contents of files are left out.
 *
 * Between builds vary: times, owners, modes, unless `ar D` writes zeros.  To hide
 * something there are: bytes after a name, names in the table that no member has, an
 * index that sends the linker elsewhere, data after the last member.
 */
#include "compare/ar_archive.h"
#include "compare/ar_tiles.h"

static int
recognize(struct bytes content)
{
	return ar_recognize(content, NULL) ? 90 : 0;
}

static int
write_canonical(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		struct error *err)
{
	return ar_normalize(normalizer, &format_ar, content, out, err);
}

const struct format format_ar = {
	.name = "ar",
	.said = "an ar archive",
	.recognize = recognize,
	.tile = ar_tile,
	.judge = ar_judge,
	.normalize = write_canonical,
};
