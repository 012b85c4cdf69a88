/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What only crates are looked at for: whether the commit that a crate names is one of its
 * repository, whether Cargo.toml.orig is the source's Cargo.toml and the rewritten one
 * follows from it, whether what cargo runs is in the source, and whether the index knows
 * the checksums of Cargo.lock.
 */

#include "rebuild/check.h"

/* registry.h's examine(). */
int crate_examine(struct check *check, const struct session *session, struct error *err);

/* Its part about Cargo.lock (crate_examine_lock.c). */
int crate_examine_lock(struct check *check, const struct session *session,
		       struct error *err);
