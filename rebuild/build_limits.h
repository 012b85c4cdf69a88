/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What each step of a build may use at most, beside its time. */

#include "sandbox/plan.h"

/* The sandbox's own limits, and some that no honest build meets: 32 GiB written beneath
 * the build's folder, 1 GiB of output. */
void build_limits_init(struct sandbox_limits *limits);
