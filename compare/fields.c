/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/fields.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/format.h"

static bool
is_space(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct bytes
fields_trim(struct bytes text)
{
	while (text.size > 0 && is_space(text.data[text.size - 1]))
		text.size--;
	while (text.size > 0 && is_space(text.data[0]))
		text = bytes_slice(text, 1, SIZE_MAX);
	return text;
}

bool
fields_continue(struct bytes rest, bool may_be_blank)
{
	return rest.size > 0 && (rest.data[0] == ' ' || rest.data[0] == '\t') &&
	       (may_be_blank || fields_trim(bytes_before(rest, '\n')).size > 0);
}

struct bytes
fields_next(struct bytes rest, bool may_be_blank)
{
	struct cursor at = cursor_on(rest);

	do
		cursor_take_line(&at);
	while (fields_continue(at.rest, may_be_blank));
	return bytes_slice(rest, 0, rest.size - at.rest.size);
}

bool
fields_is_name(struct bytes name)
{
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] <= ' ' || name.data[i] >= 0x7f)
			return false;
	return name.size > 0 && name.data[0] != '-' && name.data[0] != '#';
}

struct bytes
fields_value(struct bytes field)
{
	return fields_trim(
		bytes_slice(field, bytes_before(field, ':').size + 1, SIZE_MAX));
}

bool
fields_are_spellings(const struct difference *difference)
{
	return difference->published != NULL && difference->rebuilt != NULL &&
	       text_is_same(difference->published->value, difference->rebuilt->value);
}

static int
order_keys(const void *a, const void *b)
{
	const struct tile *left = *(struct tile *const *)a;
	const struct tile *right = *(struct tile *const *)b;
	int order = strcasecmp(left->key, right->key);

	return order != 0
		       ? order
		       : (left->offset > right->offset) - (left->offset < right->offset);
}

void
fields_complain_of_duplicates(struct tiling *tiling, const char *but)
{
	cleanup_free struct tile **tiles =
		xcalloc(tiling->tile_count + 1, sizeof(struct tile *));
	size_t count = 0;

	for (size_t i = 0; i < tiling->tile_count; i++)
		if (strcmp(tiling->tiles[i].key, but) != 0)
			tiles[count++] = &tiling->tiles[i];
	if (count > 0)
		qsort(tiles, count, sizeof(struct tile *), order_keys);
	for (size_t i = 1; i < count; i++)
		if (strcasecmp(tiles[i - 1]->key, tiles[i]->key) == 0)
			tiles[i - 1]->complaint = tiles[i]->complaint =
				"stands twice in one paragraph";
}
