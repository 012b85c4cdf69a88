/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a Cargo.toml depends on, in all of its tables, and the features that it asks of
 * each (doc.rust-lang.org/cargo/reference/specifying-dependencies.html). */

#include "base/json.h"

struct crate_dependency {
	char *table;	   /* owned: "dependencies", "target.cfg(unix).dependencies" */
	char *key;	   /* owned: what it is called here */
	char *package;	   /* owned: plain (rebuild/cargo_index.h) */
	char *requirement; /* owned: "*" where none is stated */
	struct strings features;
};

struct crate_dependencies {
	struct crate_dependency *items; /* owned */
	size_t count;
};

void crate_dependencies_release(struct crate_dependencies *dependencies);
#define cleanup_crate_dependencies __attribute__((cleanup(crate_dependencies_release)))

/* Those whose names can be names, of a whole manifest (rebuild/toml.h). */
void crate_dependencies_find(struct crate_dependencies *out, const struct json *manifest);
