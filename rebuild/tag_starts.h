/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where in the name of a tag a version may start: behind marks of a release, the
 * project's name, and a "v". */

#include <stddef.h>

#include "base/strings.h"

enum { TAG_STARTS_MOST = 32 };

struct tag_starts {
	const char *at[TAG_STARTS_MOST]; /* borrowed from the tag */
	size_t count;
};

/* A project's name goes before anything that looks like a number, as it may hold digits:
 * pcre2-10.42.  `distribution` ("debian") is one more name; NULL. */
void tag_starts_known(struct tag_starts *out, const char *tag,
		      const struct strings *names, const char *distribution);

/* Behind what may be the name of a project that we do not know: "other-1.2.3". */
void tag_starts_unknown(struct tag_starts *out, const char *tag);
