/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The folder that a program was built in, as debug data names it.
 *
 * It is not known from elsewhere, so it is taken from the strings: the first pair that
 * differs must be two absolute paths of one length, and up to the last folder in which
 * they differ they are the two roots.  Then each other pair that differs must begin with
 * these roots and go on the same.  Paths of different lengths move everything behind
 * them, and the numbers in debug data that refer to it: these are not told apart here.
 */
#include "compare/elf_paths.h"

#include <sys/param.h>

struct roots {
	struct bytes published, rebuilt;
};

static struct bytes
take_text(struct cursor *at)
{
	struct bytes text = bytes_before(at->rest, 0);

	cursor_take(at, MIN(text.size + 1, at->rest.size));
	return text;
}

/* Up to the end of the last folder or file name in which two paths differ; 0 where they
 * are no such paths. */
static size_t
length_of_roots(struct bytes published, struct bytes rebuilt)
{
	size_t end = published.size - bytes_common_end(published, rebuilt);

	while (end < published.size && published.data[end] != '/')
		end++;
	if (published.data[0] != '/' || rebuilt.data[0] != '/' ||
	    memchr(rebuilt.data, 0, rebuilt.size) != NULL)
		return 0;
	return end;
}

/* The two must have slashes at the same places, as one name each is replaced. */
static bool
are_like_paths(struct bytes published, struct bytes rebuilt)
{
	for (size_t i = 0; i < published.size; i++)
		if ((published.data[i] == '/') != (rebuilt.data[i] == '/') ||
		    published.data[i] < ' ' || rebuilt.data[i] < ' ')
			return false;
	return true;
}

static bool
begins_so(struct bytes text, struct bytes root)
{
	return bytes_start_with(text, root) &&
	       (text.size == root.size || text.data[root.size] == '/');
}

static bool
takes_pair(struct roots *roots, struct bytes published, struct bytes rebuilt)
{
	if (published.size != rebuilt.size || published.size == 0)
		return false;
	if (roots->published.size == 0) {
		size_t size = length_of_roots(published, rebuilt);

		roots->published = bytes_slice(published, 0, size);
		roots->rebuilt = bytes_slice(rebuilt, 0, size);
		if (size == 0 || !are_like_paths(roots->published, roots->rebuilt))
			return false;
	}
	return begins_so(published, roots->published) &&
	       begins_so(rebuilt, roots->rebuilt) &&
	       bytes_equal(bytes_slice(published, roots->published.size, SIZE_MAX),
			   bytes_slice(rebuilt, roots->rebuilt.size, SIZE_MAX));
}

bool
elf_paths_are_replaced(struct bytes published, struct bytes rebuilt)
{
	struct cursor ours = cursor_on(published), theirs = cursor_on(rebuilt);
	struct roots roots = { 0 };

	if (published.size != rebuilt.size)
		return false;
	while (ours.rest.size > 0) {
		struct bytes left = take_text(&ours), right = take_text(&theirs);

		if (!bytes_equal(left, right) && !takes_pair(&roots, left, right))
			return false;
	}
	return roots.published.size > 0;
}
