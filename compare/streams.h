/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What formats have in common that are one compressed stream after another: gzip, xz,
 * zstd and their kin.  The first stream's tiles are called "magic", "stream", ...; those
 * of the second "2/magic".  What follows the last one is "trailing", which breaks every
 * one of these formats although readers pass over it.
 *
 * pbzip2, plzip, pixz, bgzip and their kin cut what they pack into pieces, each a stream.
 * The tools of all these formats unpack one after the other, but some readers stop at the
 * end of the first: dpkg and rpm within their packages, and programs that call a library
 * once.
 */

#include "compare/decode.h"
#include "compare/format.h"
#include "compare/normalize.h"

enum { STREAM_KEY_MAX = 64 };

/* A file while its streams are taken. */
struct streams {
	struct tiler *tiler; /* borrowed */
	unsigned number;     /* of the stream that is being taken, from 1 */
	unsigned skippable;  /* skippable frames that were taken */
	char key[STREAM_KEY_MAX];
};

/* How one format's streams are told and taken. */
struct stream_kind {
	const char *said; /* "gzip file" */
	/* Whether one stands here, as format->recognize. */
	int (*recognize)(struct bytes rest);
	int (*take)(struct streams *streams, struct error *err);
	/* What may stand before, between and behind them; NULL: nothing. */
	int (*take_between)(struct streams *streams, struct error *err);
	bool single; /* readers take one, and no other after it */
};

/* A format's `tile`. */
int streams_tile(struct tiler *tiler, const struct stream_kind *kind, struct error *err);

/* The key of a tile in the stream that is being taken; borrowed until the next call. */
const char *streams_key(struct streams *streams, const char *name);

/* Decodes what stands at this offset into *decoding->out, which is empty and becomes a
 * buffer of the budget's; decoding->used is set.  A limit in the way is noted,
 * and what is left of the file is taken as it is. */
int streams_decode(struct streams *streams, size_t offset,
		   int (*decode)(struct decoding *decoding, struct error *err),
		   struct decoding *decoding, struct error *err);

/* Gives the last tile a size for a value. */
void streams_set_size(struct streams *streams, uint64_t size);

/* Alarms for what no encoder writes by itself: data that readers pass over, names of
 * dictionaries. */
void streams_judge(struct finding *finding, const struct difference *difference);

/*
 * Skippable frames, which zstd and LZ4 share (RFC 8878 section 3.1.2): a magic of
 * sixteen, a length, and that many bytes, which readers pass over.
 * `streams_take_skippable` is for a stream_kind; the other gives what stands behind those
 * that a file begins with.
 */
int streams_take_skippable(struct streams *streams, struct error *err);
struct bytes streams_behind_skippable(struct bytes content);

/* Which stream the tile of this key belongs to, from 1; *name is what it is called in it.
 */
unsigned streams_number_of(const char *key, const char **name);

/* Whether a tile is a stream, or follows from one, or is a setting that a rule which is
 * on takes for harmless, whatever the other side has. */
bool streams_tile_is_plain(const struct rule_set *rules, const struct format *format,
			   const struct tile *tile);

/* How many streams a file has; 0 where there is anything in it but streams that are
 * whole, with settings that rules which are on take for harmless. */
size_t streams_count_plain(const struct rule_set *rules, const struct format *format,
			   const struct tiling *tiling);

/* The rule that lets them be one, where it is on and is about the format; else NULL. */
const struct rule *streams_may_be_one(const struct rule_set *rules,
				      const struct format *format);

/* Appends what they hold, one after the other. */
void streams_join(const struct tiling *tiling, struct buffer *out);

/* The canonical form of a file. */
struct stream_form {
	const struct format *format;
	/* Fields with their canonical values, each under the rule that covers it. */
	const struct normalize_change *values; /* borrowed */
	size_t value_count;
	/* Appends a whole file. */
	int (*encode)(struct bytes content, struct buffer *out, struct error *err);
};

/* A format's `normalize`: streams with nothing in them that no rule covers are written
 * anew where these rules and `encoder` are on, as one where `stream-cut` is on; what else
 * there is is kept. */
int streams_normalize(struct normalizer *normalizer, const struct stream_form *form,
		      struct bytes content, struct buffer *out, struct error *err);
