/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Cargo.lock, in its versions 1 to 4: the packages that were resolved, each with the
 * SHA-256 of its .crate. */

#include "base/error.h"
#include "base/json.h"

struct locked_package {
	char *name, *version; /* owned; both plain (rebuild/cargo_index.h) */
	char *checksum;	      /* owned: as it stands there; NULL: none */
	bool from_registry;   /* of crates.io or another; else the workspace's own */
	bool from_crates_io;
	struct strings dependencies; /* "name", "name version", "name version (source)" */
};

struct crate_lock {
	struct locked_package *items; /* owned */
	size_t count;
};

void crate_lock_release(struct crate_lock *lock);
#define cleanup_crate_lock __attribute__((cleanup(crate_lock_release)))

/* `table` is the whole file (rebuild/toml.h).  ERROR_MALFORMED for a package without a
 * name or a version that can be one. */
int crate_lock_read(struct crate_lock *out, const struct json *table, struct error *err);

/* What an entry of `dependencies` means; NULL when there is no such package. */
const struct locked_package *crate_lock_find(const struct crate_lock *lock,
					     const char *text);
