/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * An encoded stream within a file.  Archives of many members say of each how large it is
 * and which CRC-32 it has, so none has to be decoded to cut the file into tiles: a stream
 * is decoded when somebody looks at it, and forgotten when that is over.
 */

#include "base/buffer.h"
#include "base/digest.h"
#include "compare/budget.h"

struct decoding;

/* Where a stream comes from, and what the file says that it holds. */
struct encoded_source {
	/* One of decode.h's; NULL: the bytes are stored as they are. */
	int (*decode)(struct decoding *decoding, struct error *err);
	uint64_t size;
	uint32_t crc32;
	enum digest_kind digest_kind;
	struct digest digest; /* of size 0: nothing says it */
};

/* What a tile says of a stream. */
enum encoded_fact { ENCODED_BYTES, ENCODED_SIZE, ENCODED_CRC32, ENCODED_DIGEST };

enum encoded_state {
	ENCODED_UNREAD,
	ENCODED_READ,
	ENCODED_FORGOTTEN, /* what was found is known, what it decodes to is not held */
	ENCODED_BROKEN,
	ENCODED_TOO_LARGE, /* a limit of ours was in the way */
};

struct encoded {
	struct encoded_source source;
	struct bytes encoded;  /* borrowed from the input */
	struct budget *budget; /* borrowed */
	enum encoded_state state;
	struct buffer decoded; /* owned */
	bool size_is_right, crc32_is_right, digest_is_right;
	char *complaint; /* owned: how it is broken; NULL */
};

struct encoded *encoded_new(struct bytes encoded, const struct encoded_source *source,
			    struct budget *budget);

/* One that has been decoded; *decoded becomes the stream's. */
struct encoded *encoded_of_decoded(struct bytes encoded, struct buffer *decoded,
				   struct budget *budget);

void encoded_free(struct encoded *stream);

/* What it decodes to, borrowed until it is forgotten; nothing when it cannot be decoded.
 */
struct bytes encoded_read(struct encoded *stream);

/* Has what it decodes to from now on paid from this budget. */
void encoded_charge(struct encoded *stream, struct budget *budget);

/* Gives back the memory. */
void encoded_forget(struct encoded *stream);

/* Whether it was decoded, or can be: not known before it has been read. */
bool encoded_is_readable(const struct encoded *stream);

/* How what is said of it is wrong, as far as it has been read; NULL when it is right. */
const char *encoded_complaint(const struct encoded *stream, enum encoded_fact fact);
