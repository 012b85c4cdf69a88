/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an artifact holds, read in a confined child through libarchive: enough to find its
 * commit and its packer, never enough to judge it (compare/ does that). */

#include <stdint.h>
#include <sys/types.h>

#include "base/json.h"
#include "rebuild/session.h"

struct inventory_entry {
	char *path; /* owned, as in the archive; of a tar without its first folder
		       ("package/") */
	char *whole; /* owned: with it, where several archives are listed; NULL */
	char type;  /* 'f' file, 'd' folder, 'l' symlink, 'h' hardlink, 'o' other */
	mode_t mode;
	uint64_t size;
	int64_t mtime;
	int64_t uid, gid;
	char blob[41];	  /* git's name of the content; empty for what is no file */
	char blob_lf[41]; /* the same after CRLF -> LF, when that differs; else empty */
};

/* A file in which an artifact says what it is; inventory.c has the list of their names.
 */
struct inventory_text {
	char *path; /* owned, as that of its entry */
	char *text; /* owned; what is not UTF-8 is escaped */
};

struct inventory {
	struct inventory_entry *entries; /* owned, in the archive's order */
	size_t count;
	struct inventory_text *texts; /* owned, in the archive's order */
	size_t text_count;
	struct json *manifest; /* owned: package.json of the top folder; NULL */
	char *top; /* owned: the first folder: "package"; NULL in a zip, whose paths are
		      whole */
	int gzip_os, gzip_xfl;	    /* -1 when it is no gzip */
	int64_t gzip_mtime;	    /* 0: none, or it is no gzip */
	bool dot_names, duplicates; /* "/./" in names; a name twice */
};

#define cleanup_inventory __attribute__((cleanup(inventory_release)))
void inventory_release(struct inventory *inventory);

/* Of a folder, which holds several artifacts, those of its sdists and wheels one after
 * the other; of other packages there it lists nothing. */
int inventory_read(struct inventory *out, const struct session *session,
		   const char *artifact_path, struct error *err);

/* The text of the first file whose path is `path`, or ends with it where that starts with
 * "*"; NULL when there is none, or none that is kept.  Borrowed. */
const char *inventory_text(const struct inventory *inventory, const char *path);

/* The entry of that path, and of several the last, which is the one that stays when it is
 * unpacked; NULL.  Borrowed. */
const struct inventory_entry *inventory_find(const struct inventory *inventory,
					     const char *path);

/* Whether its archive is a zip: of a release's sdist and wheel, the wheel. */
bool inventory_is_of_zip(const struct inventory *inventory,
			 const struct inventory_entry *entry);

/* Whether `folder` holds a file of this path with these bytes, or with these but for
 * CRLF. A link in it may point anywhere; what is read through it becomes yes or no,
 * nothing else. */
bool inventory_entry_stands_in(const struct inventory_entry *entry, const char *folder);
