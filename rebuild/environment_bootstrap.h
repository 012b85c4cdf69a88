/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * mmdebstrap(1), run: it has apt fetch a suite's packages and check their signatures,
 * installs them, and writes a tarball that is the same for the same packages.  What this
 * file adds is what makes "the same packages" hold (pins, and a look at what came of
 * them), and what takes this machine out of the result.
 */

#include "rebuild/environment_cache.h"

/* Fills draft->root.  `lock` says what is wanted; without packages it is given those that
 * there are, with packages it is these or ERROR_NOT_FOUND, which names one. */
int environment_bootstrap(struct environment *out, const struct environment_draft *draft,
			  const struct session *session, struct environment_lock *lock,
			  struct error *err);

/* What dpkg of this machine calls it: "amd64"; the caller frees. */
int environment_native(char **architecture, const struct session *session,
		       struct error *err);
