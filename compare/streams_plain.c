/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are nothing but streams, however many they were cut into. */
#include <stdlib.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/streams.h"

unsigned
streams_number_of(const char *key, const char **name)
{
	char *end;
	unsigned long number = strtoul(key, &end, 10);

	*name = end != key && *end == '/' ? end + 1 : key;
	return *name == key ? 1 : (unsigned)number;
}

/* Fields with one value only: a handler refuses any other. */
static bool
is_constant(const char *name)
{
	static const char *const constant[] = { "magic", "method", "version" };

	for (size_t i = 0; i < array_length(constant); i++)
		if (strcmp(name, constant[i]) == 0)
			return true;
	return false;
}

bool
streams_tile_is_plain(const struct rule_set *rules, const struct format *format,
		      const struct tile *tile)
{
	struct difference alone = {
		.format = format, .key = tile->key, .published = tile, .rebuilt = tile
	};
	const char *name;

	streams_number_of(tile->key, &name);
	if (tile->kind == TILE_OPAQUE || tile->member != NO_MEMBER ||
	    tile_complaint_of(tile) != NULL)
		return false;
	return tile->kind != TILE_FIELD || is_constant(name) ||
	       rule_for(rules, &alone) != NULL;
}

size_t
streams_count_plain(const struct rule_set *rules, const struct format *format,
		    const struct tiling *tiling)
{
	size_t count = 0;

	for (size_t i = 0; i < tiling->tile_count; i++) {
		if (!streams_tile_is_plain(rules, format, &tiling->tiles[i]))
			return 0;
		count += tiling->tiles[i].kind == TILE_STREAM;
	}
	return count;
}

const struct rule *
streams_may_be_one(const struct rule_set *rules, const struct format *format)
{
	struct tile any = { .key = "streams", .member = NO_MEMBER };
	struct difference difference = {
		.format = format, .key = any.key, .published = &any, .rebuilt = &any
	};

	return rule_for(rules, &difference);
}

void
streams_join(const struct tiling *tiling, struct buffer *out)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].kind == TILE_STREAM)
			buffer_append(out, tile_content_of(&tiling->tiles[i]));
}
