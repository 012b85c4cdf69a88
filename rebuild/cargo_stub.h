/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A registry that says just enough for cargo to resolve what a crate depends on without a
 * network: a line of the index for each package, and an empty .crate (source-replacement,
 * "local registry sources", of The Cargo Book).  Nothing of them is ever compiled.  Their
 * versions and checksums are those of the artifact's own Cargo.lock, so that it is an
 * input; without one, the lowest that each requirement takes.
 */

#include "rebuild/crate.h"
#include "rebuild/recipe.h"

/* Adds the steps that make it in the folder `beside`, as the steps are to call it, and
 * have the cargo whose home is `beside`/cargo use it; *from_lock says where the versions
 * are from.  -1 with ERROR_MALFORMED for a Cargo.lock that is none. */
int cargo_stub_add(struct recipe *recipe, const struct crate *crate, const char *beside,
		   bool *from_lock, struct error *err);

/* The lowest version that a requirement such as "^1.2", ">=0.3, <0.5" or "*" takes; the
 * caller frees; NULL for what is none. */
char *cargo_lowest_version(const char *requirement);
