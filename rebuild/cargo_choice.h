/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Which cargo packs a crate again.  Those of this machine are tried in the order of how
 * near they are to those that the crate's marks tell; a Debian whose own cargo is nearer
 * is made for it.
 */

#include "rebuild/crate_age.h"

struct cargo_choice {
	struct crate_age age;
	struct strings versions;    /* "1.65.0": at hand, the nearest first */
	const char *environment;    /* borrowed: "debian:bookworm"; NULL: the session's */
	const char *in_environment; /* borrowed: its cargo, "1.65"; NULL */
};

void cargo_choice_release(struct cargo_choice *choice);

/* ERROR_UNSUPPORTED when there is no cargo and none can be had, saying what to install.
 */
int cargo_choice_make(struct cargo_choice *out, const struct session *session,
		      const struct crate *crate, const struct inventory *inventory,
		      struct error *err);
