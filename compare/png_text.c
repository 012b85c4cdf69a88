/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts in PNG (third edition, section 11.3.3): a keyword of 1 to 79 Latin-1 characters
 * and a NUL; then in tEXt the text, in zTXt a method (0) and a zlib stream, in iTXt a
 * flag that says whether the text is compressed, the method, a language and a translated
 * keyword, each with a NUL, and text in UTF-8.  iCCP, a colour profile, is a name, a NUL,
 * the method and a zlib stream.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/png.h"

enum { KEYWORD_MAX = 79 };

/* What dates an image, as it is written by ImageMagick and as the specification has it.
 */
static const char *const dates[] = { "tIME", "tEXt:date:create", "tEXt:date:modify",
				     "tEXt:date:timestamp", "tEXt:Creation Time" };

static bool
is_text(const struct png_chunk *chunk)
{
	return strcmp(chunk->type, "tEXt") == 0 || strcmp(chunk->type, "zTXt") == 0 ||
	       strcmp(chunk->type, "iTXt") == 0;
}

const char *
png_key(struct png *png, const char *key, const char *name)
{
	cleanup_free char *joined = xasprintf("%s/%s", key, name);

	return tiling_text(png->tiler->tiling, joined);
}

/* The keyword as a person reads it; borrowed from the tiling. */
static const char *
keyword_key(struct png *png, const struct png_chunk *chunk)
{
	struct bytes keyword = bytes_before(bytes_slice(chunk->data, 0, KEYWORD_MAX), 0);
	const char *said = tiling_escaped(png->tiler->tiling, keyword);
	cleanup_free char *key = xasprintf("%s:%s", chunk->type, said);

	return tiling_text(png->tiler->tiling, key);
}

/* Whether the chunk is called like this date. */
static bool
is_date(const struct png_chunk *chunk, const char *date)
{
	struct bytes keyword = bytes_before(chunk->data, 0);

	if (strncmp(date, chunk->type, sizeof(chunk->type) - 1) != 0)
		return false;
	date += sizeof(chunk->type) - 1;
	return *date == '\0' || bytes_equal_text(keyword, date + 1);
}

/* The bit of the date that the chunk is; 0 for none. */
static unsigned
date_bit(const struct png_chunk *chunk)
{
	for (size_t i = 0; i < array_length(dates); i++)
		if (is_date(chunk, dates[i]))
			return 1U << i;
	return 0;
}

void
png_find_dates(struct png *png)
{
	struct bytes rest = tiler_rest(png->tiler);
	struct png_chunk chunk;

	while (png_chunk_read(&chunk, rest)) {
		unsigned bit = date_bit(&chunk);

		png->repeated |= png->dates & bit;
		png->dates |= bit;
		rest = bytes_slice(rest, PNG_CHUNK_FRAME + chunk.data.size, SIZE_MAX);
	}
}

/* A date that stands more than once has another key: no rule is for it. */
const char *
png_chunk_key(struct png *png, const struct png_chunk *chunk)
{
	const char *key = is_text(chunk) ? keyword_key(png, chunk)
					 : tiling_text(png->tiler->tiling, chunk->type);
	cleanup_free char *repeated = NULL;

	if ((date_bit(chunk) & png->repeated) == 0)
		return key;
	repeated = xasprintf("%s (repeated)", key);
	return tiling_text(png->tiler->tiling, repeated);
}

/* The keyword with its NUL; a keyword without one ends with the chunk. */
static size_t
keyword_size(const struct png_chunk *chunk)
{
	size_t size = bytes_before(chunk->data, 0).size;

	return size < chunk->data.size ? size + 1 : size;
}

static void
complain_of_keyword(struct png *png, const struct png_chunk *chunk)
{
	size_t size = bytes_before(chunk->data, 0).size;

	if (size == 0 || size > KEYWORD_MAX || size == chunk->data.size)
		tile_complain(png->tiler, "has no keyword of 1 to 79 bytes");
}

static void
take_plain(struct png *png, const struct png_chunk *chunk, const char *key)
{
	tile_text(png->tiler, chunk->data.size, key);
	tile_set_value(png->tiler,
		       bytes_slice(chunk->data, keyword_size(chunk), SIZE_MAX));
	complain_of_keyword(png, chunk);
}

/* A name, the method, a stream. */
static void
take_packed(struct png *png, const struct png_chunk *chunk, const char *key)
{
	size_t header = keyword_size(chunk) + 1;

	if (header > chunk->data.size)
		header = chunk->data.size;
	tile_text(png->tiler, header, png_key(png, key, "header"));
	complain_of_keyword(png, chunk);
	if (chunk->data.data[header - 1] != 0)
		tile_complain(png->tiler, "names a method that there is not");
	if (header < chunk->data.size)
		png_take_stream(png, chunk->data.size - header,
				png_key(png, key, "stream"));
}

static void
take_international(struct png *png, const struct png_chunk *chunk, const char *key)
{
	struct cursor at =
		cursor_on(bytes_slice(chunk->data, keyword_size(chunk), SIZE_MAX));
	uint8_t flag = cursor_u8(&at), method = cursor_u8(&at);

	cursor_take_string(&at); /* language */
	cursor_take_string(&at); /* translated keyword */
	tile_text(png->tiler, chunk->data.size - at.rest.size,
		  png_key(png, key, "header"));
	complain_of_keyword(png, chunk);
	if (flag > 1 || method > 0 || at.overrun)
		tile_complain(png->tiler, "is no header of an international text");
	if (at.rest.size == 0)
		return;
	if (flag == 1)
		png_take_stream(png, at.rest.size, png_key(png, key, "stream"));
	else
		tile_text(png->tiler, at.rest.size, key);
}

bool
png_take_text(struct png *png, const struct png_chunk *chunk, const char *key)
{
	if (strcmp(chunk->type, "tEXt") == 0)
		take_plain(png, chunk, key);
	else if (strcmp(chunk->type, "zTXt") == 0 || strcmp(chunk->type, "iCCP") == 0)
		take_packed(png, chunk, key);
	else if (strcmp(chunk->type, "iTXt") == 0)
		take_international(png, chunk, key);
	else
		return false;
	return true;
}
