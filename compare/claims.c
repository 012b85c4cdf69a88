/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/claims.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

static const struct claim_source sources[] = {
#define CLAIM(id, format, holder, carrier, scope, reader, writer)                        \
	{                                                                                \
		id,                                                                      \
		format,                                                                  \
		holder,                                                                  \
		carrier,                                                                 \
		scope,                                                                   \
		claims_read_##reader,                                                    \
		claims_write_##writer                                                    \
	},
#include "compare/claims.def"
#undef CLAIM
};

/* A list is looked for in a member, its stream, an archive in there, and its stream. */
enum { LOOKS_DEEP = 4 };

void
claims_list_release(struct claim_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->at[i].name);
	free(list->at);
}

void
claims_release(struct claims *claims)
{
	claims_list_release(&claims->published);
	claims_list_release(&claims->rebuilt);
	strings_release(&claims->followed);
	*claims = (struct claims){ 0 };
}

static const char *
plain_name(const char *name)
{
	return strncmp(name, "./", 2) == 0 ? name + 2 : name;
}

bool
claims_name_is(const char *pattern, const char *name)
{
	return fnmatch(pattern, plain_name(name), FNM_PATHNAME) == 0;
}

void
claims_add(struct claim_list *list, struct bytes name, enum digest_kind kind,
	   const struct digest *digest)
{
	cleanup_buffer struct buffer escaped = BUFFER_INIT(SIZE_MAX);

	/* As the members' names are: both are compared as a person would read them. */
	buffer_append_escaped(&escaped, name);
	array_append(list->at, list->count,
		     ((struct claim){ .name = xstrdup(plain_name(buffer_text(&escaped))),
				      .kind = kind,
				      .digest = *digest,
				      .size = -1 }));
}

static int
order_claims(const void *a, const void *b)
{
	const struct claim *left = a, *right = b;
	int order = strcmp(left->name, right->name);

	return order != 0 ? order
			  : (left->kind > right->kind) - (left->kind < right->kind);
}

/* What the list is read from; false when there is no such member. */
static bool read_carrier(struct claim_list *list, const struct claim_source *source,
			 const struct tiling *tiling, struct budget *budget,
			 unsigned depth);

/* Looks into a content: through streams, for the list itself or for an archive with it.
 */
static bool
read_inside(struct claim_list *list, const struct claim_source *source,
	    struct bytes content, struct budget *budget, unsigned depth)
{
	const struct format *format = format_recognize(content);
	cleanup_tiling struct tiling tiling = { 0 };
	bool found = false;

	if (depth == 0 || format->tile == NULL)
		return false;
	format_tile(format, content, budget, &tiling);
	if (tiling.member_count > 0)
		found = read_carrier(list, source, &tiling, budget, depth - 1);
	for (size_t i = 0; i < tiling.tile_count && !found; i++)
		if (tiling.tiles[i].kind == TILE_STREAM &&
		    tiling.tiles[i].member == NO_MEMBER)
			found = read_inside(list, source,
					    tile_content_of(&tiling.tiles[i]), budget,
					    depth - 1);
	return found;
}

/* The text of the list may be compressed. */
static void
read_list(struct claim_list *list, const struct claim_source *source,
	  struct bytes content, struct budget *budget)
{
	const struct format *format = format_recognize(content);
	cleanup_tiling struct tiling tiling = { 0 };

	if (format->tile != NULL) {
		format_tile(format, content, budget, &tiling);
		for (size_t i = 0; i < tiling.tile_count; i++)
			if (tiling.tiles[i].kind == TILE_STREAM) {
				source->read(list, tile_content_of(&tiling.tiles[i]));
				return;
			}
	}
	source->read(list, content);
}

static bool
read_carrier(struct claim_list *list, const struct claim_source *source,
	     const struct tiling *tiling, struct budget *budget, unsigned depth)
{
	bool within = depth == LOOKS_DEEP && source->holder != NULL;

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->member == NO_MEMBER ||
		    (tile->kind != TILE_CONTENT && tile->kind != TILE_STREAM) ||
		    !claims_name_is(within ? source->holder : source->carrier,
				    tiling->members[tile->member].name))
			continue;
		if (within)
			return read_inside(list, source, tile_content_of(tile), budget,
					   depth);
		read_list(list, source, tile_content_of(tile), budget);
		return true;
	}
	return false;
}

static bool
find_list(struct claim_list *list, const struct claim_source *source,
	  const struct tiling *tiling, struct budget *budget)
{
	if (!read_carrier(list, source, tiling, budget, LOOKS_DEEP))
		return false;
	if (list->count > 0)
		qsort(list->at, list->count, sizeof(*list->at), order_claims);
	return true;
}

bool
claims_find(struct claims *claims, const struct format *format,
	    const struct tiling *published, const struct tiling *rebuilt,
	    struct budget *budget)
{
	for (size_t i = 0; i < array_length(sources); i++) {
		bool ours, theirs;

		if (strcmp(sources[i].format, format->name) != 0)
			continue;
		ours = find_list(&claims->published, &sources[i], published, budget);
		theirs = find_list(&claims->rebuilt, &sources[i], rebuilt, budget);
		claims->source = &sources[i];
		if ((ours || theirs) &&
		    claims->published.count + claims->rebuilt.count > 0)
			return true;
	}
	return false;
}

bool
claims_find_one(struct claim_list *list, const struct claim_source **source,
		const struct format *format, const struct tiling *tiling,
		struct budget *budget)
{
	for (size_t i = 0; i < array_length(sources); i++)
		if (strcmp(sources[i].format, format->name) == 0 &&
		    find_list(list, &sources[i], tiling, budget)) {
			*source = &sources[i];
			return true;
		}
	return false;
}

/* The first claim about the name; they stand side by side. */
static size_t
find_claim(const struct claim_list *list, const char *name)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(list->at[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_right(const struct claim *claim, struct bytes content, char *hex)
{
	struct digest digest;

	if (claim->digest.size == 0)
		return true;
	digest = digest_of(claim->kind, content);
	digest_to_hex(&digest, hex);
	return digest.size == claim->digest.size &&
	       memcmp(digest.data, claim->digest.data, digest.size) == 0;
}

char *
claims_check(const struct claim_list *list, const char *name, struct bytes content)
{
	const char *plain = plain_name(name);

	for (size_t i = find_claim(list, plain);
	     i < list->count && strcmp(list->at[i].name, plain) == 0; i++) {
		char said[DIGEST_HEX_MAX], hex[DIGEST_HEX_MAX];

		if (list->at[i].size >= 0 && (uint64_t)list->at[i].size != content.size)
			return xasprintf("says that it has %lld bytes, it has %zu",
					 (long long)list->at[i].size, content.size);
		if (is_right(&list->at[i], content, hex))
			continue;
		digest_to_hex(&list->at[i].digest, said);
		return xasprintf("says %s, the content has %s", said, hex);
	}
	return NULL;
}

static bool
are_same(const struct claim *a, const struct claim *b)
{
	return strcmp(a->name, b->name) == 0 && a->kind == b->kind &&
	       a->size == b->size && a->digest.size == b->digest.size &&
	       memcmp(a->digest.data, b->digest.data, a->digest.size) == 0;
}

bool
claims_agree(const struct claims *claims, const char *name)
{
	const struct claim_list *published = &claims->published,
				*rebuilt = &claims->rebuilt;
	const char *plain = plain_name(name);
	size_t a = find_claim(published, plain), b = find_claim(rebuilt, plain);

	for (; a < published->count && strcmp(published->at[a].name, plain) == 0;
	     a++, b++)
		if (b == rebuilt->count || !are_same(&published->at[a], &rebuilt->at[b]))
			return false;
	return b == rebuilt->count || strcmp(rebuilt->at[b].name, plain) != 0;
}

void
claims_follow(struct claims *claims, const char *name)
{
	strings_add(&claims->followed, plain_name(name));
	claims->sorted = false;
}

static int
order_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_told(const struct claims *claims, const char *name)
{
	return claims->followed.count > 0 &&
	       bsearch(&name, claims->followed.items, claims->followed.count,
		       sizeof(char *), order_texts) != NULL;
}

static void
sort_followed(struct claims *claims)
{
	if (!claims->sorted)
		strings_sort(&claims->followed);
	claims->sorted = true;
}

bool
claims_are_followed(struct claims *claims, const char *name)
{
	sort_followed(claims);
	return !claims->lied && is_told(claims, plain_name(name));
}

/* Whether a line of a list is about a member that differs. */
static bool
is_followed(const struct claims *claims, struct bytes line)
{
	struct claim_list list = { 0 };
	bool followed;

	claims->source->read(&list, line);
	followed = list.count == 1 && is_told(claims, list.at[0].name);
	claims_list_release(&list);
	return followed;
}

/* The next line that is not about a member that differs; false at the end. */
static bool
next_line(const struct claims *claims, struct cursor *at, struct bytes *line)
{
	while (at->rest.size > 0) {
		*line = cursor_take_line(at);
		if (!is_followed(claims, *line))
			return true;
	}
	return false;
}

static bool
ends_in_newline(struct bytes text)
{
	return text.size == 0 || text.data[text.size - 1] == '\n';
}

bool
claims_explain(struct claims *claims, struct bytes published, struct bytes rebuilt)
{
	struct cursor ours = cursor_on(published), theirs = cursor_on(rebuilt);

	if (claims->lied || !ends_in_newline(published) || !ends_in_newline(rebuilt))
		return false;
	sort_followed(claims);
	for (;;) {
		struct bytes a = { 0 }, b = { 0 };
		bool more = next_line(claims, &ours, &a);

		if (more != next_line(claims, &theirs, &b))
			return false;
		if (!more)
			return true;
		if (!bytes_equal(a, b))
			return false;
	}
}

/* The lines that are not about members that differ, sorted. */
static void
list_lines(const struct claims *claims, struct bytes text, struct strings *lines)
{
	struct cursor at = cursor_on(text);
	struct bytes line;

	while (next_line(claims, &at, &line)) {
		cleanup_free char *copy = xstrndup((const char *)line.data, line.size);

		strings_add(lines, copy);
	}
	strings_sort(lines);
}

bool
claims_are_reordered(struct claims *claims, struct bytes published, struct bytes rebuilt)
{
	cleanup_strings struct strings ours = { NULL, 0 }, theirs = { NULL, 0 };
	bool same;

	if (claims->lied || !claims_have_lines(published) || !claims_have_lines(rebuilt))
		return false;
	sort_followed(claims);
	list_lines(claims, published, &ours);
	list_lines(claims, rebuilt, &theirs);
	same = ours.count == theirs.count;
	for (size_t i = 0; i < ours.count && same; i++)
		same = strcmp(ours.items[i], theirs.items[i]) == 0;
	return same;
}
