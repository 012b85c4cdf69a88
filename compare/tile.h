/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Tiles: one file (or one folder) cut into named pieces that cover every byte exactly
 * once, in order.  A format handler takes them one after the other from a tiler; nothing
 * can be left out or taken twice, and what a handler leaves over becomes OPAQUE.
 *
 * A tile belongs to the file itself or to one of its members.  Within either, its key
 * says what it is: "mtime", "content", "record:comment".
 */

#include <stdint.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"
#include "compare/budget.h"
#include "compare/encoded.h"

struct format;

enum tile_kind {
	TILE_FIELD,   /* a value with a name */
	TILE_CONTENT, /* a member's bytes as they are */
	TILE_STREAM,  /* encoded bytes; tile_content_of() is what they encode */
	TILE_DERIVED, /* computable from other tiles; `complaint` when it is wrong */
	TILE_PADDING, /* constant by the format; `complaint` when it is not */
	TILE_OPAQUE,  /* bytes that no handler could name */
};

#define NO_MEMBER ((size_t)-1)

struct tile {
	enum tile_kind kind;
	const char *key; /* borrowed from the tiling */
	const char
		*value; /* borrowed from the tiling: FIELD, escaped for a person; NULL */
	int64_t number; /* of a FIELD that is one; else NOT_A_NUMBER */
	struct bytes bytes; /* borrowed from the input */
	uint64_t offset;    /* of bytes within the file */
	size_t member;	    /* index into the tiling's members, or NO_MEMBER */
	const char
		*complaint; /* borrowed from the tiling: how it breaks its format; NULL */
	const struct format
		*as; /* what its content is known to be; NULL: it is recognised */
	struct encoded *encoded; /* borrowed from the tiling; NULL */
	enum encoded_fact says;	 /* what the tile is of the stream */
	bool symbolic; /* FIELD: its value says all that it means, so that other bytes
			* with this value follow from where the rest stands */
	bool claim;    /* FIELD: what a package says of the member of its own that is
			* called like this tile's */
};

#define NOT_A_NUMBER INT64_MIN

struct member {
	const char *name; /* borrowed from the tiling: escaped */
	const char *role; /* borrowed from the tiling: what it is to the file, by which it
			   * pairs where its name is of no use; NULL */
	char type; /* 'f' file, 'd' folder, 'l' symlink, 'h' hardlink, 'o' other, 's'
		    * section: a part that is no file of its own */
	size_t first, count; /* its tiles */
};

struct tiling {
	struct bytes content; /* borrowed: the whole file */
	struct tile *tiles;   /* owned */
	size_t tile_count;
	struct member *members; /* owned */
	size_t member_count;
	struct text_pool *pool;	  /* owned: the strings */
	struct encoded **streams; /* owned, each too */
	size_t stream_count;
};

/* By which a member pairs with that of the other side, and is called in a report. */
static inline const char *
member_key(const struct member *member)
{
	return member->role != NULL ? member->role : member->name;
}

#define cleanup_tiling __attribute__((cleanup(tiling_release)))

/* All zeros is a tiling of nothing. */
void tiling_release(struct tiling *tiling);

/* *out becomes a tiling of the same tiles and members, which borrows their texts. */
void tiling_copy(struct tiling *out, const struct tiling *from);

/* Has the tiling keep a stream. */
void tiling_keep(struct tiling *tiling, struct encoded *stream);

/* A copy of the text, or of so many bytes made safe for a person, that lives as long as
 * the tiling. */
const char *tiling_text(struct tiling *tiling, const char *text);
const char *tiling_escaped(struct tiling *tiling, struct bytes text);

struct tiler {
	struct tiling *tiling; /* borrowed */
	struct bytes content;  /* borrowed */
	size_t at;	       /* how much has been taken */
	size_t member;	       /* what is taken next belongs to it */
	struct budget *budget; /* borrowed */

	/* For formats that point around (tile_seek): */
	bool scattered;
	const char
		*gap_complaint; /* borrowed: about bytes that nothing points to; NULL */
	bool zero_gaps;		/* whether such bytes may be zeros without a complaint */
};

/* What has not been taken yet. */
struct bytes tiler_rest(const struct tiler *tiler);

/* What is taken next belongs to a new member; false when there may be no more of them. */
bool tiler_member(struct tiler *tiler, struct bytes name, char type);
void tiler_end_member(struct tiler *tiler);

/* Each takes the next `size` bytes, or what is left when that is less.  `key` and texts
 * are copied.  A field without a format has its bytes, escaped, for a value. */
void tile_field(struct tiler *tiler, size_t size, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void tile_text(struct tiler *tiler, size_t size, const char *key);
void tile_number(struct tiler *tiler, size_t size, const char *key, int64_t number);
void tile_content(struct tiler *tiler, size_t size, const char *key);

/* *decoded becomes the tiling's. */
void tile_stream(struct tiler *tiler, size_t size, const char *key,
		 struct buffer *decoded);

/* A stream that is decoded when somebody looks; CONTENT where it is stored as it is.
 * Borrowed from the tiling, for tile_says(). */
struct encoded *tile_later(struct tiler *tiler, size_t size, const char *key,
			   const struct encoded_source *source);

/* The last tile says this of a stream: once that has been read, it is known to be wrong
 * or right. */
void tile_says(struct tiler *tiler, struct encoded *stream, enum encoded_fact fact);
void tile_derived(struct tiler *tiler, size_t size, const char *key, bool right);
void tile_padding(struct tiler *tiler, size_t size, const char *key, uint8_t expected);
void tile_opaque(struct tiler *tiler, size_t size, const char *key,
		 const char *complaint);

/* What is taken next stands at this offset, before or behind what has been taken.  Once a
 * tiler has been sent about, its tiles are sorted at the end: members by where their
 * first byte stands, and the tiles of each member and of none likewise.  Gaps become
 * tiles with the key "gap", and a tile on bytes that another has taken is a complaint. */
void tile_seek(struct tiler *tiler, size_t offset);

/* Whoever reads the last tile's content knows what it is without looking. */
void tile_set_format(struct tiler *tiler, const struct format *format);

/* The last tile's value says what its bytes refer to, wherever that stands. */
void tile_set_symbolic(struct tiler *tiler);

/* The last tile's value is a claim about another member (compare/claims.h). */
void tile_set_claim(struct tiler *tiler);

/* Says of the last tile how it breaks its format. */
void tile_complain(struct tiler *tiler, const char *complaint);

/* Gives the last tile another value, or a number, than its bytes say at first sight. */
void tile_set_value(struct tiler *tiler, struct bytes value);
void tile_set_number(struct tiler *tiler, int64_t number);

/* In tiler_scattered.c: fills the gaps of a scattered tiling, and puts it in order. */
void tiler_gather(struct tiler *tiler, const char *complaint);

/* Ends the tiling: what is left over becomes OPAQUE, with the reason that it was, or with
 * none when it breaks no format. */
void tiler_end(struct tiler *tiler, const char *complaint);

/* A content that is no part of a tiling. */
static inline struct tile
tile_of_content(struct bytes content)
{
	return (struct tile){ .kind = TILE_CONTENT,
			      .key = "content",
			      .number = NOT_A_NUMBER,
			      .bytes = content,
			      .member = NO_MEMBER };
}

/* The bytes of a content, or what a stream decodes to, which it does now. */
struct bytes tile_content_of(const struct tile *tile);

/* Whether the two hold the same content; what is encoded alike is not decoded. */
bool tile_holds_same(const struct tile *a, const struct tile *b);

/* How the tile breaks its format, as far as its stream has been read; NULL. */
const char *tile_complaint_of(const struct tile *tile);

/* Whether the two have the same kind, bytes, value and complaint. */
bool tile_is_same(const struct tile *a, const struct tile *b);

/* Has streams that are decoded from now on paid from this budget. */
void tiling_charge(struct tiling *tiling, struct budget *budget);

/* Gives back what the streams of a member hold. */
void tiling_forget(const struct tiling *tiling, size_t member);

/* "field", "content", ... */
const char *tile_kind_name(enum tile_kind kind);
