/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* apt-get(8) build-dep, run for a layer over an environment. */

#include "rebuild/environment_layer.h"

/* All borrowed. */
struct layer {
	const struct environment *base;
	const struct environment_extra *extra;
	const struct environment_lock *lock; /* its sources, time and architecture */
	const char *folder;		     /* to work in, beside the draft's root */
};

/* Fills the draft's root with the base's own files, under a second name, and leaves in
 * `folder` "layer.tar", which goes over them, and "packages" (environment_packages.h).
 * ENVIRONMENT_UNMET as environment_extend(). */
int environment_layer_make(const struct layer *layer, const struct session *session,
			   struct error *err);
