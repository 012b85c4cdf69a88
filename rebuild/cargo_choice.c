/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/cargo_choice.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/rust_toolchains.h"
#include "rebuild/toolchain.h"

static const struct {
	const char *environment, *cargo;
} suites[] = {
#define SUITE(environment, cargo) { environment, cargo },
#include "rebuild/cargo_suites.def"
#undef SUITE
};

void
cargo_choice_release(struct cargo_choice *choice)
{
	crate_age_release(&choice->age);
	strings_release(&choice->versions);
}

static int
list_versions(struct strings *versions, const struct session *session, struct error *err)
{
	cleanup_free char *own = NULL;

	if (toolchain_ask_host(&own, session, "cargo", err) < 0)
		return -1;
	if (own != NULL)
		strings_add(versions, own);
	return rust_toolchains_list(versions, session, err);
}

/* Of equals, one that was released goes before one that was not. */
static int
rank(const struct crate_age *age, const char *version)
{
	return 2 * crate_age_distance(age, version) + (strchr(version, '-') != NULL);
}

/* Stable: of equals, the first that was found stays first. */
static void
sort_by_distance(struct strings *versions, const struct crate_age *age)
{
	for (size_t i = 1; i < versions->count; i++)
		for (size_t k = i; k > 0 && rank(age, versions->items[k]) <
						    rank(age, versions->items[k - 1]);
		     k--) {
			char *moved = versions->items[k];

			versions->items[k] = versions->items[k - 1];
			versions->items[k - 1] = moved;
		}
}

/* Whether environments of Debian can be made here. */
static bool
has_mmdebstrap(const struct session *session)
{
	const char *path = session->program_path != NULL ? session->program_path
							 : "/usr/local/bin:/usr/bin";

	while (*path != '\0') {
		size_t size = strcspn(path, ":");
		cleanup_free char *folder = xstrndup(path, size);
		cleanup_free char *program = path_join(folder, "mmdebstrap");

		if (size > 0 && access(program, X_OK) == 0)
			return true;
		path += size + (path[size] == ':');
	}
	return false;
}

/* The one whose cargo is nearest, the oldest of equals, where it is nearer than any here.
 */
static void
choose_suite(struct cargo_choice *out)
{
	int nearest = out->versions.count > 0
			      ? crate_age_distance(&out->age, out->versions.items[0])
			      : CARGO_MINOR_MOST;

	for (size_t i = 0; i < array_length(suites); i++) {
		int distance = crate_age_distance(&out->age, suites[i].cargo);

		if (distance >= nearest)
			continue;
		nearest = distance;
		out->environment = suites[i].environment;
		out->in_environment = suites[i].cargo;
	}
}

static int
find_nothing(const struct session *session, struct error *err)
{
	if (session->environment != NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "the environment %s has no cargo: add --package cargo",
				 session->environment->name);
	return error_set(err, ERROR_UNSUPPORTED,
			 "a crate is packed by cargo, which is not installed: install "
			 "Debian's package cargo, or a toolchain with rustup, or "
			 "mmdebstrap for one in an environment");
}

int
cargo_choice_make(struct cargo_choice *out, const struct session *session,
		  const struct crate *crate, const struct inventory *inventory,
		  struct error *err)
{
	*out = (struct cargo_choice){ 0 };
	crate_age_find(&out->age, crate, inventory);
	if (list_versions(&out->versions, session, err) < 0)
		return -1;
	sort_by_distance(&out->versions, &out->age);
	if (session->environment == NULL && !session->offline && has_mmdebstrap(session))
		choose_suite(out);
	return out->versions.count > 0 || out->environment != NULL
		       ? 0
		       : find_nothing(session, err);
}
