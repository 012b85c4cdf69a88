/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What the checks of one list have said, kept in a folder of its own.  One run at a time
 * works on it, for as long as it lives and not longer: a run that was killed leaves no
 * lock.  A check writes a draft, which only its own run makes a record of, so that what a
 * check of a dead run still writes is nobody's.
 */

#include "base/cancel.h"
#include "base/json.h"
#include "base/progress.h"

struct kept {
	char *folder; /* owned: of the records */
	char *drafts; /* owned: a folder in it for those of this run */
	int lock;     /* owned: the folder, locked */
};

#define KEPT_INIT                                                                        \
	{                                                                                \
		.lock = -1                                                               \
	}

/* Makes the folder where there is none, and waits while another run is at work on it;
 * with `fresh` all records are removed.  -1 also when cancel says stop. */
int kept_open(struct kept *out, const char *folder, bool fresh,
	      const struct cancel *cancel, struct progress *progress, struct error *err);
void kept_close(struct kept *kept);

/* Where the check called `name` is to write; the caller frees. */
char *kept_draft(const struct kept *kept, const char *name);

/* The draft becomes the record, and replaces an older one; *out is the caller's.  -1
 * where it is no whole one. */
int kept_accept(struct json **out, const struct kept *kept, const char *name,
		struct error *err);

/* The record: a whole cupel-check/1, which the caller frees; NULL: there is none. */
struct json *kept_read(const struct kept *kept, const char *name);
