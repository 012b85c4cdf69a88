/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The plan for a sandbox, as the options of `cupel sandbox` describe it. */

#include "cli/command.h"
#include "rebuild/build_network.h"
#include "rebuild/environment.h"
#include "sandbox/plan.h"

/* Fills in and checks the plan, which runs in the session's environment; with --network
 * fetch the network has a proxy, which borrows the session.  On -1,
 * sandbox_plan_release() is due as well. */
int plan_make(struct sandbox_plan *plan, struct build_network *network,
	      const struct session *session, const struct invocation *invocation,
	      struct error *err);

/* Each --limit replaces what the limits say. */
int plan_set_limits(struct sandbox_limits *limits, const struct invocation *invocation,
		    struct error *err);

/* ERROR_USAGE for options of the network that would change nothing. */
int plan_check_options(const struct invocation *invocation, struct error *err);
