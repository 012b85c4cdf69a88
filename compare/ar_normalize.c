/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of an ar archive: the same members in the same order, with the times
 * and owners that the rules that are on leave, and their contents in canonical form. */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "compare/ar_tiles.h"
#include "compare/normalize.h"

static bool
is_plain(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].complaint != NULL)
			return false;
	return true;
}

/* What is being written. */
struct writer {
	struct normalizer *normalizer;
	const struct format *format;
	const struct tiling *tiling;
	bool contents; /* may change: no index says where members begin */
	struct buffer *out;
	size_t start; /* of the archive in it */
};

/* "VALUE" and spaces, as wide as the field is. */
static void
put_padded(struct buffer *out, const char *value, size_t width)
{
	buffer_append_text(out, value);
	for (size_t i = strlen(value); i < width; i++)
		buffer_append_byte(out, ' ');
}

/* Times and owners that a rule takes for harmless become 0. */
static void
put_field(struct writer *writer, const struct tile *tile)
{
	struct difference alone = { .format = writer->format,
				    .key = tile->key,
				    .published = tile,
				    .rebuilt = tile };
	const struct rule *rule = rule_for(&writer->normalizer->rules, &alone);
	cleanup_free char *key = NULL;

	if (rule == NULL || tile->number == NOT_A_NUMBER || tile->member == NO_MEMBER) {
		buffer_append(writer->out, tile->bytes);
		return;
	}
	key = xasprintf("%s %s", writer->tiling->members[tile->member].name, tile->key);
	normalize_note(writer->normalizer,
		       &(struct normalize_change){ rule->id, key, tile->value, "0" });
	put_padded(writer->out, "0", tile->bytes.size);
}

static const struct tile *
find_content(const struct tiling *tiling, const struct member *member)
{
	for (size_t i = member->first; i < member->first + member->count; i++)
		if (tiling->tiles[i].kind == TILE_CONTENT)
			return &tiling->tiles[i];
	return NULL;
}

/* The size of a header counts a name that stands before the content. */
static void
put_size(struct buffer *out, const struct tile *tile, size_t before, size_t after)
{
	long long size = strtoll(tile->value, NULL, 10);
	char text[24];

	if (before == after) {
		buffer_append(out, tile->bytes);
		return;
	}
	snprintf(text, sizeof(text), "%lld", size - (long long)before + (long long)after);
	put_padded(out, text, tile->bytes.size);
}

static int
write_member(struct writer *writer, const struct member *member, struct error *err)
{
	const struct tile *content = find_content(writer->tiling, member);
	cleanup_buffer struct buffer inner = BUFFER_INIT(writer->out->limit);

	if (content != NULL && writer->contents &&
	    normalize_content(writer->normalizer, member->name, content->bytes, &inner,
			      err) < 0)
		return -1;
	if (content != NULL && !writer->contents)
		buffer_append(&inner, content->bytes);
	if (buffer_check(&inner, err) < 0)
		return -1;
	for (size_t i = member->first; i < member->first + member->count; i++) {
		const struct tile *tile = &writer->tiling->tiles[i];

		if (tile == content)
			buffer_append(writer->out, buffer_bytes(&inner));
		else if (strcmp(tile->key, "size") == 0 && content != NULL)
			put_size(writer->out, tile, content->bytes.size, inner.size);
		else if (tile->kind == TILE_FIELD)
			put_field(writer, tile);
		else if (strcmp(tile->key, "padding") != 0)
			buffer_append(writer->out, tile->bytes);
	}
	if ((writer->out->size - writer->start) % 2 == 1)
		buffer_append_byte(writer->out, '\n');
	return buffer_check(writer->out, err);
}

int
ar_normalize(struct normalizer *normalizer, const struct format *format,
	     struct bytes content, struct buffer *out, struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_ar_archive struct ar_archive archive = { 0 };
	struct writer writer = { normalizer, format, &tiling, false, out, out->size };

	if (normalize_tile(normalizer, format, content, &tiling, err) < 0)
		return -1;
	if (!is_plain(&tiling))
		return normalize_keep(out, content, err);
	ar_archive_read(&archive, content, tiling.member_count);
	writer.contents = !archive.has_symbols;
	buffer_append(out, bytes_slice(content, 0, AR_MAGIC_SIZE));
	for (size_t i = 0; i < tiling.member_count; i++)
		if (write_member(&writer, &tiling.members[i], err) < 0)
			return -1;
	return 0;
}
