/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Process 1 is cloned into its namespaces, put where it is limited, and let go. */

#include "sandbox/attend.h"

int start_run(struct run *run, const struct sandbox_plan *plan, struct error *err);

/* Closes one of the run's ends, if it is open. */
void start_close(int *end);
