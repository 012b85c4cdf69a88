/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Where each published file comes from. */

#include "rebuild/source.h"

enum origin {
	ORIGIN_SOURCE,	  /* these bytes stand in the source at this path */
	ORIGIN_COPIED,	  /* another project released these bytes; `how` says which */
	ORIGIN_GENERATED, /* not in the source; the build makes it so */
	ORIGIN_STAMPED,	  /* the same, but for a date or a version */
	ORIGIN_ASSISTED,  /* a part of it was taken from the published artifact */
	ORIGIN_UNEXPLAINED,
	ORIGIN_COUNT,
};

struct file_origin {
	char *path; /* owned, without the first folder */
	enum origin origin;
	char *detail; /* owned: the blob id for ORIGIN_SOURCE; else NULL */
	char *how;    /* owned: more, in words: "gettext 0.21.1: m4/po.m4"; NULL */
	bool excused; /* rules cover what the rebuilt one has otherwise */
};

struct origins {
	struct file_origin *files; /* owned, by path */
	size_t count;
};

void origins_release(struct origins *origins);

/* What the rebuild gave, to look published files up in. */
struct rebuilt_files {
	const struct inventory *inventory; /* borrowed; NULL: nothing was built */
	const struct strings
		*differing; /* borrowed: members with findings; may be NULL */
};

/* For all of `published` that is no folder. */
void origins_find(struct origins *out, const struct inventory *published,
		  const struct source *source, const struct rebuilt_files *rebuilt);

size_t origins_count(const struct origins *origins, enum origin origin);

/* "source", "copied", "generated", "stamped", "assisted", "unexplained". */
const char *origin_name(enum origin origin);
