/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/po_header.h"

#include <ctype.h>
#include <string.h>

#include "base/strings.h"

/* 9 is a digit, + a sign; anything else is itself. */
static const char form[] = "\"POT-Creation-Date: 9999-99-99 99:99+9999\\n\"\n";

static bool
fits(struct bytes line)
{
	if (line.size != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < line.size; i++) {
		int c = line.data[i];

		if (form[i] == '9'   ? !isdigit(c)
		    : form[i] == '+' ? c != '+' && c != '-'
				     : c != form[i])
			return false;
	}
	return true;
}

struct bytes
po_header_created(struct bytes catalogue)
{
	size_t at = 0;

	while (at < catalogue.size) {
		struct bytes rest = bytes_slice(catalogue, at, SIZE_MAX);
		const uint8_t *end = memchr(rest.data, '\n', rest.size);
		size_t size = end != NULL ? (size_t)(end - rest.data) + 1 : rest.size;
		struct bytes line = bytes_slice(rest, 0, size);

		if (size == 1)
			break;
		if (fits(line))
			return line;
		at += size;
	}
	return (struct bytes){ 0 };
}

bool
po_header_same_but_created(struct bytes a, struct bytes b)
{
	struct bytes left = po_header_created(a), right = po_header_created(b);
	size_t at, behind;

	if (left.size == 0 || right.size == 0)
		return false;
	at = (size_t)(left.data - a.data);
	behind = at + left.size;
	return at == (size_t)(right.data - b.data) &&
	       bytes_equal(bytes_slice(a, 0, at), bytes_slice(b, 0, at)) &&
	       bytes_equal(bytes_slice(a, behind, SIZE_MAX),
			   bytes_slice(b, behind, SIZE_MAX));
}
