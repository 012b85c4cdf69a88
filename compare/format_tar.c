/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tar: v7, ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU.
 *
 * An archive is a row of members, each a header of 512 bytes and its content, padded to
 * 512, and at its end two blocks of zeros or more.  Names and numbers that do not fit
 * stand in extended headers before the member's own: pax records ('x', and 'g' for all
 * that follow) or GNU long names ('L', 'K'), while the header holds a cut or false value.
 * So each value has one tile under its plain key ("path", "mtime"), wherever it stands,
 * and what only repeats it is called "ustar/mtime"; the extended headers' own fields,
 * which say nothing, are "pax/...", "gnu/...".
 *
 * Between builds vary: times, owners, modes (by umask), the order of members, the
 * dialect, the number of zero blocks.  To hide something there are: members of one name,
 * data after the zero blocks, bytes after a text's NUL, values that dialects read
 * differently.
 */
#include "compare/format.h"

#include <stdio.h>

#include "base/memory.h"
#include "compare/attributes.h"
#include "compare/normalize.h"
#include "compare/tar_member.h"
#include "compare/tar_tiles.h"

static bool
is_zero_block(struct bytes content)
{
	struct bytes block = bytes_slice(content, 0, TAR_BLOCK_SIZE);

	return block.size > 0 && bytes_are_all(block, 0);
}

static int
tar_recognize(struct bytes content)
{
	struct bytes header = bytes_slice(content, 0, TAR_BLOCK_SIZE);

	if (tar_checksum_is_right(header))
		return tar_dialect_of(header) == TAR_V7 ? 60 : 95;
	/* An archive of nothing. */
	return content.size == 20 * TAR_BLOCK_SIZE && bytes_are_all(content, 0) ? 20 : 0;
}

static size_t
count_zeros(struct bytes content)
{
	size_t count = 0;

	while (is_zero_block(bytes_slice(content, count, SIZE_MAX)))
		count += bytes_slice(content, count, TAR_BLOCK_SIZE).size;
	return count;
}

static void
take_end(struct tiler *tiler)
{
	size_t zeros = count_zeros(tiler_rest(tiler));

	if (zeros > 0)
		tile_number(tiler, zeros, "blocking", (int64_t)zeros);
	if (zeros % TAR_BLOCK_SIZE != 0)
		tile_complain(tiler, "breaks off within a block");
	if (tiler_rest(tiler).size > 0)
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the archive");
}

static int
tar_tile(struct tiler *tiler, struct error *err)
{
	struct tar_meanings globals = { 0 };

	while (tiler_rest(tiler).size > 0 && !is_zero_block(tiler_rest(tiler))) {
		struct tar_member member;

		if (tar_member_read(&member, tiler_rest(tiler), &globals, err) < 0)
			return -1;
		if (!tar_tiles_take(tiler, &member))
			return error_set(err, ERROR_LIMIT, "too many members");
	}
	take_end(tiler);
	return 0;
}

const struct format format_tar = {
	.name = "tar",
	.said = "a tar archive",
	.recognize = tar_recognize,
	.tile = tar_tile,
	.judge = attributes_judge,
	.normalize = tar_normalize,
};
