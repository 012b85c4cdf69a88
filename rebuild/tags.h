/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which names of tags mean a version of a project. */

#include <stdbool.h>

#include "base/strings.h"
#include "rebuild/version.h"

/* From the worst to the best. */
enum tag_fit {
	TAG_OTHER, /* not this version */
	TAG_MAYBE, /* the version, behind a name that is not known to be the project's:
		    * only content can tell */
	TAG_FITS, /* the version written in another way (2024.01.02 for 2024.1.2), or with
		   * something harmless behind it: a day, "-stable", "-release" */
	TAG_EXACT, /* the whole of the name is accounted for */
};

/* What is looked for. */
struct tag_wanted {
	enum version_scheme scheme;
	const char *version; /* borrowed */
	const struct strings
		*names; /* borrowed: what the project may be called in a tag;
			 * separators and case do not count (c-ares is cares) */
};

/* A tag is, after at most one name, marks of a release ("release-", "rel_", "r", "dist-",
 * a "v") and nothing else, the version, whose runs of digits and letters may be separated
 * in any way: v1.2.3, R_2_5_0, curl-8_5_0, name/v1.2.3, @scope/name@1.0.0.  2.0 is not
 * v1.2.0, and 1.2.3 is not 1.2.3-hotfix.  Debian's versions are debian/VERSION, as DEP-14
 * writes them, too. */
enum tag_fit tag_fit(const char *tag, const struct tag_wanted *wanted);

/* The same for one name; whether it is better than TAG_MAYBE. */
bool tag_means(const char *tag, const char *package, const char *version);
