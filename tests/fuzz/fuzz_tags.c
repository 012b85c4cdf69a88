/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three lines: a tag, a package, a version. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/tags.h"
#include "tests/fuzz/fuzz.h"

static char *
take_line(struct cursor *cursor)
{
	struct bytes line = cursor_take_line(cursor);

	return line.size == 0 ? xstrdup("") : xstrndup((const char *)line.data, line.size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor cursor = cursor_on((struct bytes){ data, size });
	cleanup_free char *tag = take_line(&cursor), *package = take_line(&cursor),
			  *version = take_line(&cursor);
	cleanup_free char *usual = xasprintf("v%s", version);

	insist(tag_means(usual, package, version), "v and the version mean the version");
	if (tag_means(tag, package, version))
		insist(strlen(tag) >= strlen(version), "a tag has the whole version in it");
	return 0;
}
