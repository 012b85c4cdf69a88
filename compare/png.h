/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that read PNG have in common. */

#include "compare/normalize.h"

/* Length, type and CRC. */
enum { PNG_CHUNK_FRAME = 12 };

struct png_chunk {
	char type[5];
	struct bytes data;   /* borrowed */
	struct bytes summed; /* borrowed: what the CRC is of */
	uint32_t crc;
};

/* A file while its chunks are taken. */
struct png {
	struct tiler *tiler; /* borrowed */
	bool seen_image;
	unsigned dates, repeated; /* bits: what dates the image, and more than once */
};

/* The chunk at the start of `rest`; false when it breaks off or there is none. */
bool png_chunk_read(struct png_chunk *chunk, struct bytes rest);
bool png_crc_right(const struct png_chunk *chunk);

/* "KEY/NAME", borrowed from the tiling. */
const char *png_key(struct png *png, const char *key, const char *name);

/* What a chunk's tiles are called: its type, and for texts also the keyword. */
const char *png_chunk_key(struct png *png, const struct png_chunk *chunk);

/* In png_text.c: notes what dates the image, before its chunks are taken. */
void png_find_dates(struct png *png);

/* In png_text.c: takes the data of a text, or of a colour profile, which is packed like
 * one; false when the chunk is neither. */
bool png_take_text(struct png *png, const struct png_chunk *chunk, const char *key);

/* In png_stream.c: takes all IDAT chunks that stand here. */
int png_take_image(struct png *png, struct error *err);

/* In png_stream.c: takes a zlib stream of so many bytes, and what follows it. */
void png_take_stream(struct png *png, size_t size, const char *key);

/* In png_normalize.c. */
int png_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);
