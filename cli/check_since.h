/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* cupel check --since: a run of releases, and what changed between them. */

#include "cli/command.h"

/* An exit status: the worst; or -1. */
int check_since(const struct invocation *invocation, struct error *err);
