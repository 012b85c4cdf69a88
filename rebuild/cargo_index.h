/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The index of a registry of cargo, read over HTTP: RFC 2789 and "Index Format" of The
 * Cargo Book (doc.rust-lang.org/cargo/reference/registry-index.html).  config.json says
 * where crates are; a package has one file, with a line of JSON for each version.
 */

#include "rebuild/release.h"

/* "1/a", "2/ab", "3/a/abc", "se/rd/serde", in lower case; the caller frees. */
char *cargo_index_path(const char *name);

/* Whether a name can be that of a crate: letters, digits, "-" and "_", at most 64, a
 * letter first (what crates.io takes).  It goes into paths and shell lines. */
bool cargo_name_is_plain(const char *name);

/* Whether a text has the characters of a version by SemVer 2.0.0, and starts as one. */
bool cargo_version_is_plain(const char *version);

/* All versions, as an array in the order of the index; the caller frees.  ERROR_NOT_FOUND
 * when there is no such crate. */
int cargo_index_fetch(struct json **versions, const struct session *session,
		      const char *name, struct error *err);

/* The member of the array that has this version ("+build" behind it does not count);
 * NULL when there is none. */
const struct json *cargo_index_version(const struct json *versions, const char *version);

/* The newest that was not yanked and is no prerelease, else the newest that was not
 * yanked; borrowed; NULL when there is none. */
const char *cargo_index_newest(const struct json *versions);

/* Where the .crate of a version is, by config.json's "dl"; the caller frees *url. */
int cargo_index_download(char **url, const struct session *session,
			 const struct json *version, struct error *err);
