/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/aclocal_pieces.h"

#include <ctype.h>
#include <string.h>

#include "base/strings.h"

/* "# pkg.m4 - Macros", "# nls.m4 serial 6": the name, without what follows. */
static bool
read_name(struct bytes line, char *name)
{
	struct bytes rest = bytes_slice(line, 2, SIZE_MAX);
	size_t size = 0;

	if (!bytes_start_with(line, bytes_of_text("# ")))
		return false;
	while (size < rest.size && size < PIECE_NAME_MAX - 1 &&
	       (isalnum(rest.data[size]) || strchr("._~+-", rest.data[size]) != NULL))
		size++;
	if (size <= 3 || memcmp(rest.data + size - 3, ".m4", 3) != 0)
		return false;
	rest = bytes_slice(rest, size, SIZE_MAX);
	if (rest.size > 0 && !bytes_start_with(rest, bytes_of_text(" -")) &&
	    !bytes_start_with(rest, bytes_of_text(" serial")))
		return false;
	memcpy(name, line.data + 2, size);
	name[size] = '\0';
	return true;
}

/* Whether a line that follows an empty one begins a piece. */
static bool
begins(struct bytes line, char *name)
{
	name[0] = '\0';
	return read_name(line, name) ||
	       bytes_start_with(line, bytes_of_text("# Copyright (C) ")) ||
	       bytes_start_with(line, bytes_of_text("m4_include(["));
}

bool
aclocal_piece_next(struct bytes *rest, struct aclocal_piece *piece)
{
	struct cursor at = cursor_on(*rest);
	char next[PIECE_NAME_MAX];
	bool empty = false;
	size_t size;

	if (rest->size == 0)
		return false;
	(void)begins(cursor_take_line(&at), piece->name);
	for (size = rest->size - at.rest.size; at.rest.size > 0;
	     size = rest->size - at.rest.size) {
		struct bytes line = cursor_take_line(&at);

		if (empty && begins(line, next))
			break;
		empty = line.size == 0;
	}
	piece->content = bytes_slice(*rest, 0, size);
	*rest = bytes_slice(*rest, size, SIZE_MAX);
	return true;
}

bool
aclocal_diff_is_usual(const char *diff)
{
	struct cursor at = cursor_on(bytes_of_text(diff));

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);

		if (line.size < 2 || (line.data[0] != '-' && line.data[0] != '+'))
			continue;
		if (line.data[0] == '+' || !bytes_start_with(line, bytes_of_text("-##")))
			return false;
	}
	return true;
}
