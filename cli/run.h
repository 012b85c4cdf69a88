/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A run of a command: the session that its options and the environment make, the screen
 * that shows it, and the scratch folder that is gone when it ends, however it ends. */

#include "cli/command.h"
#include "cli/screen.h"
#include "rebuild/environment.h"
#include "rebuild/exceptions_read.h"
#include "rebuild/session.h"

struct run {
	struct session session;
	struct screen screen;
	struct environment *environment; /* owned: of --environment; NULL */
	struct progress progress;	 /* the screen's; the session borrows it */
	struct sandbox_limits limits;	 /* of --limit; the session borrows them */
	char *rules;		      /* owned: all of --rule; the session borrows it */
	struct exceptions exceptions; /* the session borrows them */
	bool looked;		      /* a shell has been shown for --on-failure */
	int scratch_lock;	      /* owned, with the session's scratch folder */
};

#define cleanup_run __attribute__((cleanup(run_end)))

enum run_needs {
	RUN_WITHOUT_CACHE, /* nothing but the options */
	RUN_WITH_CACHE,	   /* the cache, the network and a scratch folder */
};

/* On -1, run_end() is due as well. */
int run_begin(struct run *run, const struct invocation *invocation, enum run_needs needs,
	      struct error *err);

/* The one that --environment names, made if need be; nothing without that option. */
int run_environment(struct run *run, const struct invocation *invocation,
		    struct error *err);

void run_end(struct run *run);
