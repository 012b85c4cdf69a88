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

	return line.size == 0 ? xstrdup("")
			      : xstrndup((const char *)line.data, line.size);
}

static size_t
runs_of(const char *text)
{
	struct version_run run;
	size_t count = 0;

	while (version_next_run(&run, &text))
		count++;
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cursor cursor = cursor_on((struct bytes){ data, size });
	cleanup_free char *tag = take_line(&cursor), *package = take_line(&cursor),
			  *version = take_line(&cursor);
	cleanup_free char *usual = xasprintf("v%s", version);

	if (version[0] >= '0' && version[0] <= '9')
		insist(tag_means(usual, package, version),
		       "v and the version mean the version");
	if (tag_means(tag, package, version))
		insist(runs_of(tag) >= runs_of(version),
		       "a tag has all runs of the version");
	return 0;
}
