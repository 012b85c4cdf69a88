/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What each ecosystem's registry must be able to do.  registries.def lists them. */

#include "base/strings.h"
#include "rebuild/release.h"

struct registry {
	const char *ecosystem; /* as in a purl: "npm" */
	const char *example;   /* a spec that is right */

	/* -1 with ERROR_USAGE when no package can be called so, or no version: says why. */
	int (*check_name)(const char *name, struct error *err);
	int (*check_version)(const char *version, struct error *err);

	/* Fills in what the registry states of out->spec, whose version it chooses when there
	 * is none, and fetches the artifact. */
	int (*lookup)(struct release *out, const struct session *session, struct error *err);
};

#define REGISTRY(name) extern const struct registry registry_##name;
#include "rebuild/registries.def"
#undef REGISTRY

/* NULL when there is none for that ecosystem. */
const struct registry *registry_find(const char *ecosystem);

/* The names of all ecosystems, for messages. */
void registry_list(struct strings *names);
