/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Two rewritten Cargo.tomls of one crate, as TOML.  What cargos of different age write
 * otherwise is known: newer ones list each target, and say what is not looked for.
 * Everything else is what somebody has edited.
 */

#include "rebuild/inventory.h"

struct crate_manifests {
	struct strings aged;   /* "package.autobins: ..., as cargos of other age write" */
	struct strings edited; /* "dependencies.serde: only published" */
};

void crate_manifests_release(struct crate_manifests *manifests);
#define cleanup_crate_manifests __attribute__((cleanup(crate_manifests_release)))

/* Whole manifests (rebuild/toml.h); a target that only the published one lists must be
 * among the published files. */
void crate_manifests_compare(struct crate_manifests *out, const struct json *published,
			     const struct json *rebuilt,
			     const struct inventory *inventory);

/* What a manifest depends on that its original does not: for where nothing was rebuilt.
 */
void crate_manifests_compare_original(struct crate_manifests *out,
				      const struct json *published,
				      const struct json *original);
