/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The plan for a sandbox, as the options of `cupel sandbox` describe it. */

#include "cli/command.h"
#include "rebuild/environment.h"
#include "sandbox/plan.h"

/* Fills in and checks the plan; on -1, sandbox_plan_release() is due as well.  A NULL
 * environment is this machine's. */
int plan_make(struct sandbox_plan *plan, const struct environment *environment,
	      const struct invocation *invocation, struct error *err);
