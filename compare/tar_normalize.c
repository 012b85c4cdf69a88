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
#include "compare/members.h"
#include "compare/relist.h"
#include "compare/tar_entry.h"

enum { END_BLOCKS = 2 };

static bool
is_plain_tile(const struct tile *tile)
{
	static const char *const keys[] = { "gnu-fields", "sparse-map", "pax/rest" };

	for (size_t i = 0; i < array_length(keys); i++)
		if (strcmp(tile->key, keys[i]) == 0)
			return false;
	/* What a map says of a content must stay so; and no field has a sign. */
	return tile->complaint == NULL &&
	       !text_starts_with(tile->key, "record:GNU.sparse") &&
	       (tile->number >= 0 || tile->number == NOT_A_NUMBER);
}

/* What is written has to mean what was read: archives with anything that the canonical
 * form does not have are kept, and so are those without an end, which may be cut short.
 */
bool
tar_is_plain(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (!is_plain_tile(&tiling->tiles[i]))
			return false;
	for (size_t i = 0; i < tiling->member_count; i++)
		if (tiling->members[i].type == 'o')
			return false;
	return tiling->member_count > 0 && normalize_find(tiling, "blocking") != NULL;
}

/* The members as they are to be written: sorted, where their order says nothing. */
static void
order(struct names *names, struct normalizer *normalizer, const struct tiling *tiling)
{
	static const char *const rule[] = { "tar-order" };

	members_name(names, tiling);
	names_sort(names);
	if (normalize_wants(normalizer, rule, 1) && members_have_no_order(tiling, names))
		return;
	names_release(names);
	members_name(names, tiling);
}

static int
write_members(struct normalizer *normalizer, const struct tiling *tiling,
	      const struct tar_member *members, struct buffer *out, struct error *err)
{
	static const uint8_t end[END_BLOCKS * TAR_BLOCK_SIZE];
	cleanup_names struct names names = { 0 };

	order(&names, normalizer, tiling);
	for (size_t i = 0; i < names.count; i++)
		if (!normalize_leaves_out(normalizer, tiling, names.at[i].index) &&
		    tar_entry_write(normalizer, &members[names.at[i].index],
				    names.at[i].name, out, err) < 0)
			return -1;
	buffer_append(out, BYTES_OF(end));
	return buffer_check(out, err);
}

/* As write_members(), of an archive with a list of its members, as gems have one. */
static int
write_listed(struct normalizer *normalizer, const struct tiling *tiling,
	     const struct tar_member *members, struct buffer *out, struct error *err)
{
	const struct relist *outer = normalizer->relist;
	cleanup_relist struct relist list = { 0 };
	int listed = relist_begin(&list, normalizer, &format_tar, tiling), written = 0;

	if (listed < 0)
		return normalize_keep(out, tiling->content, err);
	normalizer->relist = NULL;
	for (size_t i = 0; i < tiling->member_count && listed > 0 && written == 0; i++)
		written = relist_learn(&list, normalizer, tiling->members[i].name,
				       members[i].content, err);
	normalizer->relist = listed > 0 ? &list : NULL;
	if (written == 0)
		written = write_members(normalizer, tiling, members, out, err);
	normalizer->relist = outer;
	return written;
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
	if (!tar_is_plain(&tiling) ||
	    !normalize_wants(normalizer, rules, array_length(rules)))
		return normalize_keep(out, content, err);
	members = xcalloc(tiling.member_count, sizeof(*members));
	for (size_t i = 0; i < tiling.member_count; i++) {
		if (tar_member_read(&members[i], rest, &globals, err) < 0)
			return -1;
		rest = bytes_slice(rest, members[i].whole, SIZE_MAX);
	}
	return write_listed(normalizer, &tiling, members, out, err);
}
