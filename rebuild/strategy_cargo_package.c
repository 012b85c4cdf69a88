/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `cargo package`: what git tracks, Cargo.toml rewritten, packed.  Nothing of it is
 * compiled, and no code of it runs: rustc is not even there.
 *
 * --allow-dirty is never given: older cargos leave .cargo_vcs_info.json out for it, and
 * newer ones write there that the tree was dirty.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_stub.h"
#include "rebuild/strategy.h"

enum { WORTH = 50, LOCK_ALWAYS = 84, CAN_EXCLUDE_LOCK = 87 };

static int
bid(const struct workshop *workshop, char **reason)
{
	(void)workshop;
	*reason = xstrdup(
		"cargo package picks out what git tracks and rewrites Cargo.toml");
	return WORTH;
}

/* The commit's own repository has no index, which lists what is tracked; a source without
 * one gets one: cargo lists what is tracked. */
static void
add_repository(struct recipe *recipe, const struct source *source, const char *beside)
{
	const char *top = strcmp(beside, "..") == 0 ? "." : beside + strlen("../");

	if (source->kind != SOURCE_GIT) {
		strings_add_format(
			&recipe->build,
			"git init -q %1$s && git -C %1$s add -A -f . && "
			"git -C %1$s -c user.name=cupel -c user.email=cupel@localhost "
			"commit -q -m source",
			top);
		return;
	}
	recipe->history = xstrdup("git");
	strings_add_format(&recipe->build, "git -C %s reset -q", top);
}

/* Cargo takes these from the folder that it is called in. */
static void
add_settings(struct recipe *recipe, const char *beside)
{
	strings_add_format(&recipe->settings, "CARGO_HOME=%s/cargo", beside);
	strings_add_format(&recipe->settings, "CARGO_TARGET_DIR=%s/target", beside);
	strings_add(&recipe->settings, "RUSTC=/bin/false");
}

static void
add_marks(struct recipe *recipe, const struct cargo_choice *choice, const char *version)
{
	cleanup_free char *marks = strings_join(&choice->age.said, "; ");
	int distance = crate_age_distance(&choice->age, version);

	if (choice->age.newest == CARGO_MINOR_MOST)
		strings_add_format(&recipe->notes, "packed by cargo 1.%d or newer: %s",
				   choice->age.oldest, marks);
	else
		strings_add_format(&recipe->notes, "packed by cargo 1.%d to 1.%d: %s",
				   choice->age.oldest, choice->age.newest, marks);
	if (distance > 0)
		strings_add_format(&recipe->notes,
				   "no such cargo is at hand: %s is the nearest",
				   version);
}

/* The n-th of those at hand, or that of an environment made for it. */
static int
choose_cargo(struct recipe *recipe, const struct cargo_choice *choice, size_t turn,
	     const char **version, struct error *err)
{
	if (choice->environment != NULL && turn == 0) {
		replace_text(&recipe->environment, xstrdup(choice->environment));
		strings_add(&recipe->packages, "cargo");
		strings_add(&recipe->packages, "git");
		*version = choice->in_environment;
		return 0;
	}
	if (choice->environment != NULL || turn >= choice->versions.count)
		return error_set(err, ERROR_UNSUPPORTED, "there is no other cargo");
	*version = choice->versions.items[turn];
	strings_add_format(&recipe->tools, "cargo=%s", *version);
	return 0;
}

static void
add_package(struct recipe *recipe, const struct release *release, const char *beside,
	    const char *version)
{
	bool no_lock = crate_lock(release->crate) == NULL &&
		       cargo_minor(version) >= CAN_EXCLUDE_LOCK;

	strings_add_format(&recipe->build, "cargo package --no-verify --offline%s",
			   no_lock ? " --exclude-lockfile" : "");
	strings_add_format(&recipe->outputs, "%s-%s.crate", release->crate->name,
			   release->crate->version);
	strings_add_format(&recipe->build, "mv %s/target/package/%s .", beside,
			   recipe->outputs.items[0]);
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct release *release = workshop->release;
	cleanup_free char *beside = source_way_out(workshop->source);
	const char *version = NULL;
	bool from_lock;

	if (choose_cargo(recipe, &workshop->cargo, wish->turn, &version, err) < 0 ||
	    cargo_stub_add(recipe, release->crate, beside, &from_lock, err) < 0)
		return -1;
	add_settings(recipe, beside);
	add_marks(recipe, &workshop->cargo, version);
	add_repository(recipe, workshop->source, beside);
	add_package(recipe, release, beside, version);
	if (from_lock)
		strings_add(&recipe->notes, "versions of dependencies are those of the "
					    "published Cargo.lock");
	return 0;
}

const struct strategy strategy_cargo_package = {
	.name = "cargo-package",
	.ecosystem = "cargo",
	.bid = bid,
	.plan = plan,
};
