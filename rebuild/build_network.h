/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a fetch step has of the network.  A package manager that can be told to ask one
 * registry for everything sees our proxy and nothing else.  Older ones go by the
 * addresses in a lock file, over HTTPS: they find the hosts of these on the loopback,
 * where our proxy answers in their place.  Only where the person asks for it does a step
 * have this machine's network, and the build says so among what was weakened.
 */

#include "rebuild/build_job.h"
#include "rebuild/proxy.h"

struct build_network {
	struct proxy *proxy; /* owned; NULL: the step has none */
};

#define cleanup_build_network __attribute__((cleanup(build_network_close)))

/* Sets the plan up for a step with network. */
int build_network_open(struct build_network *network, struct build_job *job,
		       const char *command, struct sandbox_plan *plan, struct error *err);

/* The same for any other plan: it sees our proxy, which answers for npm's registry, and
 * the package managers in it are told so.  The session is borrowed. */
void build_network_open_proxy(struct build_network *network,
			      const struct session *session, struct sandbox_plan *plan);

/* Runs the plan; what was asked for is noted in the build. */
int build_network_run(struct build_network *network, struct sandbox_result *result,
		      const struct sandbox_plan *plan, struct build_job *job,
		      struct error *err);
void build_network_close(struct build_network *network);
