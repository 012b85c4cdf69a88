/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names are escaped: a NUL is "\x00", a backslash "\x5c", which Windows takes for a
 * slash. Two names have one plain spelling when they differ only in case, in the Unicode
 * form of their letters (HFS+ and APFS), or in slashes and dots that lead nowhere else.
 */
#include "compare/spellings.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/unicode.h"

static const char backslash[] = "\\x5c";

/* The part of a path at its start, without the slash behind it; *rest is what follows. */
static struct bytes
take_part(struct bytes *rest)
{
	struct bytes part = bytes_before(*rest, '/');

	*rest = bytes_slice(*rest, part.size + 1, SIZE_MAX);
	return part;
}

static char *
plain_of(const char *name)
{
	cleanup_buffer struct buffer tidy = BUFFER_INIT(SIZE_MAX);
	struct buffer plain = BUFFER_INIT(SIZE_MAX);
	struct bytes rest = bytes_of_text(name);

	while (rest.size > 0) {
		struct bytes part = take_part(&rest);

		if (part.size == 0 || bytes_equal_text(part, "."))
			continue;
		if (tidy.size > 0)
			buffer_append_byte(&tidy, '/');
		buffer_append(&tidy, part);
	}
	unicode_fold(&plain, buffer_bytes(&tidy));
	return buffer_steal_text(&plain);
}

static int
compare_spellings(const void *a, const void *b)
{
	const struct spelling *one = a, *other = b;

	int order = strcmp(one->plain, other->plain);

	return order != 0 ? order : strcmp(one->name, other->name);
}

void
spellings_release(struct spellings *spellings)
{
	for (size_t i = 0; i < spellings->count; i++)
		free(spellings->at[i].plain);
	free(spellings->at);
	*spellings = (struct spellings){ 0 };
}

void
spellings_make(struct spellings *spellings, const struct tiling *tiling)
{
	spellings->at = xcalloc(tiling->member_count + 1, sizeof(*spellings->at));
	for (size_t i = 0; i < tiling->member_count; i++) {
		const struct member *member = &tiling->members[i];

		if (member->type != 's')
			spellings->at[spellings->count++] =
				(struct spelling){ plain_of(member->name), member->name };
	}
	qsort(spellings->at, spellings->count, sizeof(*spellings->at), compare_spellings);
}

/* A part "..", whichever way the slashes lean. */
static bool
leads_up(const char *name)
{
	cleanup_buffer struct buffer slashes = BUFFER_INIT(SIZE_MAX);
	struct bytes rest;

	for (const char *at = name; *at != '\0';) {
		bool leans = text_starts_with(at, backslash);

		buffer_append_byte(&slashes, leans ? '/' : (uint8_t)*at);
		at += leans ? strlen(backslash) : 1;
	}
	rest = buffer_bytes(&slashes);
	while (rest.size > 0)
		if (bytes_equal_text(take_part(&rest), ".."))
			return true;
	return false;
}

static bool
is_absolute(const char *name)
{
	bool letter =
		(name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= 'a' && name[0] <= 'z');

	return name[0] == '/' || text_starts_with(name, backslash) ||
	       (letter && name[1] == ':' &&
		(name[2] == '/' || text_starts_with(name + 2, backslash)));
}

/* The first spelling that is not before this one, or with `after` the first behind it. */
static size_t
find_bound(const struct spellings *spellings, const char *plain, bool after)
{
	size_t low = 0, high = spellings->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(spellings->at[middle].plain, plain);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Another name with the same plain spelling: names of one are sorted. */
static const char *
find_other(const struct spellings *spellings, const char *name)
{
	cleanup_free char *plain = plain_of(name);
	size_t first = find_bound(spellings, plain, false);
	size_t end = find_bound(spellings, plain, true);

	if (first == end)
		return NULL;
	if (strcmp(spellings->at[first].name, name) != 0)
		return spellings->at[first].name;
	return strcmp(spellings->at[end - 1].name, name) != 0 ? spellings->at[end - 1].name
							       : NULL;
}

char *
spellings_trouble(const struct spellings *spellings, const char *name)
{
	const char *other;

	if (is_absolute(name) || leads_up(name))
		return xstrdup("the name leads out of where it is unpacked");
	if (strstr(name, "\\x00") != NULL)
		return xstrdup("the name goes on behind a NUL, where many readers end");
	other = find_other(spellings, name);
	return other == NULL
		       ? NULL
		       : xasprintf("some systems take the name for that of %s", other);
}
