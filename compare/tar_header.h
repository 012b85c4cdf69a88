/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * One 512-byte header of a tar archive: where its fields are, and what their bytes say.
 * POSIX.1-1988 (ustar) and POSIX.1-2001 (pax), the GNU tar manual for "ustar  ".
 */

#include "base/bytes.h"

enum { TAR_BLOCK_SIZE = 512 };

enum tar_field {
	TAR_NAME,
	TAR_MODE,
	TAR_UID,
	TAR_GID,
	TAR_SIZE,
	TAR_MTIME,
	TAR_CHECKSUM,
	TAR_TYPE,
	TAR_LINK,
	TAR_MAGIC,
	TAR_VERSION,
	TAR_UNAME,
	TAR_GNAME,
	TAR_DEVMAJOR,
	TAR_DEVMINOR,
	/* These two overlap: which is there is for the dialect to say. */
	TAR_PREFIX,
	TAR_GNU,
	TAR_GNU_MORE, /* in it: whether a sparse file's map goes on in the next block */
	TAR_FIELDS,
};

enum tar_dialect { TAR_V7, TAR_USTAR, TAR_GNU_DIALECT };

struct bytes tar_field_bytes(struct bytes header, enum tar_field field);

/* The text up to the first NUL, or all of it. */
struct bytes tar_field_text(struct bytes header, enum tar_field field);

/* The number in octal, or in base 256 as GNU has it, where it may be negative; nothing at
 * all is 0.  false when the field holds anything else, or the number takes more than 64
 * bits. */
bool tar_number(struct bytes field, int64_t *number);

enum tar_dialect tar_dialect_of(struct bytes header);

/* Whether the block's checksum is right, summed as unsigned or, as old ones had it, as
 * signed bytes. */
bool tar_checksum_is_right(struct bytes header);

/* Writes the checksum into a header. */
void tar_checksum_set(uint8_t *header);

/* Whether a header's name is what writers put there when the full one stands elsewhere:
 * its start, or its last part or the start of that. */
bool tar_name_is_short_for(struct bytes name, struct bytes path);
