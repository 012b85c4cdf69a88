/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PNG (W3C Portable Network Graphics, third edition; ISO/IEC 15948).
 *
 * Eight bytes of signature, then chunks: a length, a type of four letters, data, and the
 * CRC-32 of type and data.  IHDR comes first, IEND last; the image is one zlib stream cut
 * into IDAT chunks that stand together.  A capital first letter says that a reader must
 * know the chunk; of the others there are texts (tEXt, zTXt, iTXt), the time of the last
 * change (tIME), colour spaces, animations, and whatever an application likes.
 *
 * Between builds vary: the dates in tIME and in texts, the name of the writing program,
 * and the stream with encoder, effort and how many chunks it is cut into.  Readers skip
 * chunks that they do not know, and what follows IEND: both are places to hide something.
 *
 * The tiles of a chunk are called "tIME/start" (length and type), "tIME" or "IHDR/width"
 * and so on, and "tIME/crc"; those of texts "tEXt:Software".  All IDAT chunks are one
 * "IDAT/stream", from the first one's data to the last one's: the lengths, types and CRCs
 * between them belong to how the stream is written.
 */
#include "compare/format.h"

#include <inttypes.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode.h"
#include "compare/decode_zlib.h"
#include "compare/png.h"
#include "compare/png_image.h"

enum { LENGTH_SIZE = 4, TYPE_SIZE = 4, START_SIZE = 8, CRC_SIZE = 4, PARTS_MAX = 10 };

/* Chunks whose data are numbers, one behind the other; the other known ones are left to
 * functions of their own or are shown as bytes. */
static const struct chunk_kind {
	char type[5];
	struct part {
		const char *name;
		uint8_t size;
	} parts[PARTS_MAX];
} kinds[] = {
	{ "IHDR",
	  { { "width", 4 },
	    { "height", 4 },
	    { "depth", 1 },
	    { "colour", 1 },
	    { "compression", 1 },
	    { "filter", 1 },
	    { "interlace", 1 } } },
	{ "IEND", { { NULL, 0 } } },
	{ "PLTE", { { NULL, 0 } } },
	{ "acTL", { { "frames", 4 }, { "plays", 4 } } },
	{ "bKGD", { { NULL, 0 } } },
	{ "cHRM",
	  { { "white-x", 4 },
	    { "white-y", 4 },
	    { "red-x", 4 },
	    { "red-y", 4 },
	    { "green-x", 4 },
	    { "green-y", 4 },
	    { "blue-x", 4 },
	    { "blue-y", 4 } } },
	{ "cICP",
	  { { "primaries", 1 },
	    { "transfer", 1 },
	    { "matrix", 1 },
	    { "full-range", 1 } } },
	{ "cLLI", { { "largest", 4 }, { "average", 4 } } },
	{ "eXIf", { { NULL, 0 } } },
	{ "fcTL",
	  { { "sequence", 4 },
	    { "width", 4 },
	    { "height", 4 },
	    { "x", 4 },
	    { "y", 4 },
	    { "delay-numerator", 2 },
	    { "delay-denominator", 2 },
	    { "dispose", 1 },
	    { "blend", 1 } } },
	{ "fdAT", { { "sequence", 4 } } },
	{ "gAMA", { { "gamma", 4 } } },
	{ "hIST", { { NULL, 0 } } },
	{ "mDCV", { { NULL, 0 } } },
	{ "pHYs", { { "x", 4 }, { "y", 4 }, { "unit", 1 } } },
	{ "sBIT", { { NULL, 0 } } },
	{ "sPLT", { { NULL, 0 } } },
	{ "sRGB", { { "intent", 1 } } },
	{ "tRNS", { { NULL, 0 } } },
};

static int
png_recognize(struct bytes content)
{
	return bytes_start_with(content, png_signature) ? 95 : 0;
}

static const struct chunk_kind *
find_kind(const char *type)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (strcmp(kinds[i].type, type) == 0)
			return &kinds[i];
	return NULL;
}

static bool
is_letter(uint8_t byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static bool
is_type(struct bytes type)
{
	for (size_t i = 0; i < type.size; i++)
		if (!is_letter(type.data[i]))
			return false;
	return type.size == TYPE_SIZE;
}

bool
png_chunk_read(struct png_chunk *chunk, struct bytes rest)
{
	struct cursor at = cursor_on(rest);
	uint32_t size = cursor_u32be(&at);
	struct bytes type = cursor_take(&at, TYPE_SIZE);

	*chunk = (struct png_chunk){ 0 };
	if (size > INT32_MAX || !is_type(type))
		return false;
	memcpy(chunk->type, type.data, TYPE_SIZE);
	chunk->data = cursor_take(&at, size);
	chunk->summed = bytes_slice(rest, LENGTH_SIZE, TYPE_SIZE + chunk->data.size);
	chunk->crc = cursor_u32be(&at);
	return !at.overrun;
}

bool
png_crc_right(const struct png_chunk *chunk)
{
	return decode_crc32(chunk->summed) == chunk->crc;
}

static void
take_number(struct png *png, const struct png_chunk *chunk, const struct part *part,
	    size_t left)
{
	const char *key = png_key(png, chunk->type, part->name);
	struct cursor at = cursor_on(tiler_rest(png->tiler));
	uint32_t number = part->size == 1   ? cursor_u8(&at)
			  : part->size == 2 ? cursor_u16be(&at)
					    : cursor_u32be(&at);

	if (left >= part->size) {
		tile_number(png->tiler, part->size, key, number);
	} else {
		tile_text(png->tiler, left, key);
		tile_complain(png->tiler, "is cut short");
	}
}

/* The numbers of a known chunk, and what follows them. */
static void
take_parts(struct png *png, const struct png_chunk *chunk, const struct chunk_kind *kind)
{
	size_t left = chunk->data.size;

	for (size_t i = 0; i < PARTS_MAX && kind->parts[i].name != NULL && left > 0;
	     i++) {
		size_t size = kind->parts[i].size;

		take_number(png, chunk, &kind->parts[i], left);
		left -= size < left ? size : left;
	}
	if (left == 0)
		return;
	tile_content(png->tiler, left, png_key(png, chunk->type, "data"));
	tile_set_format(png->tiler, &format_raw);
	if (strcmp(kind->type, "IEND") == 0 ||
	    (kind->parts[0].name != NULL && strcmp(kind->type, "fdAT") != 0))
		tile_complain(png->tiler, "is no part of the chunk");
}

/* What an application has put there may be a file of any kind. */
static void
take_unknown(struct png *png, const struct png_chunk *chunk)
{
	tile_content(png->tiler, chunk->data.size, png_key(png, chunk->type, "data"));
	if (chunk->type[0] >= 'A' && chunk->type[0] <= 'Z')
		tile_complain(png->tiler,
			      "a chunk that readers must know and that nobody knows");
}

static void
take_time(struct png *png, const struct png_chunk *chunk, const char *key)
{
	struct cursor at = cursor_on(chunk->data);
	unsigned year = cursor_u16be(&at), month = cursor_u8(&at), day = cursor_u8(&at);
	unsigned hour = cursor_u8(&at), minute = cursor_u8(&at), second = cursor_u8(&at);

	tile_field(png->tiler, chunk->data.size, key, "%04u-%02u-%02u %02u:%02u:%02u",
		   year, month, day, hour, minute, second);
	if (at.overrun || at.rest.size > 0)
		tile_complain(png->tiler, "is no time");
}

static void
take_data(struct png *png, const struct png_chunk *chunk, const char *key)
{
	const struct chunk_kind *kind = find_kind(chunk->type);

	if (strcmp(chunk->type, "tIME") == 0)
		take_time(png, chunk, key);
	else if (kind != NULL)
		take_parts(png, chunk, kind);
	else if (!png_take_text(png, chunk, key))
		take_unknown(png, chunk);
}

/* A chunk without data is all in its type, which then is no repetition of the key. */
static void
take_start(struct png *png, const struct png_chunk *chunk, const char *key)
{
	if (chunk->data.size > 0)
		tile_derived(png->tiler, START_SIZE, png_key(png, key, "start"), true);
	else
		tile_field(png->tiler, START_SIZE, png_key(png, key, "start"),
			   "%s, empty", chunk->type);
}

static void
take_chunk(struct png *png, const struct png_chunk *chunk)
{
	const char *key = png_chunk_key(png, chunk);

	take_start(png, chunk, key);
	if (chunk->data.size > 0)
		take_data(png, chunk, key);
	tile_derived(png->tiler, CRC_SIZE, png_key(png, key, "crc"),
		     png_crc_right(chunk));
}

static int
png_tile(struct tiler *tiler, struct error *err)
{
	struct png png = { .tiler = tiler };
	struct png_chunk chunk;

	tile_field(tiler, png_signature.size, "signature", "PNG");
	png_find_dates(&png);
	do {
		if (!png_chunk_read(&chunk, tiler_rest(tiler)))
			return error_set(err, ERROR_MALFORMED,
					 "a chunk breaks off, or there is none");
		if (strcmp(chunk.type, "IDAT") != 0) {
			take_chunk(&png, &chunk);
			continue;
		}
		if (png_take_image(&png, err) < 0)
			return -1;
	} while (strcmp(chunk.type, "IEND") != 0);
	if (tiler_rest(tiler).size > 0)
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the image");
	return 0;
}

static bool
png_explain_part(struct finding *finding, const struct difference *difference,
		 const struct limits *limits)
{
	return strcmp(difference->key, "IDAT/stream") == 0 &&
	       png_explain_image(finding, difference, limits);
}

static void
png_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (finding->kind == FINDING_FIELD &&
	    (difference->published == NULL || difference->rebuilt == NULL))
		finding_set_message(
			finding, "only the %s image has this: %s",
			difference->published != NULL ? "published" : "rebuilt", key);
	if (strcmp(key, "tIME") == 0 || text_starts_with(key, "tEXt:date:") ||
	    text_starts_with(key, "tEXt:Creation Time"))
		finding_set_cause(finding, "png-time: the time of writing",
				  "convert -define png:exclude-chunks=date,time");
	if (strcmp(key, "tEXt:Software") == 0)
		finding_set_cause(finding, "another program, or another version of it",
				  NULL);
}

const struct format format_png = {
	.name = "png",
	.said = "a PNG image",
	.recognize = png_recognize,
	.tile = png_tile,
	.explain_part = png_explain_part,
	.judge = png_judge,
	.normalize = png_normalize,
};
