/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A strategy: one way to make a package from its source.
 *
 * To add one: write rebuild/strategy_<name>.c with a `const struct strategy
 * strategy_<name>`, and put its line in rebuild/strategies.def.
 */

#include "rebuild/cargo_choice.h"
#include "rebuild/dist_source.h"
#include "rebuild/npm_source.h"
#include "rebuild/packer.h"
#include "rebuild/recipe.h"

/* What a second try does otherwise than the first. */
struct wish {
	const char *strategy; /* borrowed; NULL: whichever bids highest */
	bool own_age;	   /* install and build with the packer's tools, not the host's */
	bool all_scripts;  /* run prepublishOnly and build too, not only what packing runs
			    */
	bool without_lock; /* install as if there were no lock file */
	bool repository; /* a fresh git repository around the source: scripts ask for one
			  */
	bool usual_way;	 /* autoreconf in the place of the project's own script */
	bool no_tests;	 /* build without running the package's own tests */
	size_t turn;	 /* the n-th of several tools that may be meant */
};

/* What strategies look at; made once, for all tries. */
struct workshop {
	const struct session *session; /* borrowed, these four */
	const struct release *release;
	const struct inventory *inventory;
	const struct source *source;
	struct dist_source dist; /* of release tarballs only */
	struct npm_source npm;	 /* of npm's packages only, these two */
	struct packer packer;
	struct cargo_choice cargo; /* of crates only */
};

#define cleanup_workshop __attribute__((cleanup(workshop_release)))
void workshop_release(struct workshop *workshop);

/* Reads what the ecosystem's strategies have in common; the four borrowed members are set
 * before. */
int workshop_open(struct workshop *workshop, struct error *err);

struct strategy {
	/* Stable: appears in recipes. */
	const char *name;
	const char *ecosystem; /* of the releases that it is asked about */

	/* How well it suits, 0 (not at all) to 100; *reason, the caller's, says why. */
	int (*bid)(const struct workshop *workshop, char **reason);

	/* Fills in tools, steps and notes. */
	int (*plan)(struct recipe *recipe, const struct workshop *workshop,
		    const struct wish *wish, struct error *err);
};

/* The recipe of the strategy that was wished for or bids highest. */
int strategy_infer(struct recipe *out, const struct workshop *workshop,
		   const struct wish *wish, struct error *err);

#define STRATEGY(name) extern const struct strategy strategy_##name;
#include "rebuild/strategies.def"
#undef STRATEGY
