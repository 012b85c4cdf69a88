/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What formats have in common that are one compressed stream after another: gzip, xz,
 * zstd and their kin.  The first stream's tiles are called "magic", "stream", ...; those
 * of the second "2/magic".  What follows the last one is "trailing", which breaks every
 * one of these formats although readers pass over it.
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

/* The canonical form of a file. */
struct stream_form {
	const struct format *format;
	/* Fields with their canonical values, each under the rule that covers it. */
	const struct normalize_change *values; /* borrowed */
	size_t value_count;
	/* Appends a whole file. */
	int (*encode)(struct bytes content, struct buffer *out, struct error *err);
};

/* A format's `normalize`: one plain stream, with nothing that no rule covers, is written
 * anew where these rules and `encoder` are on; any other file is kept. */
int streams_normalize(struct normalizer *normalizer, const struct stream_form *form,
		      struct bytes content, struct buffer *out, struct error *err);
