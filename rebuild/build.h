/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The fourth stop: the recipe's steps, run in the sandbox.
 *
 * The source is copied to /build/source, or to the path that the recipe names, without
 * its .git; steps start in the package's folder there.  Fetch steps have the network, the
 * environment that was passed for it and the package manager's cache, and are told to run
 * no script; build steps have none of these.
 */

#include "rebuild/recipe.h"
#include "sandbox/sandbox.h"

struct build_step {
	char *command; /* owned */
	bool network;
	char *ending;		 /* owned: sandbox_result_describe() */
	bool succeeded, stopped; /* stopped: at a limit, which the ending names */
	int64_t milliseconds;
};

struct build {
	bool succeeded;
	char *phase; /* owned: "recipe", "dependencies", "fetch" or "build": where it
		      * failed; NULL when it did not */
	char *cause; /* owned: in one line: "npm ci: exit 1", "no network in the build:
			..." */
	const char *cause_name; /* static: "lock-refused", of build_causes.def, or
				 * "dependencies-unmet"; NULL */
	char *log_path;		/* owned: all steps' output, in order */
	char *output_path;	/* owned: the rebuilt artifact, alone in its folder, or a
				 * folder of several; NULL when it failed */
	struct build_step *steps; /* owned */
	size_t step_count;
	struct json *look;   /* owned: what all steps saw of the machine (sandbox/plan.h),
			      * and their variables; NULL: there was none */
	struct strings tail; /* the last lines of the failed step */
	struct strings weakened; /* from the sandbox */
	struct strings tools;	 /* what was really used: "node=20.20.2" */
	struct strings
		requests; /* of fetch steps: "URL SHA-256", or why there was no answer */
	struct strings inputs; /* --record-inputs: "PATH SHA-256", with " run" behind it
				* for a program, sorted */
	struct strings tries;  /* one line for each, where there were several */
};

#define cleanup_build __attribute__((cleanup(build_release)))
void build_release(struct build *build);
struct json *build_to_json(const struct build *build);

/* In the session's environment, which is the recipe's (recipe_environment.h).
 * 0 also for a build that failed: look at succeeded.  -1 for our own or the host's
 * failure. */
int build_run(struct build *out, const struct session *session,
	      const struct source *source, const struct recipe *recipe,
	      struct error *err);

/* As build_run() of what recipe_infer() gave; where that fails, or gives other files than
 * were published, other recipes for the same source are tried: scripts that were left
 * out, the tools of the packer's time, no lock file.  *recipe becomes the one whose build
 * *out is: the one that gives the published files, or comes nearest.  Every try is in
 * out->tries. */
int build_search(struct build *out, struct recipe *recipe, const struct session *session,
		 const struct release *release, const struct inventory *inventory,
		 const struct source *source, struct error *err);
