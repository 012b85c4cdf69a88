/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an artifact holds, read in a confined child through libarchive: enough to find its
 * commit and its packer, never enough to judge it (compare/ does that). */

#include <stdint.h>
#include <sys/types.h>

#include "base/json.h"
#include "rebuild/session.h"

struct inventory_entry {
	char *path; /* owned, as in the archive without its first folder ("package/") */
	char type;  /* 'f' file, 'd' folder, 'l' symlink, 'h' hardlink, 'o' other */
	mode_t mode;
	uint64_t size;
	int64_t mtime;
	int64_t uid, gid;
	char blob[41]; /* git's name of the content; empty for what is no file */
	char blob_lf[41]; /* the same after CRLF -> LF, when that differs; else empty */
};

struct inventory {
	struct inventory_entry *entries; /* owned, in the archive's order */
	size_t count;
	struct json *manifest; /* owned: package.json of the top folder; NULL */
	char *top;	       /* owned: the first folder: "package" */
	int gzip_os, gzip_xfl; /* -1 when it is no gzip */
	bool dot_names, duplicates; /* "/./" in names; a name twice */
};

#define cleanup_inventory __attribute__((cleanup(inventory_release)))
void inventory_release(struct inventory *inventory);

int inventory_read(struct inventory *out, const struct session *session,
		   const char *artifact_path, struct error *err);

/* Whether `folder` holds a file of this path with these bytes, or with these but for CRLF.
 * A link in it may point anywhere; what is read through it becomes yes or no, nothing else. */
bool inventory_entry_stands_in(const struct inventory_entry *entry, const char *folder);
