/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a source says about how npm packs it: its manifest, its scripts, its lock file, and
 * which of the published files it already holds. */

#include "rebuild/source.h"

enum npm_lock { LOCK_NONE, LOCK_NPM, LOCK_YARN, LOCK_BERRY, LOCK_PNPM };

struct npm_source {
	char *folder;	       /* owned: the package's own, on the host */
	struct json *manifest; /* owned: its package.json */
	size_t published;      /* files of the artifact but for package.json */
	struct strings absent; /* those whose bytes do not stand at their path here */
	enum npm_lock lock;
	char *lock_name;       /* owned: "package-lock.json"; NULL without one */
	char *lock_folder;     /* owned: as seen from folder: "." or "../.."; NULL without one */
};

#define cleanup_npm_source __attribute__((cleanup(npm_source_release)))
void npm_source_release(struct npm_source *npm);

/* -1 with ERROR_MALFORMED when there is no package.json, or one without a usable name. */
int npm_source_read(struct npm_source *out, const struct source *source,
		    const struct inventory *inventory, struct error *err);

/* The text of a script of the manifest; NULL when it has none of that name. */
const char *npm_source_script(const struct npm_source *npm, const char *name);

/* Whether a script publishes or pushes: nothing that a rebuild should repeat. */
bool npm_script_publishes(const char *script);

/* Whether text can be a package's name or version: it goes into file names and shell lines. */
bool npm_text_is_plain(const char *text);
