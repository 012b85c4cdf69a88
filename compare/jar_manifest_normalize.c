/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a manifest: without the headers that a rule covers, each line of
 * at most 72 bytes and ended by CR LF, one blank line behind each section, and where
 * order is no matter Manifest-Version first and all else by name.
 */
#include <stdlib.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/jar.h"
#include "compare/jar_manifest.h"
#include "compare/normalize.h"

/* A manifest while it is written. */
struct writing {
	struct normalizer *normalizer;
	const struct tiling *tiling;
	bool folds, sorts;
	struct buffer *out;
};

static void
append_folded(struct buffer *out, const struct tile *tile)
{
	enum { LINE = 72 };
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);
	struct cursor at = cursor_on(tile->bytes);
	struct manifest_header header;
	size_t room = LINE;

	jar_manifest_take(&at, &header);
	buffer_append(&text, header.name);
	buffer_append_text(&text, ": ");
	jar_manifest_append_value(&header, &text);
	for (at = cursor_on(buffer_bytes(&text)); at.rest.size > 0;) {
		size_t size = at.rest.size < room ? at.rest.size : room;

		buffer_append_text(out, room == LINE ? "" : " ");
		buffer_append(out, cursor_take(&at, size));
		buffer_append_text(out, "\r\n");
		room = LINE - 1;
	}
}

static bool
is_blank(const struct tile *tile)
{
	return strcmp(tile->key, MANIFEST_BLANK_KEY) == 0;
}

/* The rule by which a header, or with the key "member" a whole section, is absent. */
static const struct rule *
find_rule(const struct writing *writing, const struct tile *tile, const char *key)
{
	const struct package package = { .is_signed = writing->normalizer->is_signed };
	struct difference difference = {
		.format = &format_manifest,
		.key = key,
		.published = tile,
		.type = tile->member == NO_MEMBER ? 0 : 's',
		.member = tile->member == NO_MEMBER
				  ? NULL
				  : writing->tiling->members[tile->member].name,
		.package = &package,
	};

	return rule_for(&writing->normalizer->rules, &difference);
}

static void
note_absent(const struct writing *writing, const struct rule *rule,
	    const struct tile *tile)
{
	normalize_note(writing->normalizer, &(struct normalize_change){
						    rule->id,
						    tile->key,
						    tile->value,
						    NULL,
					    });
}

static void
write_tile(const struct writing *writing, const struct tile *tile)
{
	const struct rule *rule;

	if (writing->folds && is_blank(tile))
		return;
	rule = is_blank(tile) ? NULL : find_rule(writing, tile, tile->key);
	if (rule != NULL)
		note_absent(writing, rule, tile);
	else if (writing->folds && !jar_manifest_folds_early(tile->bytes))
		append_folded(writing->out, tile);
	else
		buffer_append(writing->out, tile->bytes);
}

static bool
comes_first(const struct tile *tile)
{
	return strcasecmp(tile->key, "Manifest-Version") == 0 ||
	       (tile->member != NO_MEMBER && strcasecmp(tile->key, "Name") == 0);
}

static int
order_tiles(const void *a, const void *b)
{
	const struct tile *left = *(const struct tile *const *)a;
	const struct tile *right = *(const struct tile *const *)b;

	if (is_blank(left) != is_blank(right))
		return is_blank(left) ? 1 : -1;
	if (comes_first(left) != comes_first(right))
		return comes_first(left) ? -1 : 1;
	return strcmp(left->key, right->key);
}

static void
write_section(const struct writing *writing, size_t first, size_t count)
{
	cleanup_free const struct tile **tiles =
		xcalloc(count + 1, sizeof(struct tile *));
	size_t before = writing->out->size;

	for (size_t i = 0; i < count; i++)
		tiles[i] = &writing->tiling->tiles[first + i];
	if (writing->sorts && count > 0)
		qsort(tiles, count, sizeof(struct tile *), order_tiles);
	for (size_t i = 0; i < count; i++)
		write_tile(writing, tiles[i]);
	/* Nothing needs no end, unless something follows. */
	if (writing->folds &&
	    (writing->out->size > before || writing->tiling->member_count > 0))
		buffer_append_text(writing->out, "\r\n");
}

static int
order_members(const void *a, const void *b)
{
	const struct member *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* The tiles before those of the first section about a member. */
static size_t
count_main(const struct tiling *tiling)
{
	size_t count = 0;

	while (count < tiling->tile_count && tiling->tiles[count].member == NO_MEMBER)
		count++;
	return count;
}

/* A section that no blank line ends can only stand last. */
static bool
all_end(const struct tiling *tiling)
{
	return tiling->tile_count == 0 ||
	       is_blank(&tiling->tiles[tiling->tile_count - 1]);
}

static void
write_manifest(struct writing *writing, struct tiling *tiling)
{
	cleanup_free struct member *members =
		xcalloc(tiling->member_count + 1, sizeof(*members));

	for (size_t i = 0; i < tiling->member_count; i++)
		members[i] = tiling->members[i];
	if (writing->sorts && tiling->member_count > 0)
		qsort(members, tiling->member_count, sizeof(*members), order_members);
	write_section(writing, 0, count_main(tiling));
	for (size_t i = 0; i < tiling->member_count; i++) {
		const struct tile *name = &tiling->tiles[members[i].first];
		const struct rule *rule = find_rule(writing, name, "member");

		if (rule != NULL)
			note_absent(writing, rule, name);
		else
			write_section(writing, members[i].first, members[i].count);
	}
}

/* What stays is the same in other lines: that is a change too. */
static void
note_lines(const struct writing *writing, struct bytes content, struct bytes written)
{
	if (writing->folds && writing->normalizer->ledger != NULL &&
	    !bytes_equal(content, written))
		normalize_note(writing->normalizer,
			       &(struct normalize_change){ "manifest-lines", "content",
							   "as it was",
							   "in lines of 72 bytes" });
}

int
jar_manifest_normalize(struct normalizer *normalizer, struct bytes content,
		       struct buffer *out, struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct writing writing = { .normalizer = normalizer, .out = out };
	size_t before = out->size, noted = normalizer->ledger->count;

	if (normalize_tile(normalizer, &format_manifest, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling))
		return normalize_keep(out, content, err);
	writing.tiling = &tiling;
	writing.folds = rule_on(&normalizer->rules, "manifest-lines") != NULL;
	writing.sorts = rule_on(&normalizer->rules, "manifest-order") != NULL &&
			(writing.folds || all_end(&tiling));
	write_manifest(&writing, &tiling);
	if (buffer_check(out, err) < 0)
		return -1;
	if (normalizer->ledger->count == noted)
		note_lines(&writing, content,
			   bytes_slice(buffer_bytes(out), before, SIZE_MAX));
	return 0;
}
