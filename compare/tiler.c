/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/tile.h"

/* Archives of many thousand members have a dozen texts each: one allocation for many, and
 * one copy of the keys, which are the same in all members. */
enum { POOL_ROOM = 64 << 10, KEYS_KEPT = 64, NUMBER_DIGITS = 20 };

struct text_pool {
	struct text_pool *next; /* owned: an older one, full */
	size_t used, room;
	const char *keys[KEYS_KEPT]; /* borrowed from a pool: by what they look like */
	char text[];
};

static struct text_pool *
pool_add(struct text_pool *next, size_t room)
{
	struct text_pool *fresh = xcalloc(1, sizeof(*fresh) + room);

	fresh->next = next;
	fresh->room = room;
	if (next != NULL)
		memcpy(fresh->keys, next->keys, sizeof(fresh->keys));
	return fresh;
}

static char *
pool_take(struct text_pool **pool, size_t size)
{
	char *taken;

	if (*pool == NULL || (*pool)->room - (*pool)->used < size)
		*pool = pool_add(*pool, MAX((size_t)POOL_ROOM, size));
	taken = (*pool)->text + (*pool)->used;
	(*pool)->used += size;
	return taken;
}

void
tiling_release(struct tiling *tiling)
{
	while (tiling->pool != NULL) {
		struct text_pool *next = tiling->pool->next;

		free(tiling->pool);
		tiling->pool = next;
	}
	for (size_t i = 0; i < tiling->stream_count; i++)
		encoded_free(tiling->streams[i]);
	free(tiling->streams);
	free(tiling->tiles);
	free(tiling->members);
	*tiling = (struct tiling){ 0 };
}

void
tiling_copy(struct tiling *out, const struct tiling *from)
{
	*out = (struct tiling){ .content = from->content,
				.tile_count = from->tile_count,
				.member_count = from->member_count };
	out->tiles = xcalloc(from->tile_count + 1, sizeof(*out->tiles));
	out->members = xcalloc(from->member_count + 1, sizeof(*out->members));
	if (from->tile_count > 0)
		memcpy(out->tiles, from->tiles, from->tile_count * sizeof(*out->tiles));
	if (from->member_count > 0)
		memcpy(out->members, from->members,
		       from->member_count * sizeof(*out->members));
}

void
tiling_keep(struct tiling *tiling, struct encoded *stream)
{
	array_append(tiling->streams, tiling->stream_count, stream);
}

const char *
tiling_text(struct tiling *tiling, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(pool_take(&tiling->pool, size), text, size);
}

/* Where the key is kept, if it is: its length and its ends tell most keys apart. */
static size_t
place_of_key(const char *key, size_t size)
{
	size_t sum = size == 0 ? 0
			       : size * 7 + (unsigned char)key[0] * 3 +
					 (unsigned char)key[size - 1] * 5 +
					 (unsigned char)key[size / 2];

	return sum % KEYS_KEPT;
}

static const char *
tiling_key(struct tiling *tiling, const char *key)
{
	size_t place = place_of_key(key, strlen(key));
	const char *kept = tiling->pool == NULL ? NULL : tiling->pool->keys[place];

	if (kept != NULL && strcmp(kept, key) == 0)
		return kept;
	kept = tiling_text(tiling, key);
	tiling->pool->keys[place] = kept;
	return kept;
}

/* What buffer_append_escaped() would leave as it is, as far as that is cheap to see. */
static bool
is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] < 0x20 || text.data[i] >= 0x7f || text.data[i] == '\\')
			return false;
	return true;
}

static const char *
tiling_plain(struct tiling *tiling, struct bytes text)
{
	char *taken = pool_take(&tiling->pool, text.size + 1);

	if (text.size > 0)
		memcpy(taken, text.data, text.size);
	taken[text.size] = '\0';
	return taken;
}

const char *
tiling_escaped(struct tiling *tiling, struct bytes text)
{
	cleanup_buffer struct buffer escaped = BUFFER_INIT(SIZE_MAX);

	if (is_plain(text))
		return tiling_plain(tiling, text);
	buffer_append_escaped(&escaped, text);
	return tiling_text(tiling, buffer_text(&escaped));
}

struct bytes
tiler_rest(const struct tiler *tiler)
{
	return bytes_slice(tiler->content, tiler->at, SIZE_MAX);
}

bool
tiler_member(struct tiler *tiler, struct bytes name, char type)
{
	struct tiling *tiling = tiler->tiling;

	if (!budget_member(tiler->budget))
		return false;
	tiler->member = tiling->member_count;
	array_append(tiling->members, tiling->member_count,
		     ((struct member){ .name = tiling_escaped(tiling, name),
				       .type = type,
				       .first = tiling->tile_count }));
	return true;
}

void
tiler_end_member(struct tiler *tiler)
{
	tiler->member = NO_MEMBER;
}

/* Nothing is taken by a tile of size 0 at the end, nor by any tile after it. */
static struct tile *
take(struct tiler *tiler, enum tile_kind kind, size_t size, const char *key)
{
	struct tiling *tiling = tiler->tiling;
	struct bytes bytes = bytes_slice(tiler->content, tiler->at, size);

	array_append(tiling->tiles, tiling->tile_count,
		     ((struct tile){ .kind = kind,
				     .key = tiling_key(tiling, key),
				     .number = NOT_A_NUMBER,
				     .bytes = bytes,
				     .offset = tiler->at,
				     .member = tiler->member }));
	if (tiler->member != NO_MEMBER)
		tiling->members[tiler->member].count++;
	tiler->at += bytes.size;
	return &tiling->tiles[tiling->tile_count - 1];
}

static struct tile *
last(struct tiler *tiler)
{
	return &tiler->tiling->tiles[tiler->tiling->tile_count - 1];
}

void
tile_field(struct tiler *tiler, size_t size, const char *key, const char *fmt, ...)
{
	struct tile *tile = take(tiler, TILE_FIELD, size, key);
	cleanup_free char *value = NULL;
	va_list args;

	va_start(args, fmt);
	value = xvasprintf(fmt, args);
	va_end(args);
	tile->value = tiling_text(tiler->tiling, value);
}

void
tile_text(struct tiler *tiler, size_t size, const char *key)
{
	struct tile *tile = take(tiler, TILE_FIELD, size, key);

	tile_set_value(tiler, tile->bytes);
}

void
tile_number(struct tiler *tiler, size_t size, const char *key, int64_t number)
{
	struct tile *tile = take(tiler, TILE_FIELD, size, key);
	char digits[NUMBER_DIGITS], *at = digits + sizeof(digits);
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		*--at = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		*--at = '-';
	tile->number = number;
	tile->value = tiling_plain(
		tiler->tiling, (struct bytes){ (const uint8_t *)at,
					       sizeof(digits) - (size_t)(at - digits) });
}

void
tile_content(struct tiler *tiler, size_t size, const char *key)
{
	take(tiler, TILE_CONTENT, size, key);
}

static struct encoded *
keep_stream(struct tiler *tiler, struct encoded *stream)
{
	tiling_keep(tiler->tiling, stream);
	tile_says(tiler, stream, ENCODED_BYTES);
	return stream;
}

void
tile_stream(struct tiler *tiler, size_t size, const char *key, struct buffer *decoded)
{
	struct bytes encoded = take(tiler, TILE_STREAM, size, key)->bytes;

	keep_stream(tiler, encoded_of_decoded(encoded, decoded, tiler->budget));
}

struct encoded *
tile_later(struct tiler *tiler, size_t size, const char *key,
	   const struct encoded_source *source)
{
	enum tile_kind kind = source->decode == NULL ? TILE_CONTENT : TILE_STREAM;
	struct bytes encoded = take(tiler, kind, size, key)->bytes;

	return keep_stream(tiler, encoded_new(encoded, source, tiler->budget));
}

void
tile_says(struct tiler *tiler, struct encoded *stream, enum encoded_fact fact)
{
	last(tiler)->encoded = stream;
	last(tiler)->says = fact;
}

void
tile_derived(struct tiler *tiler, size_t size, const char *key, bool right)
{
	take(tiler, TILE_DERIVED, size, key);
	if (!right)
		tile_complain(tiler, "is not what the rest of the file makes it");
}

void
tile_padding(struct tiler *tiler, size_t size, const char *key, uint8_t expected)
{
	struct tile *tile = take(tiler, TILE_PADDING, size, key);

	if (!bytes_are_all(tile->bytes, expected))
		tile_complain(tiler, "holds data where the format wants padding");
}

void
tile_opaque(struct tiler *tiler, size_t size, const char *key, const char *complaint)
{
	take(tiler, TILE_OPAQUE, size, key);
	tile_complain(tiler, complaint);
}

void
tile_complain(struct tiler *tiler, const char *complaint)
{
	last(tiler)->complaint =
		complaint == NULL ? NULL : tiling_text(tiler->tiling, complaint);
}

void
tile_set_value(struct tiler *tiler, struct bytes value)
{
	last(tiler)->value = tiling_escaped(tiler->tiling, value);
}

void
tile_set_number(struct tiler *tiler, int64_t number)
{
	last(tiler)->number = number;
}

void
tile_set_symbolic(struct tiler *tiler)
{
	last(tiler)->symbolic = true;
}

void
tile_set_claim(struct tiler *tiler)
{
	last(tiler)->claim = true;
}

void
tile_seek(struct tiler *tiler, size_t offset)
{
	tiler->at = MIN(offset, tiler->content.size);
	tiler->scattered = true;
}

void
tile_set_format(struct tiler *tiler, const struct format *format)
{
	last(tiler)->as = format;
}

void
tiler_end(struct tiler *tiler, const char *complaint)
{
	if (tiler->scattered)
		tiler_gather(tiler, complaint);
	else if (tiler->at < tiler->content.size)
		tile_opaque(tiler, SIZE_MAX, "rest", complaint);
	tiler_end_member(tiler);
}
