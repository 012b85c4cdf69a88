/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_shape.h"

#include <string.h>

#include "base/memory.h"
#include "base/strings.h"

enum {
	LONG_LINE = 256, /* written by hand, a line of code is seldom half as long */
	FAR_LONGER = 2,	 /* times the longest line of the other side */
};

bool
code_is_script(const char *name)
{
	static const char *const ends[] = {
		".js",	".cjs", ".mjs", ".jsx", ".ts", ".cts",
		".mts", ".tsx", ".sh",	".py",	".rb", ".php"
	};

	for (size_t i = 0; i < array_length(ends); i++)
		if (text_ends_with(name, ends[i]))
			return true;
	return false;
}

static bool
is_source_map(struct bytes line)
{
	static const char mark[] = "//# sourceMappingURL=";

	return bytes_start_with(line, bytes_of_text(mark));
}

size_t
code_longest_line(struct bytes code)
{
	size_t longest = 0;

	for (struct cursor at = cursor_on(code); at.rest.size > 0;) {
		struct bytes line = cursor_take_line(&at);

		if (line.size > longest && !is_source_map(line))
			longest = line.size;
	}
	return longest;
}

bool
code_is_obscured(struct bytes published, struct bytes rebuilt)
{
	size_t longest = code_longest_line(published);

	return longest >= LONG_LINE && longest / FAR_LONGER > code_longest_line(rebuilt);
}
