/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What each ecosystem, and its registry, must be able to do.  registries.def lists them.
 */

#include "base/strings.h"
#include "rebuild/manifest.h"
#include "rebuild/source.h"

struct check;

struct registry {
	const char *ecosystem; /* as in a purl: "npm" */
	const char *example;   /* a spec that is right */
	const char *namespace; /* of a purl: "debian"; NULL: a name has its own, or none
				*/
	bool has_architectures; /* a spec may name one, and a suite */
	const char *context;   /* of the comparison (compare/contexts.def); NULL: none */

	/* commit_hint stands in the artifact itself, which is made of that very commit, and
	 * is not a word of the registry beside it. */
	bool artifact_names_commit;

	/* How a source states its name and version; NULL: tags and content decide. */
	const struct manifest_kind *manifest;

	/* -1 with ERROR_USAGE when no package can be called so, or no version: says why.
	 */
	int (*check_name)(const char *name, struct error *err);
	int (*check_version)(const char *version, struct error *err);

	/* Fills in what the registry states of out->spec, whose version it chooses when
	 * there is none, and fetches the artifact. */
	int (*lookup)(struct release *out, const struct session *session,
		      struct error *err);

	/* Adds every version that was published; NULL: the registry does not list them. */
	int (*list)(struct strings *versions, const struct session *session,
		    const char *name, struct error *err);

	/* Whether an artifact that came as a file or from a URL is one of this
	 * ecosystem's; then fills in out->spec and what the artifact itself states.  The
	 * inventory is empty where the file is no archive.  NULL: none ever is. */
	int (*identify)(struct release *out, const struct session *session,
			const struct inventory *inventory, bool *yes, struct error *err);

	/* As source_find(), where the ecosystem has a way of its own; NULL: it has none.
	 */
	int (*find_source)(struct source *out, const struct session *session,
			   const struct release *release,
			   const struct inventory *inventory, const char *given,
			   struct error *err);

	/* The name of the environment that has to have what the release's source asks
	 * for; the caller frees; NULL: there is none.  NULL: never is. */
	char *(*own_environment)(const struct release *release);

	/* Looks at what the road has left, before the verdict, and after a build that
	 * failed as well: adds remarks, causes of findings, origins.  NULL: nothing. */
	int (*examine)(struct check *check, const struct session *session,
		       struct error *err);
};

#define REGISTRY(name) extern const struct registry registry_##name;
#include "rebuild/registries.def"
#undef REGISTRY

/* NULL when there is none for that ecosystem. */
const struct registry *registry_find(const char *ecosystem);

/* The names of all ecosystems, for messages. */
void registry_list(struct strings *names);
