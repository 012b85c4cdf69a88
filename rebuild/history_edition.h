/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One release of a history: what was published, and the commit that it was held against.
 */

#include "rebuild/checks.h"
#include "rebuild/inventory.h"
#include "rebuild/release.h"
#include "rebuild/repository.h"

struct edition {
	struct release release;
	struct inventory inventory;
	struct repository *repository; /* owned; NULL: no commit is known */
	const char *commit;	       /* borrowed from the report */
	const char *directory;	       /* borrowed from it */
	const struct json *report;     /* borrowed; NULL */
};

#define cleanup_edition __attribute__((cleanup(edition_release)))
void edition_release(struct edition *edition);

int edition_open(struct edition *out, const struct session *session,
		 const struct checked *checked, struct error *err);

/* A release may have a file twice: in its sdist, and (zip) in its wheel.  NULL: it does
 * not have it.  Borrowed. */
const struct inventory_entry *edition_file(const struct edition *edition,
					   const char *path, bool zip);

/* The file of this release that another one's is held against.  A folder that is called
 * by the version is the same one; and where there is no archive of that kind, the file of
 * the other is it. */
const struct inventory_entry *edition_counterpart(const struct edition *edition,
						  const char *path, bool zip);

/* git's name of the file in the source; "" where there is none. */
void edition_source_blob(char *blob, const struct edition *edition, const char *path,
			 bool zip);
