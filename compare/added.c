/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/added.h"

#include <string.h>

void
added_say(struct buffer *out, struct strings *published, struct strings *rebuilt)
{
	enum { SHOWN = 10 };
	size_t count = 0, at = 0;

	strings_sort(published);
	strings_sort(rebuilt);
	for (size_t i = 0; i < published->count && count <= SHOWN; i++) {
		const char *name = published->items[i];

		while (at < rebuilt->count && strcmp(rebuilt->items[at], name) < 0)
			at++;
		if ((at < rebuilt->count && strcmp(rebuilt->items[at], name) == 0) ||
		    (i > 0 && strcmp(published->items[i - 1], name) == 0))
			continue;
		buffer_printf(out, "%s%s", count == 0 ? "" : ", ",
			      count < SHOWN ? name : "...");
		count++;
	}
}
