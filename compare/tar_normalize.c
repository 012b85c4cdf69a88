/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a tar archive: ustar headers, a pax header before a member only
 * for what does not fit or has no field, values as the rules that are on say, two zero
 * blocks.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/pairing.h"
#include "compare/tar_entry.h"

enum { END_BLOCKS = 2 };

/* What is written has to mean what was read: archives with anything that the canonical
 * form does not have are kept, and so are those without an end, which may be cut short.
 */
static bool
is_plain(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].complaint != NULL ||
		    strcmp(tiling->tiles[i].key, "gnu-fields") == 0 ||
		    strcmp(tiling->tiles[i].key, "pax/rest") == 0)
			return false;
	for (size_t i = 0; i < tiling->member_count; i++)
		if (tiling->members[i].type == 'o')
			return false;
	return tiling->member_count > 0 && normalize_find(tiling, "blocking") != NULL;
}

/* The members' indexes as they are to be written. */
static size_t *
order(struct normalizer *normalizer, const struct tiling *tiling)
{
	static const char *const rule[] = { "tar-order" };
	cleanup_names struct names names = { 0 }, none = { 0 };
	cleanup_pairing struct pairing pairing = { 0 };
	size_t *order = xcalloc(tiling->member_count + 1, sizeof(*order));
	bool free_order = normalize_wants(normalizer, rule, 1);

	names_init(&names, tiling->member_count);
	for (size_t i = 0; i < tiling->member_count; i++) {
		names_add(&names, tiling->members[i].name, i);
		order[i] = i;
		if (tiling->members[i].type == 'h')
			free_order = false;
	}
	pair_names(&pairing, &names, &none);
	if (free_order && !names_repeat(&names))
		for (size_t i = 0; i < names.count; i++)
			order[i] = names.at[i].index;
	return order;
}

static int
write_members(struct normalizer *normalizer, const struct tiling *tiling,
	      const struct tar_member *members, struct buffer *out, struct error *err)
{
	static const uint8_t end[END_BLOCKS * TAR_BLOCK_SIZE];
	cleanup_free size_t *indexes = order(normalizer, tiling);

	for (size_t i = 0; i < tiling->member_count; i++)
		if (tar_entry_write(normalizer, &members[indexes[i]],
				    tiling->members[indexes[i]].name, out, err) < 0)
			return -1;
	buffer_append(out, BYTES_OF(end));
	return buffer_check(out, err);
}

int
tar_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	static const char *const rules[] = { "tar-format", "tar-blocking" };
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_free struct tar_member *members = NULL;
	struct tar_meanings globals = { 0 };
	struct bytes rest = content;

	if (normalize_tile(normalizer, &format_tar, content, &tiling, err) < 0)
		return -1;
	if (!is_plain(&tiling) ||
	    !normalize_wants(normalizer, rules, array_length(rules)))
		return normalize_keep(out, content, err);
	members = xcalloc(tiling.member_count, sizeof(*members));
	for (size_t i = 0; i < tiling.member_count; i++) {
		if (tar_member_read(&members[i], rest, &globals, err) < 0)
			return -1;
		rest = bytes_slice(rest, members[i].whole, SIZE_MAX);
	}
	return write_members(normalizer, &tiling, members, out, err);
}
